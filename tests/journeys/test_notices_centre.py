"""P8: two people who do things to each other, and what each is told of it, in the real window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest

from app.kernel.desktop import Note
from models.community.follow_commands import SetFollow
from models.community.targets import Target
from models.core.ids import new_id
from models.notifications.commands import AddNotice
from models.notifications.kinds import JOB_DONE, SECURITY, Told
from models.notifications.queries import NoticeList
from models.video.commands import channel_of
from tests.journeys.test_two_people import add_bea, choose, log_out
from tests.support.house import House
from views.notifications.list import NoticeListView
from views.shell.notices_panel import NoticesPanel


def furnished(house: House) -> None:
    """Wait for the centre, which comes when nobody waits for Home any more."""
    house.until(lambda: house.window.panels.centre is not None)


class Desk:
    """Stands for the desktop: keeps what it was told."""

    def __init__(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        self.notes: list[Note] = []
        self.is_away = True
        furnished(house)
        monkeypatch.setattr(house.services.desktop, "show", self.notes.append)
        house.services.centre.away = lambda: self.is_away


def tell(house: House, title: str, *, kind: str = "security", link: str = "") -> None:
    house.services.centre.tell(kind, title, link=link)


def centre(house: House) -> NoticeListView:
    """The list of the centre, opened by its key."""
    house.press("Ctrl+Shift+N")
    house.until(lambda: house.seen(NoticeListView))
    return house.find(NoticeListView)


def words(view: NoticeListView) -> list[str]:
    return [str(view.notices.index(row).data()) for row in range(view.notices.rowCount())]


def test_what_came_is_counted_listed_opened_and_read_by_keys(house: House) -> None:
    top = house.window.top
    tell(house, "Older", link="nonet://home")
    tell(house, "The film is ready", kind=JOB_DONE.id, link="nonet://video")
    house.until(lambda: top.count.count == 2)
    assert top.bell.accessibleName() == "Notices, 2 unread"
    view = centre(house)
    house.until(lambda: words(view) == ["Done: The film is ready", "Older"])
    assert house.focus is view and view.currentIndex().row() == 0
    house.press("Return")
    house.until(lambda: house.window.stack.current_id == "video")
    house.until(lambda: top.count.count == 1)
    house.until(lambda: not house.seen(NoticesPanel))

    view = centre(house)
    house.until(lambda: house.focus is view and (row := view.notices.told(0)) and not row.unread)
    house.press("Down", "Space")
    house.until(lambda: top.count.count == 0)
    house.press("Delete")
    house.until(lambda: words(view) == ["Done: The film is ready"])
    house.press("Ctrl+Z")
    house.until(lambda: len(words(view)) == 2)
    panel = house.find(NoticesPanel)
    panel.filter.setFocus()
    panel._filtered("unread")
    house.until(lambda: panel._read.isVisible())
    panel._filtered("all")
    house.until(lambda: len(words(view)) == 2)


def test_all_is_read_and_cleared_at_once_and_taken_back(house: House) -> None:
    for number in range(5):
        tell(house, f"Number {number}")
    top = house.window.top
    house.until(lambda: top.count.count == 5)
    view = centre(house)
    panel = house.find(NoticesPanel)
    house.until(lambda: view.notices.rowCount() == 5)
    panel.read_all.setFocus()
    house.press("Space")
    house.until(lambda: top.count.count == 0)
    house.press("Ctrl+Z")
    house.until(lambda: top.count.count == 5)
    panel._clear.setFocus()
    house.press("Space")
    house.until(lambda: view.notices.rowCount() == 0 and panel._empty.isVisible())
    house.press("Ctrl+Z")
    house.until(lambda: view.notices.rowCount() == 5)


def test_one_person_s_notices_are_not_another_s(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    first = house.account
    tell(house, "For the first alone", kind=JOB_DONE.id)
    house.until(lambda: house.window.top.count.count == 1)
    view = centre(house)
    house.until(lambda: len(words(view)) == 1)
    log_out(house)
    assert view.notices.rowCount() == 0 and house.window.top.count.count == 0
    add_bea(house)
    bea = house.account
    desk = Desk(house, monkeypatch)
    house.press("Esc")
    assert house.window.top.count.count == 0
    stranger = AddNotice(
        id=new_id(),
        space_id=first,
        actor=bea,
        at=datetime.now().astimezone(),
        kind="security",
        title="Pay me",
    )
    assert not house.services.gateway.submit(stranger).result().ok
    ask = house.services.gateway.ask_now
    assert [told.title for told in ask(NoticeList(actor=first)).notices] == ["For the first alone"]
    assert desk.notes == []


def test_a_follower_is_told_and_the_tab_shows_a_dot(house: House) -> None:
    first = house.account
    house.add_videos("Night train to Narvik")
    log_out(house)
    add_bea(house)
    house.press("Esc")
    follow(house, channel_of(first))
    log_out(house)
    choose(house, "root")
    house.until(lambda: house.account == first)
    rail = house.window.rail.item("video")
    house.until(lambda: rail.unread == 1)
    assert rail.accessibleName() == "Video, 1 unread"
    view = centre(house)
    house.until(lambda: any(each.startswith("Bea follows") for each in words(view)))
    panel = house.find(NoticesPanel)
    panel.read_all.setFocus()
    house.press("Space")
    house.until(lambda: rail.unread == 0)


def follow(house: House, channel: UUID) -> None:
    done: list[object] = []
    house.services.actor.send(SetFollow, target=Target("channel", channel, channel), done=done.append)
    house.until(lambda: done)


def test_the_desktop_is_told_while_one_is_away_and_not_by_night(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, choices, settings = Desk(house, monkeypatch), house.services.centre.choices, house.services.settings
    desk.is_away = False
    before = house.services.centre._since
    tell(house, "Seen in the window")
    house.until(lambda: house.services.centre._since > before)
    desk.is_away = True
    tell(house, "Come & <b>look</b>", link="nonet://video")
    house.until(lambda: len(desk.notes) == 1)
    assert (desk.notes[0].title, desk.notes[0].sound) == ("Come & <b>look</b>", False)
    settings.set(choices._told[SECURITY.id], Told.SOUND.value)
    tell(house, "Loud")
    house.until(lambda: len(desk.notes) == 2)
    assert desk.notes[1].sound
    settings.set(choices.quiet, True)
    settings.set(choices.quiet_from, 0)
    settings.set(choices.quiet_to, 0)
    tell(house, "At night")
    house.until(lambda: house.window.top.count.count == 4)
    house.until(lambda: centre_has_heard(house, "At night"))
    settings.set(choices.quiet, False)
    settings.set(choices._told[SECURITY.id], Told.NOWHERE.value)
    house.until(lambda: house.window.top.count.count == 0)
    tell(house, "Of no interest")
    tell(house, "Done", kind=JOB_DONE.id)
    house.until(lambda: house.window.top.count.count == 1)
    house.until(lambda: len(desk.notes) > 2)  # asked for apart from what is counted
    assert [note.title for note in desk.notes[2:]] == ["Done: Done"]


def centre_has_heard(house: House, title: str) -> bool:
    """Whether what came last has been looked at for the desktop, too."""
    told = house.services.gateway.ask_now(NoticeList(actor=house.account, limit=1)).notices[0]
    return told.title == title and house.services.centre._since >= told.at


def test_a_click_on_the_desktop_brings_the_place(house: House) -> None:
    furnished(house)
    house.press("Ctrl+1")
    house.services.desktop.clicked.emit("nonet://video")
    house.until(lambda: house.window.stack.current_id == "video")


def test_what_concerns_one_s_safety_is_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    Desk(house, monkeypatch)
    session = house.services.session
    ends: list[object] = []
    session.set_password(None, "quiet otters sing to lamps", lambda: ends.append(1), ends.append)
    house.until(lambda: ends)
    house.until(lambda: house.window.top.count.count == 1)
    house.press("Esc")
    view = centre(house)
    house.until(lambda: words(view) == ["Your password was changed."])


@pytest.mark.parametrize("hour, silent", [(23, True), (3, True), (7, False), (12, False), (22, True)])
def test_quiet_hours_go_over_midnight(house: House, hour: int, silent: bool) -> None:
    choices, settings = house.services.centre.choices, house.services.settings
    settings.set(choices.quiet, True)
    now = datetime.now().astimezone().replace(hour=hour, minute=30)
    check: Callable[[datetime], bool] = choices.silent
    assert check(now) is silent

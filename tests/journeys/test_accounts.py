"""P4: several people on one computer, each with what is theirs."""

from __future__ import annotations

from uuid import UUID

import pytest
from PySide6.QtWidgets import QLineEdit

from app.kernel.notices import NoticeKind
from models.core.text import tr
from models.video.commands import EditVideo, channel_of
from tests.support.house import House
from views.accounts.fields import PasswordField
from views.accounts.people import PersonRow
from views.accounts.signed_out import SignedOutPage
from views.shell.notices_panel import NoticesPanel
from views.shell.palette import Palette
from views.video.workspace import VideoWorkspace
from views.widgets.labels import Label
from views.widgets.toast import Toast

NOBODY = UUID(int=0)
PASSWORD = "correct horse battery"


def run(house: House, words: str) -> None:
    """Do a command by the palette."""
    house.press("Ctrl+Shift+P")
    house.write(words)
    house.press("Return")


def log_out(house: House) -> None:
    run(house, "log out")
    house.until(lambda: house.account == NOBODY and not house.services.session.busy)


def choose(house: House, name: str) -> None:
    """Walk to a person of the page that asks who is here, and choose them."""
    house.until(lambda: house.seen(PersonRow))
    for _ in range(10):
        if isinstance(house.focus, PersonRow) and house.focus.account.name == name:
            break
        house.press("Tab")
    assert isinstance(house.focus, PersonRow) and house.focus.account.name == name
    house.press("Return")


def add_bea(house: House) -> None:
    """Register Bea on the page that asks who is here, by keys."""
    page = house.find(SignedOutPage)
    for _ in range(10):
        if house.focus is page.add_button:
            break
        house.press("Tab")
    house.press("Space")
    house.write("Bea")
    house.press("Tab")
    house.write(PASSWORD)
    house.press("Return")
    house.until(lambda: house.account != NOBODY)


def texts(house: House) -> str:
    """Everything that labels say just now, and the window's title."""
    said = [label.text() for label in house.seen(Label)]
    return "\n".join([*said, house.window.windowTitle(), house.window.top.breadcrumb.accessibleName()])


def test_a_second_person_comes_by_keys_and_sees_nothing_of_the_first(house: House) -> None:
    first, first_name = house.account, house.services.session.account
    assert first_name is not None
    [video] = house.add_videos("Night train to Narvik")
    house.press("Ctrl+2")
    library = house.window.stack.workspace("video")
    assert isinstance(library, VideoWorkspace)
    house.until(lambda: library.library.library.total == 1)
    house.services.queue.add([(channel_of(first), video)])
    house.services.actor.send(
        EditVideo, space_id=channel_of(first), video_id=video, description="By the sea", title="Edit details"
    )
    house.until(lambda: house.services.actor.undo_title() == "Edit details")
    house.nonet.notices.post("The film of Narvik is ready", NoticeKind.SUCCESS, stays=True)
    house.press("Ctrl+Shift+N")
    house.until(lambda: house.seen(NoticesPanel))
    assert "Narvik" in texts(house)

    log_out(house)
    assert house.seen(SignedOutPage) and "Narvik" not in texts(house)
    assert not house.seen(Toast)
    house.until(lambda: not house.seen(NoticesPanel))
    assert not house.window.history.can_back
    assert isinstance(house.focus, PersonRow), "the one who comes begins with the keyboard"

    add_bea(house)
    assert house.account != first
    assert house.window.stack.current_id == "home"
    assert house.window.top.account.accessibleName() == "Account of Bea"
    assert not house.window.history.can_back
    assert house.services.actor.undo_title() == ""
    assert house.nonet.notices.history == [] and house.window.toasts.shown == []
    house.press("Ctrl+2")
    house.until(lambda: library.library.library.total == 0)
    assert not house.services.queue.entries
    house.press("Ctrl+K")
    house.write("Narvik")
    palette = house.find(Palette)
    house.until(lambda: palette.list.isHidden())
    house.press("Esc")

    log_out(house)
    choose(house, first_name.name)
    house.until(lambda: house.account == first)
    house.press("Ctrl+2")
    house.until(lambda: library.library.library.total == 1)
    house.until(lambda: len(house.services.queue.entries) == 1)

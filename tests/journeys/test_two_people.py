"""P4: several people on one computer, each with what is theirs."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QLineEdit

from app.kernel.notices import NoticeKind
from models.video.commands import EditVideo, channel_of
from models.video.queries import ContinueWatching, OneVideo
from tests.support.films import LONG, Cinema
from tests.support.house import House
from views.accounts.fields import PasswordField
from views.accounts.forms import LogInForm
from views.accounts.panel import AccountPanel
from views.accounts.people import PersonRow
from views.accounts.signed_out import SignedOutPage
from views.accounts.vault_notice import VaultNotice
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


def live_here(house: House) -> VideoWorkspace:
    """A film, an edit of it, a place in the queue and a notice of whoever is here; returns the workspace."""
    [video] = house.add_videos("Night train to Narvik")
    house.press("Ctrl+2")
    library = house.window.stack.workspace("video")
    assert isinstance(library, VideoWorkspace)
    house.until(lambda: library.library.library.total == 1)
    house.services.queue.add([(channel_of(house.account), video)])
    house.services.actor.send(
        EditVideo,
        space_id=channel_of(house.account),
        video_id=video,
        description="By the sea",
        title="Edit details",
    )
    house.until(lambda: house.services.actor.undo_title() == "Edit details")
    house.nonet.notices.post("The film of Narvik is ready", NoticeKind.SUCCESS, stays=True)
    house.press("Ctrl+Shift+N")
    house.until(lambda: house.seen(NoticesPanel))
    assert "Narvik" in texts(house)
    return library


def test_a_second_person_comes_by_keys_and_sees_nothing_of_the_first(house: House) -> None:
    first, first_name = house.account, house.services.session.account
    assert first_name is not None
    library = live_here(house)

    log_out(house)
    assert house.find(SignedOutPage).remark.text() == "Choose your account."
    assert "Narvik" not in texts(house)
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


def test_a_wrong_password_is_told_where_it_was_typed_and_slows_down(house: House) -> None:
    log_out(house)
    add_bea(house)
    log_out(house)
    choose(house, "Bea")
    form = house.find(LogInForm)
    said = []
    for _ in range(5):
        assert house.focus is form.field("password"), "what was wrong can be typed again at once"
        house.write("not it")
        house.press("Return")
        house.until(form.submit_button.isEnabled)
        said.append(form.rows["password"].note.text())
    assert all(each.startswith("The password is wrong.") for each in said[:4]), said
    assert "Wait" in said[4] and "then try again" in said[4], said
    assert house.account == NOBODY
    house.press("Esc")
    assert not house.seen(LogInForm)
    assert isinstance(house.focus, PersonRow) and house.focus.account.name == "Bea"


def test_one_switches_from_the_account_s_panel_and_finds_what_is_theirs_again(house: House) -> None:
    first = house.account
    log_out(house)
    add_bea(house)
    bea = house.account
    house.add_videos("Bea's secret")
    run(house, "account and people")
    house.until(lambda: house.seen(PersonRow))
    choose(house, "root")
    house.until(lambda: house.account == first)
    house.press("Ctrl+K")
    house.write("secret")
    house.until(lambda: house.find(Palette).list.isHidden())
    house.press("Esc")
    run(house, "account and people")
    choose(house, "Bea")
    assert house.seen(PasswordField) and house.focus is house.find(LogInForm).field("password")
    house.write(PASSWORD)
    house.press("Return")
    house.until(lambda: house.account == bea)
    house.press("Ctrl+K")
    house.write("secret")
    house.until(lambda: (found := house.find(Palette).chosen) and found.title == "Bea's secret")


def test_what_was_typed_last_is_kept_for_the_one_who_typed_it(house: House) -> None:
    first = house.account
    [video] = house.add_videos("Harbour")
    house.press("Ctrl+2")
    workspace = house.window.stack.workspace("video")
    assert isinstance(workspace, VideoWorkspace)
    house.until(lambda: workspace.library.library.total == 1)
    workspace.edit(channel_of(first), video)
    house.until(lambda: house.seen(QLineEdit, lambda field: field.text() == "Harbour"))
    [title] = house.seen(QLineEdit, lambda field: field.text() == "Harbour")
    title.setFocus()
    house.press("End")
    house.write(" at night")
    house.services.session.log_out()  # what the person does without leaving the field: the menu's key, say
    house.until(lambda: not house.services.session.busy)
    add_bea(house)
    house.qtbot.wait(0)
    assert house.nonet.notices.history == []
    ask = house.services.gateway.ask_now
    assert (
        ask(OneVideo(actor=first, space_id=channel_of(first), video_id=video)).card.title
        == "Harbour at night"
    )


def test_who_is_added_in_the_account_s_panel_has_the_keyboard_at_home(house: House) -> None:
    first = house.account
    run(house, "account and people")
    house.find(AccountPanel).add_button.setFocus()
    house.press("Space")
    house.write("Bea")
    house.press("Return")
    house.until(lambda: house.account not in (NOBODY, first))
    house.until(lambda: not house.seen(AccountPanel))
    assert house.focus is not None and house.window.stack.workspace("home").isAncestorOf(house.focus)


def test_the_next_person_lands_at_home_and_only_the_same_one_where_they_were(house: House) -> None:
    log_out(house)
    add_bea(house)
    bea = house.account
    house.press("Ctrl+2")
    house.restart(somebody=False)
    house.until(lambda: house.seen(SignedOutPage))
    choose(house, "root")
    house.until(lambda: house.account not in (NOBODY, bea))
    assert house.window.stack.current_id == "home"
    log_out(house)
    choose(house, "Bea")
    house.write(PASSWORD)
    house.press("Return")
    house.until(lambda: house.account == bea)
    house.press("Ctrl+2")
    house.restart(somebody=False)
    choose(house, "Bea")
    house.write(PASSWORD)
    house.press("Return")
    house.until(lambda: house.account == bea)
    assert house.window.stack.current_id == "video"


def test_a_workspace_in_a_window_of_its_own_is_hidden_while_nobody_is_there(house: House) -> None:
    house.press("Ctrl+2", "Ctrl+Shift+D")
    assert "video" in house.window.stack.windows
    house.window.activateWindow()
    house.until(house.window.isActiveWindow)
    log_out(house)
    assert not house.window.stack.windows["video"].isVisible()
    add_bea(house)
    assert house.window.stack.windows["video"].isVisible()


def test_without_a_keyring_the_vault_asks_for_a_passphrase_and_keeps_who_is_in(house: House) -> None:
    run(house, "account and people")
    house.until(lambda: house.seen(VaultNotice))
    notice = house.find(VaultNotice)
    assert "kept only until Nonet is closed" in notice.sentence.text()
    for _ in range(20):
        if house.focus is notice.button:
            break
        house.press("Tab")
    house.press("Space")
    house.write("seven words that nobody else knows")
    house.press("Return")
    house.until(lambda: notice.isHidden())
    assert Path(house.folder / "vault").is_file()


def test_what_plays_stops_for_the_next_person_and_counts_for_the_one_who_watched(cinema: Cinema) -> None:
    house, first = cinema.house, cinema.house.account
    cinema.watch(LONG)
    cinema.until(lambda: cinema.player.position_us > 0)
    house.press("5")
    cinema.until(lambda: cinema.player.position_us > 13_000_000)
    house.press("Ctrl+1")
    cinema.until(lambda: cinema.workspace.mini.isVisible())
    log_out(house)
    assert cinema.watched == "" and not cinema.workspace.mini.isVisible()
    add_bea(house)
    ask = house.services.gateway.ask_now
    assert [card.title for card in ask(ContinueWatching(actor=first))] == [LONG]
    assert ask(ContinueWatching(actor=house.account)) == ()
    assert cinema.notices() == [], "nothing was recorded for somebody who may not see it"

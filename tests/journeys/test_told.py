"""P14: what cannot be is told in a sentence where it was typed, and nothing is lost by it."""

from __future__ import annotations

import logging
import sys

from app.kernel.notices import NoticeKind
from models.video.wording import TITLE_LENGTH
from tests.support.house import House
from tests.support.logfail import ExpectLog
from views.accounts.forms import RegisterForm
from views.accounts.panel import AccountPanel
from views.video.edit_panel import EditPanel
from views.video.workspace import VideoWorkspace


def details(house: House) -> EditPanel:
    """The details of a video, with the keyboard in its title."""
    house.add_videos("Harbour")
    house.press("Ctrl+2")
    workspace = house.window.stack.workspace("video")
    assert isinstance(workspace, VideoWorkspace)
    house.until(lambda: workspace.library.library.total == 1)
    house.press("Home", "F2")
    house.until(lambda: house.seen(EditPanel, lambda panel: panel.heading.text() == "Harbour"))
    return house.find(EditPanel)


def test_a_title_that_cannot_be_is_told_at_its_field_and_what_was_typed_stays(house: House) -> None:
    panel = details(house)
    house.press("Ctrl+A", "Delete", "Ctrl+S")
    note = panel.rows["title"].note
    house.until(lambda: note.isVisible() and note.text() == "This cannot be empty.")
    house.write("x" * (TITLE_LENGTH + 5))
    house.press("Ctrl+S")
    house.until(lambda: str(TITLE_LENGTH) in note.text() or len(panel.heading.text()) == TITLE_LENGTH)
    assert panel.heading.text().startswith("xxx")
    house.press("Ctrl+A")
    house.write("Harbour at night")
    house.press("Ctrl+S")
    house.until(lambda: not panel.rows["title"].note.text() or not panel.rows["title"].note.isVisible())
    house.until(lambda: not panel.editor.dirty)
    assert house.nonet.notices.history == [], "where it happened, and nowhere else"


def test_a_name_that_is_taken_and_a_password_that_is_the_name_are_told_at_their_fields(house: House) -> None:
    house.nonet.actions.run("account.open")
    house.find(AccountPanel).add_button.setFocus()
    house.press("Space")
    form = house.find(RegisterForm)
    house.write("ROOT")
    house.press("Return")
    house.until(form.submit_button.isEnabled)
    assert "“ROOT”" in form.rows["name"].note.text() or "name" in form.rows["name"].note.text()
    house.press("Ctrl+A")
    house.write("Beatrice Aalto")
    house.press("Tab")
    house.write("beatrice aalto")
    house.press("Return")
    house.until(form.submit_button.isEnabled)
    assert "name" in form.rows["password"].note.text(), form.rows["password"].note.text()
    assert form.text("name") == "Beatrice Aalto", "what was typed stays"
    assert len(house.services.session.people) == 1


def test_a_bug_leaves_the_window_as_it_is_and_gives_its_details(house: House, expect_log: ExpectLog) -> None:
    with expect_log("app.kernel.notices", "nobody caught this", level=logging.ERROR):
        sys.excepthook(ZeroDivisionError, ZeroDivisionError("planted"), None)
    house.until(lambda: house.nonet.notices.history)
    [notice] = house.nonet.notices.history
    assert notice.kind is NoticeKind.ERROR and "planted" in notice.details
    assert "planted" not in notice.text
    house.press("Ctrl+2")
    assert house.window.stack.current_id == "video"

"""The first steps and the manual in the real window."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl

from tests.support.house import House
from views.home.first_steps import FirstStepsCard
from views.home.workspace import HomeWorkspace
from views.manual.workspace import ManualWorkspace
from views.widgets.buttons import Button
from views.widgets.states import StateView


def card(house: House) -> FirstStepsCard:
    return house.find(FirstStepsCard)


def again(house: House) -> None:
    """Start anew, up to Home."""
    house.restart()
    house.until(lambda: house.seen(HomeWorkspace))


def show(house: House, step: str) -> None:
    row = next(row for row in card(house).rows if row.step.id == step)
    house.click(row.button)


def test_each_step_does_what_it_says_and_is_kept(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    window = house.window
    show(house, "find")
    house.until(window.panels.palette.isVisible)
    house.press("Esc")
    house.until(lambda: not window.panels.palette.isVisible())
    show(house, "keys")
    house.until(window.panels.cheat_sheet.isVisible)
    house.press("Esc")
    house.until(lambda: not window.panels.cheat_sheet.isVisible())
    assert card(house).remark.text() == "2 of 5 done"
    again(house)
    assert [row.step.id for row in card(house).rows if row.done] == ["find", "keys"]
    asked: list[str] = []
    monkeypatch.setattr(house.nonet.actions, "run", asked.append)
    show(house, "account")
    show(house, "sample")
    assert asked == ["account.open", "sample.load"]


def test_what_was_found_without_being_shown_is_done_too(house: House, tmp_path: Path) -> None:
    house.press("F1")
    house.until(house.window.panels.cheat_sheet.isVisible)
    house.press("Esc")
    film = tmp_path / "film.mp4"
    film.write_bytes(b"no film")
    house.drop([film])
    house.press("Ctrl+1")
    house.until(lambda: [row.step.id for row in card(house).rows if row.done] == ["drop", "keys"])


def test_the_first_step_opens_the_choice_of_videos(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from views.video.workspace import VideoWorkspace

    chosen: list[str] = []
    monkeypatch.setattr(VideoWorkspace, "choose_files", lambda _: chosen.append("files"))
    show(house, "drop")
    assert chosen == ["files"]
    assert house.window.stack.current_id == "video"


def test_closed_for_good_and_brought_back_by_help(house: House) -> None:
    house.click(card(house).close_button)
    assert not house.seen(FirstStepsCard)
    again(house)
    assert not house.seen(FirstStepsCard)
    house.window.open_workspace("video")
    assert house.nonet.actions.run("help.first_steps")
    assert house.window.stack.current_id == "home"
    house.until(lambda: house.focus is card(house).rows[0].button)


def test_it_covers_nothing_in_a_small_window(house: House) -> None:
    house.window.resize(900, 600)
    page = cast(HomeWorkspace, house.window.workspace).page
    house.until(lambda: page.empty.y() >= card(house).geometry().bottom())
    assert card(house).width() <= page.width()


def test_an_empty_home_offers_the_sample_world_second(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []
    monkeypatch.setattr(house.nonet.sample, "_start", lambda kind, *_: started.append(kind))
    view = house.find(StateView)
    assert view.button is not None
    buttons = [each for each in view.findChildren(Button) if each.isVisible()]
    assert [each.text() for each in buttons] == ["Add videos", "Load the sample world"]
    house.window.resize(1440, 900)
    buttons[1].setFocus(Qt.FocusReason.TabFocusReason)
    house.press("Space")
    assert len(started) == 1


def manual(house: House) -> ManualWorkspace:
    return cast(ManualWorkspace, house.window.workspace)


def test_the_manual_opens_is_read_and_goes_back(house: House) -> None:
    assert not house.window.stack.is_built("manual")
    house.press("Shift+F1")
    book = manual(house)
    assert isinstance(book, ManualWorkspace)
    house.until(lambda: house.focus is book.contents)
    house.press("Down")
    assert book.place() == "first-steps"
    assert "first-steps" in house.window.history.current
    book.reader.anchorClicked.emit(QUrl("watching.md"))
    assert book.place() == "watching"
    assert "Play or pause" in book.reader.toPlainText()
    house.press("Alt+Left")
    assert book.place() == "first-steps"
    house.press("Alt+Right")
    assert book.place() == "watching"
    assert house.window.windowTitle().startswith("Watching")


def test_what_is_looked_for_is_found_and_marked(house: House) -> None:
    house.press("Shift+F1", "Ctrl+F")
    book = manual(house)
    house.until(book.search.hasFocus)
    house.write("spare codes")
    assert [book.contents.item(row).text() for row in range(book.contents.count())] == [
        "Accounts and security"
    ]
    house.press("Return")
    assert book.place() == "accounts"
    marks = book.reader.extraSelections()
    assert {mark.cursor.selectedText().casefold() for mark in marks} >= {"spare", "codes"}
    book.search.setText("zeppelin")
    assert book.contents.count() == 0
    assert book.nothing.isVisible()


def test_it_has_the_colours_of_the_theme(house: House) -> None:
    from views.widgets.theme import Scheme, theme

    house.press("Shift+F1")
    book = manual(house)
    for scheme in (Scheme.LIGHT, Scheme.DARK):
        theme().set_scheme(scheme)
        house.until(
            lambda: (
                book.reader.document().begin().begin().fragment().charFormat().foreground().color()
                == theme().colours.text
            )
        )


def test_it_has_room_in_a_small_window(house: House) -> None:
    house.window.resize(900, 600)
    house.press("Shift+F1")
    book = manual(house)
    for page in book.pages:
        book.go(page.name)
        assert book.reader.horizontalScrollBar().maximum() == 0, page.name
    assert book.reader.mapTo(book, QPoint(book.reader.width(), 0)).x() <= book.width()

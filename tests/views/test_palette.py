"""Search and commands, by real keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kernel.finding import Found, matched, score
from tests.support.gallery import FakeFinder
from views.shell.palette import Palette
from views.shell.palette_rows import PaletteModel, pieces
from views.shell.window import MainWindow

Key, Mod = Qt.Key, Qt.KeyboardModifier


def open_palette(window: MainWindow, key: Qt.Key = Key.Key_K, shift: bool = False) -> Palette:
    modifiers = Mod.ControlModifier | (Mod.ShiftModifier if shift else Mod.NoModifier)
    QTest.keyClick(window, key, modifiers)
    palette = window.panels.palette
    assert palette.isVisible()
    assert QApplication.focusWidget() is palette.field
    return palette


def titles(palette: Palette) -> list[str]:
    model = palette.model
    return [str(model.data(model.index(row, 0))) for row in range(model.rowCount())]


def test_a_video_is_found_and_opened(window: MainWindow) -> None:
    palette = open_palette(window)
    QTest.keyClicks(palette.field, "tele")
    assert titles(palette)[:3] == ["Found", "Building a telescope mount", "A telescope for the school roof"]
    QTest.keyClick(palette.field, Key.Key_Down)
    QTest.keyClick(palette.field, Key.Key_Return)
    assert not palette.isVisible()
    assert window.history.current == "nonet://video/watch/1"


def test_commands_run_by_keys_alone(window: MainWindow) -> None:
    palette = open_palette(window, Key.Key_P, shift=True)
    QTest.keyClicks(palette.field, "setti")
    QTest.keyClick(palette.field, Key.Key_Return)
    assert window.stack.current_id == "settings"


def test_the_choice_goes_round_and_skips_headings(window: MainWindow) -> None:
    palette = open_palette(window)
    QTest.keyClicks(palette.field, "tele")
    first = palette.chosen
    seen = []
    for _ in range(sum(palette.model.row(palette.model.index(r, 0)).found is not None
                       for r in range(palette.model.rowCount()))):  # fmt: skip
        assert palette.chosen is not None
        seen.append(palette.chosen)
        QTest.keyClick(palette.field, Key.Key_Down)
    assert palette.chosen == first
    assert len(set(seen)) == len(seen)
    QTest.keyClick(palette.field, Key.Key_Up)
    assert palette.chosen == seen[-1]


def test_tab_completes_and_escape_gives_the_focus_back(window: MainWindow) -> None:
    window.top.bell.setFocus()
    palette = open_palette(window)
    QTest.keyClicks(palette.field, "tele")
    QTest.keyClick(palette.field, Key.Key_Tab)
    assert palette.field.text() == "Building a telescope mount"
    QTest.keyClick(palette.field, Key.Key_Escape)
    assert not palette.isVisible()
    assert QApplication.focusWidget() is window.top.bell


def test_nothing_found_says_what_would_help(window: MainWindow) -> None:
    palette = open_palette(window)
    QTest.keyClicks(palette.field, "zzqx")
    assert palette._nothing.isVisible()
    assert "Nothing found for “zzqx”" in palette._nothing.text()
    QTest.keyClick(palette.field, Key.Key_Return)
    assert palette.isVisible()


@pytest.fixture
def slow(finder: FakeFinder) -> FakeFinder:
    finder.later = True
    return finder


def test_late_answers_to_older_questions_are_dropped(slow: FakeFinder, window: MainWindow) -> None:
    palette = open_palette(window)
    QTest.keyClicks(palette.field, "in")
    QTest.keyClicks(palette.field, "tro")
    *older, newest = slow.waiting
    newest()
    assert "Intro to linear algebra, 4" in titles(palette)
    QTest.keyClick(palette.field, Key.Key_Backspace)
    QTest.keyClicks(palette.field, "zz")
    for answer in older:
        answer()
    palette._show()
    assert "Building a telescope mount" not in titles(palette)


def test_a_finder_that_never_answers_holds_nobody_up(
    slow: FakeFinder, window: MainWindow, qtbot: QtBot
) -> None:
    palette = open_palette(window)
    QTest.keyClicks(palette.field, "settings")
    qtbot.waitUntil(lambda: "Settings" in titles(palette))
    assert palette.isVisible()


def test_a_click_beside_the_panel_closes_it(window: MainWindow) -> None:
    palette = open_palette(window)
    QTest.mouseClick(palette, Qt.MouseButton.LeftButton, Mod.NoModifier, palette.rect().bottomLeft())
    assert not palette.isVisible()


def test_the_model_is_sound(qapp: QApplication) -> None:
    model = PaletteModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_groups([("A", [Found(title="x")]), ("Empty", []), ("B", [Found(title="y")])], "x")
    assert model.rowCount() == 4
    assert model.next_thing(-1, 1) == 1
    assert model.next_thing(3, 1) == 1
    model.show_groups([], "")
    assert model.next_thing(-1, 1) == -1
    tester.deleteLater()


@given(st.text(max_size=12), st.text(max_size=30), st.booleans())
def test_pieces_are_the_title_again(typed: str, title: str, turned: bool) -> None:
    assert "".join(part for part, _ in pieces(title, typed, turned=turned)) == title
    assert all(start >= 0 and start + length <= len(title) for start, length in matched(typed, title))


def test_better_fits_come_first() -> None:
    ranked = ["Settings", "Sound settings", "Unsettled", "See the tinting"]
    assert sorted(ranked, key=lambda title: -score("sett", title)) == ranked
    assert score("video add", "Add videos") > 0
    assert score("xyz", "Add videos") == 0


def test_a_link_that_is_pasted_is_followed(window: MainWindow) -> None:
    window.open_search()
    palette = window.panels.palette
    QGuiApplication.clipboard().setText(" nonet://video/watch/5?t=9 ")
    QTest.keyClick(palette.field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert palette.chosen is not None and palette.chosen.kind == "Link"
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.history.current == "nonet://video/watch/5?t=9"

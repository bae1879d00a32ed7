"""The row of places: marks where one is, gone through by arrows, a menu for what has no room."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.kernel.actions import Actions
from app.kernel.settings import Settings
from views.shell.place_row import PlaceRow
from views.shell.places import Place
from views.video.actions import video_actions
from views.video.places import places

NAMES = ["Library", "For you", "Subscriptions", "Playlists", "History", "Your channels"]


@pytest.fixture
def row(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PlaceRow:
    listed = [
        Place(
            workspace="video",
            segment="" if n == 0 else f"place{n}",
            called="" if n else "library",
            title=name,
            icon="star",
            keys=f"Alt+{n}",
            listed=True,
        )
        for n, name in enumerate(NAMES)
    ]
    monkeypatch.setattr("views.video.actions.places", lambda: listed)
    actions = Actions(Settings(tmp_path / "settings.json"))
    actions.register(*video_actions(lambda: pytest.fail("nothing was asked for"), lambda: False))
    made = PlaceRow([*listed, Place(workspace="video", segment="hidden")], actions, "Places in Video")
    qtbot.addWidget(made)
    made.resize(1000, made.height())
    made.choose("place1")
    made.show()
    made.window().activateWindow()
    return made


def seen(row: PlaceRow) -> list[str]:
    return [tab.text() for tab in row.tabs if tab.isVisible()]


def test_every_place_is_named_once_and_its_page_or_its_builder_is_known() -> None:
    known = places()
    assert len({place.segment for place in known}) == len(known)
    assert {place.under for place in known} <= {place.segment for place in known if place.listed}
    assert [place.segment for place in known if not place.module] == ["", "watch"]


def test_what_has_no_room_is_in_the_menu_and_where_one_is_never(row: PlaceRow, qtbot: QtBot) -> None:
    assert seen(row) == NAMES and not row.more.isVisible()
    row.choose("place5")
    row.resize(420, row.height())
    assert seen(row)[-1] == "Your channels" and 1 < len(seen(row)) < len(NAMES)
    assert row.more.isVisible() and row.more.geometry().right() < row.width()
    qtbot.mouseClick(row.more, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    left = [name for name in NAMES if name not in seen(row)]
    assert [action.text().split("\t")[0] for action in menu.actions()] == left
    with qtbot.waitSignal(row.chosen) as told:
        menu.actions()[0].trigger()
    assert told.args == [f"place{NAMES.index(left[0])}"]
    menu.close()


def test_tab_stops_once_and_arrows_go_along(row: PlaceRow, qtbot: QtBot) -> None:
    stops = [tab for tab in row.tabs if tab.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert [tab.text() for tab in stops] == ["For you"] and stops[0].isChecked()
    stops[0].setFocus()
    qtbot.waitUntil(stops[0].hasFocus)
    for key, at in (("Right", 2), ("Left", 1), ("Left", 0), ("Left", 5)):
        qtbot.keyClick(QApplication.focusWidget(), getattr(Qt.Key, f"Key_{key}"))
        assert row.tabs[at].hasFocus(), key
    with qtbot.waitSignal(row.chosen) as told:
        qtbot.keyClick(row.tabs[5], Qt.Key.Key_Space)
    assert told.args == ["place5"]
    with qtbot.waitSignal(row.left):
        qtbot.keyClick(row.tabs[5], Qt.Key.Key_Down)


def test_from_right_to_left_the_row_is_turned_round(row: PlaceRow, qtbot: QtBot) -> None:
    row.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    row.choose("place1")
    xs = [tab.x() for tab in row.tabs]
    assert xs == sorted(xs, reverse=True) and xs[0] > row.width() // 2
    row.tabs[1].setFocus()
    qtbot.keyClick(row.tabs[1], Qt.Key.Key_Left)
    assert row.tabs[2].hasFocus()


def test_the_tips_tell_the_keys_also_when_they_change(row: PlaceRow) -> None:
    assert row.tabs[2].toolTip() == "Subscriptions  Alt+2"
    row._actions.set_shortcut("video.place2", "Ctrl+Alt+Q")
    assert row.tabs[2].toolTip() == "Subscriptions  Ctrl+Alt+Q"

"""Trade and the wallet on a screen at 200 %, in both directions: no text is cut off."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication

from tests.journeys.test_window import cut_off
from tests.support.house import House
from tests.support.trading_room import Room

PLACES = (
    "spot", "markets", "reports", "reports/mine", "manage/pairs", "manage/fees", "manage/risk", "manage/mine",
    "practice",
)  # fmt: skip
PRICE = 6_000_000


@pytest.fixture
def too_long(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Every text that is painted by hand into less room than it takes."""
    seen: set[str] = set()
    draw = QPainter.drawText

    def noting(painter: QPainter, *arguments: Any) -> Any:
        match arguments:
            case (QRect() | QRectF() as room, int() | Qt.AlignmentFlag() as flags, str(text)):
                wraps = int(flags) & int(Qt.TextFlag.TextWordWrap)
                needs = painter.fontMetrics().horizontalAdvance(text)
                if not wraps and "\n" not in text and needs > room.width() + 1:
                    seen.add(f"{text!r} has {room.width():g} of {needs}")
        return draw(painter, *arguments)

    monkeypatch.setattr(QPainter, "drawText", noting)
    return seen


@pytest.mark.parametrize("direction", ["LeftToRight", "RightToLeft"])
def test_nothing_is_cut_off_at_200_percent(house: House, too_long: set[str], direction: str) -> None:
    QApplication.setLayoutDirection(Qt.LayoutDirection[direction])
    room = Room(house)
    room.open_exchange()
    ada, me = room.other(), house.account
    room.fund(me)
    room.place(ada, "SELL", PRICE, 1000)
    room.place(me, "BUY", PRICE, 500)
    room.place(me, "BUY", PRICE - 10_000, 500)
    room.until(lambda: len(room.mine()) == 1)
    house.window.setMinimumSize(0, 0)
    house.window.resize(720, 450)
    told = []
    for place in PLACES:
        room.workspace.visit(place)
        house.qtbot.wait(300)
        told += [f"{place}: {each}" for each in cut_off(house)]
    for keys in ("Ctrl+Shift+W", "Ctrl+Shift+N"):
        house.press(keys)
        house.qtbot.wait(300)
        told += [f"{keys}: {each}" for each in cut_off(house)]
    assert told == []
    assert too_long == set()


def test_what_is_painted_beyond_its_room_is_seen(house: House, too_long: set[str]) -> None:
    painter = QPainter(pixmap := house.window.grab())
    painter.drawText(QRect(0, 0, 5, 20), int(Qt.AlignmentFlag.AlignLeft), "Too long")
    painter.drawText(QRect(0, 0, 500, 20), int(Qt.AlignmentFlag.AlignLeft), "Not too long")
    painter.end()
    assert len(too_long) == 1 and not pixmap.isNull()


def test_from_right_to_left_an_order_is_found_and_numbers_stand_before_their_units(house: House) -> None:
    QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    room = Room(house)
    room.open_exchange()
    assert room.page.entry_panel.amount.layoutDirection() is Qt.LayoutDirection.LeftToRight
    room.fund(house.account)
    number = room.place(house.account, "BUY", PRICE, 500)
    room.until(lambda: len(room.mine()) == 1)
    table = room.page.own.tables["open"]
    assert table.choose(lambda order: order.number == number)
    assert [order.number for order in table.selected()] == [number]

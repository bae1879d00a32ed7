"""An exchange of one's own and the hands of its owner: places, fields, rows and notices of Manage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from models.core.registry import Query
from tests.support.house import House
from tests.support.trading_room import Room
from views.trading.manage.page import FEES, RISK, ManagePage
from views.widgets.surfaces import reveal
from views.widgets.toast import Toast

PRICE = 6_000_000  # 60,000.00 in ticks
T = TypeVar("T")
P = TypeVar("P")


@pytest.fixture
def own_room(house: House) -> Room:
    """An exchange of one's own."""
    made = Room(house)
    made.open_exchange()
    return made


def becomes(room: Room, account: UUID) -> None:
    """Somebody else sits down at the window."""
    room.house.services.actor.become(account)
    room.house.window.stack.show()  # it was hidden when whoever was here left
    room.until(lambda: room.workspace.parts.exchange.standing is not None)
    room.house.press("Ctrl+3")


def manage(room: Room) -> ManagePage:
    """Go there by its key."""
    room.house.press("Alt+Shift+G")
    page = room.workspace.seen
    assert isinstance(page, ManagePage)
    room.until(page.isVisible)
    return page


def part(room: Room, name: str, kind: type[P]) -> P:
    """One of its parts, by a click on its name."""
    page = manage(room)
    room.house.click(page.choice.button(name))
    room.until(lambda: page.part == name)
    shown = page.part_of(name)
    assert isinstance(shown, kind)
    if name in (FEES, RISK):
        room.until(lambda: room.workspace.parts.keeping.rules is not None)
    return shown


def asked(room: Room, query: type[Query[T]], **fields: Any) -> T:
    """What the record says."""
    answers: list[T] = []
    room.house.services.actor.ask(query, answers.append, space_id=room.space, **fields)
    room.until(lambda: answers)
    return answers[0]


def typed(room: Room, field: QLineEdit, text: str) -> None:
    """Click into a field, and write in the place of what stands there."""
    field.setFocus()
    room.until(field.hasFocus)
    field.selectAll()
    room.house.press("Delete")
    room.house.write(text)


def chosen(room: Room, choice: QComboBox, data: object) -> None:
    """Choose in a list by arrows."""
    choice.setFocus()
    room.until(choice.hasFocus)
    way = choice.findData(data) - choice.currentIndex()
    for _ in range(abs(way)):
        room.house.press("Down" if way > 0 else "Up")
    assert choice.currentData() == data


def click(room: Room, widget: QWidget) -> None:
    """Scroll to a button, and click it."""
    room.until(widget.isEnabled)
    reveal(widget)
    room.house.click(widget)


def row_of(table: Any, fits: Any) -> int:
    return next(n for n in range(table.rows.rowCount()) if fits(table.rows.row(n)))


def select(room: Room, table: Any, fits: Any) -> None:
    """Choose a row by a click."""
    room.until(lambda: any(fits(table.rows.row(n)) for n in range(table.rows.rowCount())))
    index = table.rows.index(row_of(table, fits), 0)
    reveal(table)
    table.scrollTo(index)
    room.house.click(table.viewport(), table.visualRect(index).center())
    room.until(lambda: table.selected() and fits(table.selected()[0]))


def toast_button(room: Room, title: str) -> None:
    """Press the button of a notice."""
    room.until(lambda: _buttons(room, title))
    room.house.click(_buttons(room, title)[0])


def _buttons(room: Room, title: str) -> Sequence[Any]:
    from views.widgets.buttons import Button

    return [b for toast in room.house.seen(Toast) for b in toast.findChildren(Button) if b.text() == title]

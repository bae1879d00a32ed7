"""An exchange with a market, and the hands that fill in the order form and go down menus."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from controllers.trading.tickets import Ticket
from models.trading.entities import OrderInfo
from tests.support.house import House
from tests.support.trading_room import WHOLE, Room
from views.trading.entry.panel import EntryPanel
from views.trading.fields import AmountField
from views.widgets.surfaces import reveal

PRICE = 6_000_000  # 60,000.00 in ticks


@pytest.fixture
def room(house: House) -> Room:
    """An exchange with a maker on both sides, a last price, and money of one's own."""
    made = Room(house)
    made.open_exchange()
    maker = made.other()
    made.place(maker, "SELL", PRICE, 100)
    made.place(made.other(), "BUY", PRICE, 100)
    for step in range(1, 6):
        made.place(maker, "BUY", PRICE - 100 * step, 1000)
        made.place(maker, "SELL", PRICE + 100 * step, 1000)
    made.fund(house.account)
    made.until(lambda: made.money("USDT") == 10_000 * WHOLE and made.money("BTC") == WHOLE)
    made.until(lambda: made.page.market.book.best_bid == PRICE - 100 and made.page.market.last == PRICE)
    made.until(lambda: "upkeep" in made.workspace.parts.__dict__)
    return made


def form(room: Room, ticket: Ticket, side: str = "BUY") -> EntryPanel:
    """The form with this kind of order, chosen by the keyboard: what is not in front, by its list."""
    panel = room.page.entry_panel
    room.house.press("Ctrl+B" if side == "BUY" else "Ctrl+Shift+B")
    titles = [button.text() for button in panel.tickets._group.buttons()]
    wanted = {Ticket.LIMIT: "Limit", Ticket.MARKET: "Market", Ticket.STOP: "Stop", Ticket.OCO: "OCO"}
    if ticket in wanted:
        panel.tickets.setFocus()
        panel.tickets._group.button(titles.index(wanted[ticket])).setFocus()
        room.house.press("Space")
    else:
        panel.more.setFocus()
        room.house.press(*["Down"] * (panel.more.findData(ticket.value) - panel.more.currentIndex()))
    assert panel.ticket is ticket
    return panel


def fill(room: Room, field: AmountField, text: str) -> None:
    """Type into a field, over what stood there; the wheel brings what lies below."""
    reveal(field)
    room.house.click(field)
    field.selectAll()
    room.house.write(text)


def newest(room: Room) -> OrderInfo:
    room.until(lambda: room.page.orders.history)
    return room.page.orders.history[0]


def sent(room: Room) -> None:
    """Press Enter, and wait until the exchange has taken it."""
    before = len(room.page.orders.history)
    room.house.press("Return")
    room.until(lambda: len(room.page.orders.history) > before)


def menu_of(room: Room) -> list[str]:
    """What the menu in front offers."""
    room.until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return [action.text() for action in menu.actions() if action.text()]


def menu_key(widget: QWidget) -> None:
    """What the system makes of the Menu key."""
    place = widget.rect().center()
    reason = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(widget, QContextMenuEvent(reason, place, widget.mapToGlobal(place)))


def choose(room: Room, text: str) -> None:
    """Go down the menu to what is called so, and press Enter."""
    place = next(n for n, title in enumerate(menu_of(room)) if title.startswith(text))
    room.house.press(*["Down"] * (place + 1), "Return")
    room.until(lambda: QApplication.activePopupWidget() is None)

"""How an order comes in: matched, settled, and what is left of it set aside for."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from models.core.text import tr
from models.ledger.purposes import SPOT
from models.ledger.rules import InsufficientFunds
from models.trading import stops
from models.trading.desk import Desk
from models.trading.entities import OrderStatus, OrderType, Validity
from models.trading.order_lists import Event
from models.trading.orders import AT_ANY_PRICE, SIDES, Line, Order
from models.trading.refusals import OrderRefused
from models.trading.settling import hold, needed, release, settle, together
from models.trading.terms import Outcome, Prevention, SelfTrade, Side, Status, TimeInForce

_EVENTS: Final = {OrderStatus.PARTIALLY_FILLED: Event.TRADED, OrderStatus.FILLED: Event.FILLED}


def new_order(desk: Desk, *, id: UUID, **said: Any) -> Order:
    """An order of the actor's with the next number; its row is written when the desk is finished."""
    values: dict[str, Any] = {
        "list_number": 0, "list_kind": "", "leg": 0, "status": OrderStatus.NEW.value, "open": True,
        "executed": 0, "turnover": 0, "prevented": 0, "held": 0, "hold_id": None, "triggered": False,
        "extreme": 0, "followed": 0, "turn": 0, "shown": 0, "reason": "",
        "changed_at": desk.ctx.now,
    }  # fmt: skip
    order = Order(number=desk.market.next_order, id=id, owner=desk.ctx.actor, **(values | said))
    desk.market.next_order += 1
    desk.fresh[order.number] = order
    return order


def open_accounts(desk: Desk, owner: UUID, line: Line) -> None:
    """Where the money and the coins of a pair go to."""
    for code in (line.base, line.quote):
        desk.ledger.open(owner, code, SPOT, desk.purse(owner, code))


def enter(desk: Desk, line: Line, order: Order) -> None:
    """A new or changed order comes in, to trade or to wait; refused where that cannot be."""
    if order.waits_for_price:
        stops.check(line, order)
        stops.cap(line, order)
        afford(desk, line, order)
        if order.number not in desk.market.orders:
            desk.market.add(order)
        stops.arm(desk, line, order)
        hold(desk, line, order)
        return
    afford(desk, line, order)
    if not match(desk, line, order):
        what_now = tr("Choose a price on your side of the book.")
        raise OrderRefused("WOULD_TAKE", tr("It would trade at once."), what_now=what_now, field="price")


def afford(desk: Desk, line: Line, order: Order) -> None:
    """Refuse where less is available than the order may need. Of a market order only a budget is known."""
    orders = together(desk, order)
    code, amount = needed(line, order)
    if order.kind == OrderType.MARKET and order.side == "BUY":
        amount = order.budget
    amount = max(amount, *(needed(line, each)[1] for each in orders), 0)
    available = desk.ledger.available(desk.purse(order.owner, code)) + sum(each.held for each in orders)
    if available < amount:
        refusal = InsufficientFunds(code, available, amount)
        refusal.field = "budget" if order.budget else "quantity"
        raise refusal


def match(desk: Desk, line: Line, order: Order) -> bool:
    """Trade what can be traded; the rest waits in the book or is over. False, and nothing has happened, where
    it was only to wait and would have traded."""
    desk.market.begin(line)
    outcome = _into_book(desk, line, order)
    if outcome.status == Status.WOULD_TAKE:
        return False
    settle(desk, line, order, outcome.fills)
    _prevented(desk, line, order, outcome.prevented)
    status = _after(order, outcome)
    if outcome.status == Status.RESTED:
        order.status = status.value
        if order.number not in desk.market.orders:
            desk.market.add(order)
        hold(desk, line, order)
        desk.moved(order, order.price)
    else:
        desk.end(order, status)
    if order.list_number and (order.executed or not order.open):
        desk.events.append((order, _EVENTS.get(status, Event.EXPIRED)))
    return True


def _into_book(desk: Desk, line: Line, order: Order) -> Outcome:
    side, self_trade = SIDES[order.side], SelfTrade[order.self_trade]
    owner = desk.market.people[order.owner].number
    if order.kind in AT_ANY_PRICE:
        return _at_any_price(line, order, owner, side, self_trade)
    waits = order.validity in (Validity.GTC, Validity.GTD)
    return line.book.limit(
        order.number, owner, side, order.price, order.left,
        tif=TimeInForce.GTC if waits else TimeInForce[order.validity],
        self_trade=self_trade, post_only=order.kind == OrderType.LIMIT_MAKER, peak=order.peak,
    )  # fmt: skip


def _at_any_price(line: Line, order: Order, owner: int, side: Side, self_trade: SelfTrade) -> Outcome:
    if order.price:  # a stop to buy, which has set no more aside
        return line.book.limit(order.number, owner, side, order.price, order.left, tif=TimeInForce.IOC,
                               self_trade=self_trade)  # fmt: skip
    if not order.budget:
        return line.book.market(order.number, owner, side, order.left, self_trade=self_trade)
    budget = order.budget // line.unit  # the book counts in ticks times lots
    if not budget:
        return Outcome(order.budget, Status.EXPIRED)
    return line.book.market(order.number, owner, side, None, self_trade=self_trade, budget=budget)


def _after(order: Order, outcome: Outcome) -> OrderStatus:
    """The public status of an order that came in."""
    if outcome.status == Status.RESTED:
        return OrderStatus.PARTIALLY_FILLED if order.executed else OrderStatus.NEW
    if outcome.status == Status.FILLED:
        return OrderStatus.FILLED
    if outcome.status == Status.PREVENTED:
        return OrderStatus.EXPIRED_IN_MATCH
    return OrderStatus.EXPIRED


def _prevented(desk: Desk, line: Line, order: Order, prevented: list[Prevention]) -> None:
    """Trades with oneself that did not happen: what they took off either order."""
    for each in prevented:
        order.prevented += each.from_taker
        if not each.from_maker:
            continue
        maker = desk.market.orders[each.maker]
        desk.market.touch(maker)
        maker.prevented += each.from_maker
        desk.moved(maker, each.price)
        if each.maker_left:
            hold(desk, line, maker)
        else:
            desk.end(maker, OrderStatus.EXPIRED_IN_MATCH)
            release(desk, line, maker)
            if maker.list_number:
                desk.events.append((maker, Event.EXPIRED))

"""What a match owes: for each trade the moves in the ledger, the fees, its row, and both orders' new state.

What rests is paid from its hold, who came in from what is available: so nothing is set aside for what trades
at once. Money goes straight from one person to the other.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from models.ledger.purposes import FEES, SPOT
from models.ledger.sheet import Held
from models.trading.amounts import PPM
from models.trading.desk import Desk
from models.trading.discount import Fee
from models.trading.entities import OrderStatus, TapeTrade
from models.trading.fees import fee_of, worth
from models.trading.order_lists import Event
from models.trading.orders import Line, Order
from models.trading.tables import TradeRow
from models.trading.terms import Fill

REFERRAL: Final = "referral"
"""The code of a transfer to whoever brought a customer here."""


def settle(desk: Desk, line: Line, taker: Order, fills: list[Fill]) -> None:
    """Carry out the trades of an order that came in, in their order."""
    for number, price, quantity, left in fills:
        maker = desk.market.orders[number]
        desk.market.touch(maker)
        _trade(desk, line, taker, maker, price, quantity)
        desk.moved(maker, price)
        if left:
            maker.status = OrderStatus.PARTIALLY_FILLED.value
        else:
            desk.end(maker, OrderStatus.FILLED)
            release(desk, line, maker)
        if maker.list_number:
            desk.events.append((maker, Event.TRADED if left else Event.FILLED))


def _trade(desk: Desk, line: Line, taker: Order, maker: Order, price: int, quantity: int) -> None:
    market, number = desk.market, desk.market.next_trade
    market.next_trade += 1
    buyer, seller = (taker, maker) if taker.side == "BUY" else (maker, taker)
    base, turnover = quantity * line.lot, price * quantity * line.unit
    people = market.people
    bought = fee_of(desk, people[buyer.owner], line, maker=buyer is maker, code=line.base, amount=base)
    sold = fee_of(desk, people[seller.owner], line, maker=seller is maker, code=line.quote, amount=turnover)
    about = f"trade:{number}"
    _pay(desk, seller, buyer.owner, line.base, base, bought, maker, about)
    _pay(desk, buyer, seller.owner, line.quote, turnover, sold, maker, about)
    for order in (maker, taker):
        order.executed += quantity
        order.turnover += turnover
    market.traded(line, price, desk.now // 1_000_000)
    desk.prices.append(price)
    desk.ctx.add(
        TradeRow,
        {
            "space_id": desk.space_id,
            "number": number,
            "pair": line.pair,
            "price": price,
            "quantity": quantity,
            "turnover": turnover,
            "value": worth(market, line.quote, turnover),
            "buyer_made": buyer is maker,
            "buyer": buyer.owner,
            "seller": seller.owner,
            "buy_order": buyer.number,
            "sell_order": seller.number,
            "buy_fee": bought.amount,
            "buy_fee_asset": bought.code,
            "sell_fee": sold.amount,
            "sell_fee_asset": sold.code,
            "at": desk.ctx.now,
        },
    )
    tape = desk.trades.setdefault(line.pair, [])
    tape.append(TapeTrade(number, line.pair, price, quantity, buyer is maker, desk.ctx.now))


def _pay(
    desk: Desk, payer: Order, payee: UUID, code: str, amount: int, fee: Fee, maker: Order, about: str
) -> None:
    """One side of a trade: the amount to the payee, less the payee's fee where that is of the same asset."""
    ledger = desk.ledger
    kept = fee.amount if fee.code == code else 0
    purse = desk.purse(payee, code)
    moves = [(purse, amount - kept, "trade")]
    if kept:
        moves.append((desk.house(code, FEES), kept, "fee"))
    if payer is maker:
        for credit, part, why in moves:
            ledger.post(held_of(desk, payer, code), part, credit, why, about)
            payer.held -= part
    else:
        debit = desk.purse(payer.owner, code)
        for credit, part, why in moves:
            ledger.transfer(debit, credit, part, why, about)
    if fee.amount:
        if not kept:
            ledger.transfer(desk.purse(payee, fee.code), desk.house(fee.code, FEES), fee.amount, "fee", about)
        _share(desk, payee, fee, about)


def _share(desk: Desk, payee: UUID, fee: Fee, about: str) -> None:
    """The part of a fee that goes to whoever brought the person here."""
    referrer = desk.market.people[payee].referrer
    part = fee.amount * desk.market.terms.referral_ppm // PPM
    if referrer is not None and part:
        purse = desk.purse(referrer, fee.code)
        desk.ledger.open(referrer, fee.code, SPOT, purse)
        desk.ledger.transfer(desk.house(fee.code, FEES), purse, part, REFERRAL, about)


# Holds


def needed(line: Line, order: Order) -> tuple[str, int]:
    """The asset and the amount that an order needs for what is left of it."""
    if order.side == "SELL":
        return line.base, order.left * line.lot
    return line.quote, order.left * order.price * line.unit


def held_of(desk: Desk, order: Order, code: str) -> Held:
    """What is set aside for an order, which is of this asset."""
    assert order.hold_id is not None
    return Held(order.hold_id, desk.purse(order.owner, code), order.held)


def hold(desk: Desk, line: Line, order: Order) -> None:
    """Set aside what the order needs from now on, instead of what was set aside for it before.

    For orders of which only one can trade (`together`) it is set aside once, as much as the dearest needs,
    for the one that rests in the book, as it pays from that.
    """
    orders = together(desk, order)
    code, _ = needed(line, order)
    amount = max(needed(line, each)[1] for each in orders)
    holder = next((each for each in orders if line.book.order(each.number) is not None), orders[0])
    if holder.held == amount:
        return
    for each in orders:
        desk.market.touch(each)
        release(desk, line, each)
    purse = desk.purse(order.owner, code)
    held = desk.ledger.hold(purse, amount, "order", f"order:{holder.number}")
    holder.hold_id, holder.held = held.id, amount


def together(desk: Desk, order: Order) -> list[Order]:
    """The order and those of which only one can trade with it, the oldest first."""
    orders = desk.market.lists.get(order.list_number)
    if orders is None or order.number not in orders.active:
        return [order]
    legs = (desk.market.orders.get(number) or desk.fresh.get(number) for number in orders.active)
    return [leg for leg in legs if leg is not None and (leg.open or leg is order)]


def release(desk: Desk, line: Line, order: Order) -> None:
    """Give back what is still set aside for an order that was `touch`ed, or is new."""
    if order.held:
        code = line.base if order.side == "SELL" else line.quote
        desk.ledger.void(held_of(desk, order, code))
        order.held = 0

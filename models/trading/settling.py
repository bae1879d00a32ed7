"""What a match owes: for each trade the moves in the ledger, the fees, its row, and both orders' new state.

What rests is paid from its hold, who came in from what is available: so nothing is set aside for what trades
at once. Money goes straight from one person to the other.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from models.ledger import posting
from models.trading.amounts import PPM
from models.trading.desk import Desk
from models.trading.entities import OrderStatus, TapeTrade
from models.trading.fees import SPOT, Fee, fee_of, worth
from models.trading.orders import Line, Order
from models.trading.tables import TradeRow
from models.trading.terms import Fill

CLEARING: Final = "settlement"
FEES: Final = "fees"
"""Purposes of the house's accounts."""


def account(desk: Desk, owner: UUID | None, code: str, purpose: str = SPOT) -> UUID:
    """The account of a customer, or (None) the exchange's own, which is there."""
    return posting.account_id(desk.space_id, owner, code, purpose)


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
            release(desk, maker)


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
    buyer_made = buyer is maker
    desk.ctx.insert(
        TradeRow,
        space_id=desk.space_id,
        number=number,
        pair=line.pair,
        price=price,
        quantity=quantity,
        turnover=turnover,
        value=worth(market, line.quote, turnover),
        buyer_made=buyer_made,
        buyer=buyer.owner,
        seller=seller.owner,
        buy_order=buyer.number,
        sell_order=seller.number,
        buy_fee=bought.amount,
        buy_fee_asset=bought.code,
        sell_fee=sold.amount,
        sell_fee_asset=sold.code,
        at=desk.ctx.now,
    )
    tape = desk.trades.setdefault(line.pair, [])
    tape.append(TapeTrade(number, line.pair, price, quantity, buyer_made, desk.ctx.now))


def _pay(
    desk: Desk, payer: Order, payee: UUID, code: str, amount: int, fee: Fee, maker: Order, about: str
) -> None:
    """One side of a trade: the amount to the payee, less the payee's fee where that is of the same asset."""
    is_held = payer is maker
    kept = fee.amount if fee.code == code else 0
    _move(desk, payer, is_held, account(desk, payee, code), code, amount - kept, "trade", about)
    if not fee.amount:
        return
    to = account(desk, None, fee.code, FEES)
    if kept:
        _move(desk, payer, is_held, to, code, kept, "fee", about)
    else:
        debit = account(desk, payee, fee.code)
        _transfer(desk, debit, to, fee.amount, "fee", about)
    _share(desk, payee, fee, about)


def _share(desk: Desk, payee: UUID, fee: Fee, about: str) -> None:
    """The part of a fee that goes to whoever brought the person here."""
    referrer = desk.market.people[payee].referrer
    part = fee.amount * desk.market.terms.referral_ppm // PPM
    if referrer is not None and part:
        to = posting.open_account(desk.ctx, referrer, fee.code, SPOT)
        _transfer(desk, account(desk, None, fee.code, FEES), to, part, "referral", about)


def _move(
    desk: Desk, payer: Order, is_held: bool, to: UUID, code: str, amount: int, why: str, about: str
) -> None:
    ctx = desk.ctx
    if is_held:
        assert payer.hold_id is not None
        posting.post(ctx, payer.hold_id, id=ctx.new_id(), amount=amount, credit=to, code=why, about=about)
        payer.held -= amount
    else:
        _transfer(desk, account(desk, payer.owner, code), to, amount, why, about)


def _transfer(desk: Desk, debit: UUID, credit: UUID, amount: int, code: str, about: str) -> None:
    posting.transfer(
        desk.ctx,
        id=desk.ctx.new_id(),
        debit=debit,
        credit=credit,
        amount=amount,
        code=code,
        about=about,
    )


# Holds


def needed(line: Line, order: Order) -> tuple[str, int]:
    """The asset and the amount that an order needs for what is left of it."""
    if order.side == "SELL":
        return line.base, order.left * line.lot
    return line.quote, order.left * order.price * line.unit


def hold(desk: Desk, line: Line, order: Order) -> None:
    """Set aside what the order needs from now on, instead of what was set aside for it before."""
    release(desk, order)
    code, amount = needed(line, order)
    order.hold_id, order.held = desk.ctx.new_id(), amount
    posting.hold(
        desk.ctx,
        id=order.hold_id,
        debit=account(desk, order.owner, code),
        credit=account(desk, None, code, CLEARING),
        amount=amount,
        code="order",
        about=f"order:{order.number}",
    )


def release(desk: Desk, order: Order) -> None:
    """Give back what is still set aside for an order that was `touch`ed, or is new."""
    if order.held:
        assert order.hold_id is not None
        posting.void(desk.ctx, order.hold_id)
        order.held = 0

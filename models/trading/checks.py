"""What is looked at before an order is placed: its shape, the limits of the pair, and those of the person.

The filters are those of Binance's public API, by their names (`refusals.FilterFailed.rule`). Prices and
quantities are whole ticks and lots already, so what is left of PRICE_FILTER and LOT_SIZE is the range.
"""

from __future__ import annotations

from typing import Final

from models.core.errors import Invalid
from models.core.text import tr
from models.ledger.assets import MOST, asset, format_amount
from models.trading.amounts import BIPS, format_price, format_quantity, format_quote, whole_number
from models.trading.desk import Desk
from models.trading.entities import OrderType, PairStatus, Validity
from models.trading.fees import worth
from models.trading.loading import WINDOW_US
from models.trading.orders import AT_ANY_PRICE, SIDES, STOPS, Line, Order, Person
from models.trading.refusals import FilterFailed, MarketClosed
from models.trading.terms import SelfTrade

MOST_BIPS: Final = 5000
"""Of a trailing stop."""

_NUMBERS: Final = ("quantity", "budget", "price", "stop_price", "trailing_bips", "peak")


def may_trade(desk: Desk, person: Person, line: Line) -> None:
    """Refuse where trading is halted: for all, for the pair, or for the person."""
    if desk.market.terms.halted:
        raise MarketClosed("EXCHANGE_HALTED", tr("The exchange is halted."),
                           what_now=tr("Orders can be cancelled meanwhile."))  # fmt: skip
    if line.status != PairStatus.TRADING:
        raise MarketClosed("PAIR_HALTED", tr("{pair} is halted.", pair=line.pair),
                           what_now=tr("Orders can be cancelled meanwhile."))  # fmt: skip
    if person.blocked:
        raise MarketClosed("PERSON_BLOCKED", tr("Trading is switched off for you."),
                           what_now=tr("Ask whoever runs the exchange."))  # fmt: skip
    if person.has_stopped(desk.now):
        raise MarketClosed("PERSON_STOPPED", tr("You have stopped your trading."),
                           what_now=tr("Let it go on first."))  # fmt: skip


def shape(order: Order, now: int) -> None:
    """Refuse what is no order at all: numbers that are none, and fields that do not go together."""
    for name in _NUMBERS:
        whole_number(getattr(order, name), name)
    if order.side not in SIDES:
        raise Invalid(tr("An order buys or sells."), field="side")
    if order.self_trade not in SelfTrade.__members__ or order.self_trade == SelfTrade.NONE.name:
        words = ", ".join(mode.name for mode in SelfTrade if mode)
        raise Invalid(tr("Nobody trades with themselves here."),
                      what_now=tr("Choose one of {choices}.", choices=words), field="self_trade")  # fmt: skip
    _amount(order)
    _prices(order)
    _validity(order, now)


def _amount(order: Order) -> None:
    if order.budget and order.kind != OrderType.MARKET:
        raise Invalid(tr("Only a market order has a budget."), field="budget")
    if bool(order.budget) == bool(order.quantity):
        raise Invalid(
            tr("Say how much to trade: a quantity or, for a market order, a budget."), field="quantity"
        )
    if order.peak and (order.kind in AT_ANY_PRICE or order.validity not in (Validity.GTC, Validity.GTD)):
        raise Invalid(tr("Only an order that waits at a price can hide a part of it."), field="peak")
    if order.peak > order.quantity:
        raise Invalid(tr("The visible part cannot be more than the whole."), field="peak")


def _prices(order: Order) -> None:
    if bool(order.price) is (order.kind in AT_ANY_PRICE):
        wrong = tr("This order needs a price.") if not order.price else tr("This order takes any price.")
        raise Invalid(wrong, field="price")
    if order.trailing_bips and order.kind not in STOPS:
        raise Invalid(tr("Only a stop can follow the price."), field="trailing_bips")
    if order.trailing_bips > MOST_BIPS:
        raise Invalid(tr("It can follow at {most} % at most.", most=MOST_BIPS // 100), field="trailing_bips")
    if order.kind in STOPS and not (order.stop_price or order.trailing_bips):
        raise Invalid(tr("This order needs the price that sets it off."), field="stop_price")
    if order.kind not in STOPS and order.stop_price:
        raise Invalid(tr("Only a stop has a price that sets it off."), field="stop_price")


def _validity(order: Order, now: int) -> None:
    if order.validity != Validity.GTD and order.expires_at is not None:
        raise Invalid(tr("Only an order that is good till a day has an end."), field="expires_at")
    if order.validity == Validity.GTD and (order.expires_at is None or order.expires_at <= now):
        raise Invalid(tr("The end must be in the future."), field="expires_at")
    waits = order.kind == OrderType.LIMIT_MAKER
    if waits and order.validity not in (Validity.GTC, Validity.GTD):
        raise Invalid(tr("An order that only waits is good till it is cancelled."), field="validity")


# The pair's limits


def filters(line: Line, order: Order) -> None:
    """The limits that follow from the pair and the order alone."""
    if order.price:
        _price(line, order.price, "price")
        _band(line, order)
    if order.stop_price:
        _price(line, order.stop_price, "stop_price")
    if order.quantity:
        _lots(line, order)
    _notional(line, order)
    parts = line.filters.iceberg_parts
    if order.peak and parts and -(-order.quantity // order.peak) > parts:
        raise FilterFailed(
            "ICEBERG_PARTS", tr("An order can have {most} visible parts at most.", most=parts), field="peak"
        )


def _price(line: Line, price: int, field: str) -> None:
    least, most = line.filters.min_price, line.filters.max_price
    if price < least:
        words = tr("The lowest price is {least}.", least=format_price(least, line))
        raise FilterFailed("PRICE_FILTER", words, field=field)
    if most and price > most:
        words = tr("The highest price is {most}.", most=format_price(most, line))
        raise FilterFailed("PRICE_FILTER", words, field=field)


def _band(line: Line, order: Order) -> None:
    """PERCENT_PRICE: how far from the last price an order may be."""
    up, down, last = line.filters.price_up, line.filters.price_down, line.last
    if up and last and order.price * BIPS > last * (BIPS + up):
        words = tr(
            "Up to {most} is allowed at the moment.", most=format_price(last * (BIPS + up) // BIPS, line)
        )
        raise FilterFailed("PERCENT_PRICE", words, field="price")
    if down and last and order.price * BIPS < last * (BIPS - down):
        least = -(-last * (BIPS - down) // BIPS)
        words = tr("From {least} on is allowed at the moment.", least=format_price(least, line))
        raise FilterFailed("PERCENT_PRICE", words, field="price")


def _lots(line: Line, order: Order) -> None:
    at_market = order.kind == OrderType.MARKET
    rule = "MARKET_LOT_SIZE" if at_market else "LOT_SIZE"
    most = line.filters.max_quantity
    if at_market and line.filters.max_market_quantity:
        most = line.filters.max_market_quantity
    if order.quantity < line.filters.min_quantity:
        words = tr("The least is {least}.", least=format_quantity(line.filters.min_quantity, line))
        raise FilterFailed(rule, words, field="quantity")
    if most and order.quantity > most:
        words = tr("The most is {most}.", most=format_quantity(most, line))
        raise FilterFailed(rule, words, field="quantity")
    if order.quantity * line.lot > MOST:
        raise FilterFailed(rule, tr("This is more than can be counted."), field="quantity")


def _notional(line: Line, order: Order) -> None:
    """MIN_NOTIONAL and NOTIONAL, by the order's price, what sets it off, or the last price."""
    price = order.price or order.stop_price or line.last
    amount = order.budget or order.quantity * price * line.unit
    if amount > MOST:
        raise FilterFailed("NOTIONAL", tr("This is more than can be counted."), field="quantity")
    least, most = line.filters.min_notional, line.filters.max_notional
    if not amount:
        return  # a market order before the first trade
    if amount < least:
        words = tr("An order is worth {least} at least.", least=format_quote(least, line))
        raise FilterFailed("MIN_NOTIONAL", words, field="budget" if order.budget else "quantity")
    if most and amount > most:
        words = tr("An order is worth {most} at most.", most=format_quote(most, line))
        raise FilterFailed("NOTIONAL", words, field="budget" if order.budget else "quantity")


# The person's limits


def limits(desk: Desk, person: Person, line: Line, order: Order, orders: int = 1) -> None:
    """How many orders a person may have and place, and how much of an asset."""
    terms = desk.market.terms
    here = len(person.orders.get(line.pair, ()))
    most = line.filters.max_orders
    if most and here + orders > most:
        raise FilterFailed("MAX_NUM_ORDERS", tr("You can have {most} open orders of a pair.", most=most))
    most = terms.max_open_orders
    if most and sum(map(len, person.orders.values())) + orders > most:
        raise FilterFailed("EXCHANGE_MAX_NUM_ORDERS", tr("You can have {most} open orders.", most=most))
    wanted = order.quantity or order.budget // (max(1, line.last) * line.unit)
    if order.side == "BUY":
        position(desk, person, line, wanted)
    worth_of(desk, person, line, order)


def position(desk: Desk, person: Person, line: Line, wanted: int) -> None:
    """MAX_POSITION: what one owns, what open orders may still buy, and what is wanted now."""
    most = line.filters.max_position
    if not most:
        return
    owned = desk.ledger.posted(desk.purse(person.account_id, line.base)) // line.lot
    coming = sum(each.left for each in person.open_orders(line.pair) if each.side == "BUY")
    if owned + coming + wanted > most:
        words = tr("You can have {most} at most.", most=format_quantity(most, line))
        raise FilterFailed("MAX_POSITION", words, field="quantity")


def worth_of(desk: Desk, person: Person, line: Line, order: Order) -> None:
    """The bound that whoever runs the exchange has set for this person's orders."""
    if not person.max_notional:
        return
    price = order.price or order.stop_price or line.last
    value = worth(desk.market, line.quote, order.budget or order.quantity * price * line.unit)
    if value > person.max_notional:
        most = format_amount(person.max_notional, asset(desk.market.terms.reference))
        words = tr("Your orders can be worth {most} at most.", most=most)
        raise FilterFailed("PERSON_NOTIONAL", words, field="quantity")


def rate(desk: Desk, person: Person, orders: int = 1) -> None:
    """Count orders against what a person may place within 10 seconds of the clock."""
    most = desk.market.terms.orders_per_10s
    if not most:
        return
    window = desk.now // WINDOW_US
    placed = person.placed if person.window == window else 0
    if placed + orders > most:
        raise FilterFailed(
            "ORDER_RATE",
            tr("You can place {most} orders within 10 seconds.", most=most),
            what_now=tr("Wait a moment, then try again."),
        )
    desk.market.put(person, window=window, placed=placed + orders)

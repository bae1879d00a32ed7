"""What one's orders, trades, balances and alerts say in their tables."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from models.core.text import tr
from models.ledger.assets import asset, format_amount
from models.trading.entities import Holding, MyTrade, OrderInfo, OrderStatus, OrderType, PairInfo, PriceAlert
from models.trading.figures import money_decimals, money_text, price_text, quantity_text
from views.trading.rows import Column

PairOf = Callable[[str], PairInfo | None]


def moment(at: datetime) -> str:
    """A moment in local time: the time of today, else the date too."""
    local, today = at.astimezone(), datetime.now().astimezone().date()
    return f"{local:%H:%M:%S}" if local.date() == today else f"{local:%Y-%m-%d %H:%M}"


def side_text(side: str) -> str:
    """Buy or sell, with the sign that says it without colour."""
    return tr("▲ Buy") if side == "BUY" else tr("▼ Sell")


def side_tone(side: str) -> str:
    return "up" if side == "BUY" else "down"


def kind_text(order: OrderInfo) -> str:
    """What sort of order it is: "Limit GTC", "OCO", "Iceberg"."""
    if order.list_kind:
        return f"{order.list_kind} · {_kinds()[order.kind]}"
    if order.peak:
        return tr("Iceberg")
    if order.trailing_bips:
        return tr("Trailing stop")
    kind = _kinds()[order.kind]
    return f"{kind} {order.validity.value}" if order.kind is OrderType.LIMIT else kind


def _kinds() -> dict[OrderType, str]:
    return {
        OrderType.LIMIT: tr("Limit"),
        OrderType.MARKET: tr("Market"),
        OrderType.LIMIT_MAKER: tr("Maker only"),
        OrderType.STOP_LOSS: tr("Stop"),
        OrderType.STOP_LOSS_LIMIT: tr("Stop limit"),
        OrderType.TAKE_PROFIT: tr("Take profit"),
        OrderType.TAKE_PROFIT_LIMIT: tr("Take profit limit"),
    }


def status_text(order: OrderInfo) -> str:
    """How an order stands."""
    words = {
        OrderStatus.NEW: tr("Open"),
        OrderStatus.PENDING_NEW: tr("Waiting"),
        OrderStatus.PARTIALLY_FILLED: tr("Partly filled"),
        OrderStatus.FILLED: tr("Filled"),
        OrderStatus.CANCELED: tr("Cancelled"),
        OrderStatus.REJECTED: tr("Refused"),
        OrderStatus.EXPIRED: tr("Expired"),
        OrderStatus.EXPIRED_IN_MATCH: tr("Self-trade prevented"),
    }
    return words[order.status]


def price_of(order: OrderInfo, pair: PairInfo | None) -> str:
    """The prices of an order: its limit, its stop, or both."""
    if pair is None:
        return ""
    stop = price_text(order.stop_price, pair) if order.stop_price else ""
    limit = price_text(order.price, pair) if order.price else ""
    if order.trailing_bips:
        return tr("{percent} % behind", percent=f"{order.trailing_bips / 100:g}")
    return " / ".join(part for part in (limit, stop) if part) or tr("Market price")


def filled_text(order: OrderInfo) -> str:
    """How much of an order is done."""
    if not order.quantity:
        return "100 %" if order.status is OrderStatus.FILLED else "–"
    return f"{order.executed * 100 // order.quantity} %"


def amount_of(order: OrderInfo, pair: PairInfo | None) -> str:
    """How much was ordered."""
    if pair is None:
        return ""
    if order.budget:
        return f"{money_text(order.budget, pair.quote, money_decimals(pair))} {pair.quote}"
    return quantity_text(order.quantity, pair)


def open_columns(pair_of: PairOf) -> list[Column[OrderInfo]]:
    """Of orders that are open."""
    return [
        Column(tr("Time"), lambda o: moment(o.at), wide=118),
        Column(tr("Pair"), lambda o: o.pair, wide=92),
        Column(tr("Side"), lambda o: side_text(o.side), tone=lambda o: side_tone(o.side), wide=84),
        Column(tr("Type"), kind_text, wide=112),
        Column(tr("Price"), lambda o: price_of(o, pair_of(o.pair)), right=True, wide=128),
        Column(tr("Amount"), lambda o: amount_of(o, pair_of(o.pair)), right=True, wide=104),
        Column(tr("Filled"), filled_text, right=True, wide=78),
        Column("", lambda o: tr("Cancel  Del"), tone=lambda o: "dim", removes=True),
    ]


def history_columns(pair_of: PairOf) -> list[Column[OrderInfo]]:
    """Of all orders there were."""
    return [
        *open_columns(pair_of)[:-1],
        Column(tr("State"), status_text, wide=130),
        Column(tr("Why"), lambda o: o.reason),
    ]


def trade_columns(pair_of: PairOf) -> list[Column[MyTrade]]:
    """Of one's trades."""

    def price(trade: MyTrade) -> str:
        pair = pair_of(trade.pair)
        return "" if pair is None else price_text(trade.price, pair)

    def amount(trade: MyTrade) -> str:
        pair = pair_of(trade.pair)
        return "" if pair is None else quantity_text(trade.quantity, pair)

    def total(trade: MyTrade) -> str:
        pair = pair_of(trade.pair)
        return "" if pair is None else money_text(trade.turnover, pair.quote, money_decimals(pair))

    return [
        Column(tr("Time"), lambda t: moment(t.at), wide=118),
        Column(tr("Pair"), lambda t: t.pair, wide=92),
        Column(tr("Side"), lambda t: side_text(t.side), tone=lambda t: side_tone(t.side), wide=84),
        Column(tr("Price"), price, right=True, wide=104),
        Column(tr("Amount"), amount, right=True, wide=104),
        Column(tr("Total"), total, right=True, wide=104),
        Column(tr("Fee"), lambda t: f"{money_text(t.fee, t.fee_asset)} {t.fee_asset}", right=True, wide=140),
        Column(tr("Role"), lambda t: tr("Maker") if t.maker else tr("Taker")),
    ]


def holding_columns() -> list[Column[Holding]]:
    """Of what one has on the exchange."""

    def money(units: int, code: str) -> str:
        return f"{money_text(units, code, 2)} {code}" if code else "–"

    def exact(units: int, holding: Holding) -> str:
        return format_amount(units, asset(holding.asset), with_code=False)

    def profit_tone(holding: Holding) -> str:
        return "up" if holding.profit > 0 else "down" if holding.profit < 0 else ""

    def profit(holding: Holding) -> str:
        sign = "+" if holding.profit > 0 else ""
        return f"{sign}{money(holding.profit, holding.quote)}" if holding.cost else "–"

    return [
        Column(tr("Asset"), lambda h: h.asset, wide=60),
        Column(tr("Name"), lambda h: asset(h.asset).name, wide=84),
        Column(tr("Available"), lambda h: exact(h.available, h), right=True, wide=128),
        Column(tr("In orders"), lambda h: exact(h.held, h), right=True, wide=128),
        Column(tr("Value"), lambda h: money(h.value, h.quote), right=True, wide=118),
        Column(tr("Cost"), lambda h: money(h.cost, h.quote) if h.cost else "–", right=True, wide=118),
        Column(tr("Profit"), profit, right=True, tone=profit_tone, wide=118),
        Column("", lambda h: ""),
    ]  # fmt: skip


def alert_columns(pair_of: PairOf) -> list[Column[PriceAlert]]:
    """Of price alerts."""

    def when(alert: PriceAlert) -> str:
        pair = pair_of(alert.pair)
        price = "" if pair is None else price_text(alert.price, pair)
        return tr("rises to {price}", price=price) if alert.above else tr("falls to {price}", price=price)

    return [
        Column(tr("Pair"), lambda a: a.pair, wide=92),
        Column(tr("When it"), when, wide=180),
        Column(tr("Note"), lambda a: a.note, wide=220),
        Column(
            tr("State"), lambda a: tr("Told {time}", time=moment(a.fired_at)) if a.fired_at else tr("Waiting")
        ),
    ]

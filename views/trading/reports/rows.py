"""What stands in the tables of reports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import QDate, QLocale

from models.core.text import number, tr
from models.ledger.assets import asset, format_amount, short_amount
from models.trading.entities import Candle, Holding, PairInfo
from models.trading.figures import (
    money_text,
    price_value,
    quantity_text,
    quantity_value,
)
from models.trading.report_entities import FeeReport, PairReport, PersonReport, TaxLot
from views.trading.own_columns import PairOf

Row = tuple[object, str, Sequence[tuple[str, float]]]
"""As `views.widgets.report.Table` takes it: key, title, numbers with how they are said."""

LOTS = 300
"""Lots that are listed; a file has all."""

_DAY = timedelta(days=1)
_FAR = timedelta(days=366)


def day_text(at: datetime, form: str = "d MMM") -> str:
    """A day of UTC."""
    return QLocale().toString(QDate(at.year, at.month, at.day), form)


def money(units: int, code: str, *, signed: bool = False) -> str:
    """An amount of money for the eye: in cents, or finer where it is less than one and not in whole cents."""
    decimals = asset(code).decimals
    whole = 10**decimals
    small = abs(units) < whole and units % max(1, whole // 100)
    sign = "+" if signed and units > 0 else ""
    return f"{sign}{money_text(units, code, min(6 if small else 2, decimals))} {code}"


def pair_rows(reports: Sequence[PairReport], pair_of: PairOf) -> list[Row]:
    """How pairs did."""
    rows: list[Row] = []
    for each in reports:
        pair = pair_of(each.pair)
        if pair is None:
            continue
        depths = (number(quantity_value(lots, pair), 2) for lots in (each.bid_depth, each.ask_depth))
        cells: list[tuple[str, float]] = [
            (f"{number(quantity_value(each.volume, pair), 2)} {pair.base}", each.volume * pair.lot),
            (money(each.turnover, pair.quote), each.turnover),
            (number(each.trades), each.trades),
            (number(each.traders), each.traders),
            (f"{number(100 * each.volatility, 1)} %" if each.volatility else "–", each.volatility),
            (f"{number(each.spread_bips / 100, 3)} %" if each.spread else "–", each.spread_bips),
            (f"{' / '.join(depths)} {pair.base}", each.bid_depth + each.ask_depth),
        ]
        rows.append((each.pair, each.pair, cells))
    return rows


def own_pair_rows(person: PersonReport, fees: FeeReport, pair_of: PairOf) -> list[Row]:
    """What was traded of each pair, and what came of what was sold."""
    realised = {each.pair: each for each in fees.realised}
    rows: list[Row] = []
    for name in sorted({*person.turnover, *realised}):
        pair, sold = pair_of(name), realised.get(name)
        if pair is None:
            continue
        traded = person.turnover.get(name, 0)
        cells: list[tuple[str, float]] = [(money(traded, pair.quote), traded)]
        if sold is None:
            cells += [("–", 0.0)] * 4
        else:
            cells += [
                (f"{quantity_text(sold.quantity, pair)} {pair.base}", sold.quantity * pair.lot),
                (money(sold.cost, pair.quote), sold.cost),
                (money(sold.proceeds, pair.quote), sold.proceeds),
                (money(sold.profit, pair.quote, signed=True), sold.profit),
            ]
        rows.append((name, name, cells))
    return rows


def fee_rows(fees: FeeReport) -> list[Row]:
    """What was paid in each asset."""
    return [
        (line.asset, asset(line.asset).title,
         ((short_amount(line.paid, asset(line.asset)), line.paid), (number(line.trades), line.trades)))
        for line in fees.fees
    ]  # fmt: skip


def holding_rows(holdings: Sequence[Holding]) -> list[Row]:
    """What there is now, at the average cost."""
    rows: list[Row] = []
    for each in holdings:
        amount = each.available + each.held
        average = each.cost * 10 ** asset(each.asset).decimals // each.bought if each.bought else 0
        rows.append(
            (
                each.asset,
                asset(each.asset).title,
                (
                    (format_amount(amount, asset(each.asset)), amount),
                    (money(each.value, each.quote), each.value),
                    (money(average, each.quote) if average else "–", average),
                    (money(each.cost, each.quote) if each.cost else "–", each.cost),
                    (money(each.profit, each.quote, signed=True) if each.cost else "–", each.profit),
                ),
            )
        )
    return rows


def lot_rows(lots: Sequence[TaxLot], pair_of: PairOf) -> list[Row]:
    """The newest lots: what is still there, then what was sold last."""
    rows: list[Row] = []
    for n, lot in enumerate(reversed(lots)):
        pair = pair_of(lot.pair)
        if pair is None or n >= LOTS:
            continue
        sold, profit = lot.sold_at, lot.proceeds - lot.cost
        rows.append(
            (
                lot.pair,
                lot.pair,
                (
                    (quantity_text(lot.quantity, pair), lot.quantity * pair.lot),
                    _moment(lot.bought_at),
                    ("–", 0.0) if sold is None else _moment(sold),
                    (money(lot.cost, lot.quote), lot.cost),
                    ("–", 0.0) if sold is None else (money(lot.proceeds, lot.quote), lot.proceeds),
                    ("–", 0.0) if sold is None else (money(profit, lot.quote, signed=True), profit),
                ),
            )
        )
    return rows


def _moment(at: datetime) -> tuple[str, float]:
    return f"{at:%Y-%m-%d %H:%M}", at.timestamp()


# Curves

Curve = tuple[list[str], list[float]]
"""Labels and values of a plot."""


def curve_of(candles: Sequence[Candle], pair: PairInfo, what: str, ends: tuple[datetime, datetime]) -> Curve:
    """A pair by day: "turnover", "volume", "trades", each 0 on a day without a trade, or "price"."""
    values: dict[str, Callable[[Candle], float]] = {
        "turnover": lambda day: day.turnover / 10 ** asset(pair.quote).decimals,
        "volume": lambda day: quantity_value(day.volume, pair),
        "trades": lambda day: float(day.trades),
        "price": lambda day: price_value(day.close, pair),
    }
    told = {day.at: values[what](day) for day in candles}
    if what == "price":
        return [day_text(at) for at in told], list(told.values())
    return by_day(told, ends)


def by_day(told: dict[datetime, float], ends: tuple[datetime, datetime]) -> Curve:
    """Every day between the ends, from the first that is told of where they are far apart; 0 for the rest."""
    if not told:
        return [], []
    since, until = ends
    at = max(since, min(told) - _DAY) if min(told) - since > _FAR else since
    days = [at + n * _DAY for n in range((until - at).days)]
    return [day_text(day) for day in days], [told.get(day, 0.0) for day in days]


def traded_title(what: str, pair: PairInfo | None) -> str:
    """What a curve is of."""
    base, quote = ("", "") if pair is None else (pair.base, pair.quote)
    titles = {
        "turnover": tr("Turnover in {asset}", asset=quote),
        "volume": tr("Volume in {asset}", asset=base),
        "trades": tr("Trades"),
        "price": tr("Closing price in {asset}", asset=quote),
    }
    return titles[what]

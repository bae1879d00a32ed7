"""What a pair says in the table of all markets."""

from __future__ import annotations

from controllers.trading.market_board import MarketRow
from models.core.text import number, tr
from models.trading.entities import PairStatus
from models.trading.figures import money_text, percent_text, price_text, quantity_value
from views.trading.rows import Column

STAR, NO_STAR = "★", "☆"
ALWAYS = 760
"""The width that the columns need which are there in every window."""


def market_columns(reference: str) -> list[Column[MarketRow]]:
    """Money that is compared is told in the exchange's reference asset."""
    return [
        Column("", lambda row: STAR if row.followed else NO_STAR, tone=_star_tone, wide=34, marks=True,
               hint=tr("Follow")),
        Column(tr("Pair"), lambda row: row.pair.pair, wide=96, order=lambda row: row.pair.pair),
        Column(tr("Last"), _last, right=True, wide=100, order=lambda row: row.last),
        Column(tr("24 h"), _change, right=True, tone=_tone, wide=84, order=lambda row: row.bips),
        Column(tr("24 h high"), lambda row: _price(row, "high"), right=True, wide=100,
               order=lambda row: _of(row, "high")),
        Column(tr("24 h low"), lambda row: _price(row, "low"), right=True, wide=100,
               order=lambda row: _of(row, "low")),
        Column(tr("Volume"), _volume, right=True, wide=126, order=lambda row: _amount(row)),
        Column(tr("Turnover {asset}", asset=reference), lambda row: _money(row.turnover, reference),
               right=True, wide=126, order=lambda row: row.turnover or 0,
               hint=tr("Of the last 24 hours, in {asset}", asset=reference)),
        Column(tr("Volatility"), _volatility, right=True, wide=84, order=_volatility_value,
               hint=tr("Of daily closing prices of 30 days, by the year")),
        Column(tr("Spread"), _spread, right=True, wide=84, order=_spread_value,
               hint=tr("Between the best bid and ask, as a part of the price")),
        Column(tr("Depth 2 %"), lambda row: _depth(row, reference), right=True, wide=150,
               order=lambda row: (row.bid_depth or 0) + (row.ask_depth or 0),
               hint=tr("What rests within 2 % of the best bid and ask, in {asset}", asset=reference)),
        Column(tr("Last day"), _day, line=lambda row: row.closes, wide=110),
    ]  # fmt: skip


ROOMY = (4, 5, 6, 8)
"""Columns that give way in a narrow window: high, low, volume, volatility."""


def _star_tone(row: MarketRow) -> str:
    return "warning" if row.followed else "dim"


def _of(row: MarketRow, name: str) -> int:
    return 0 if row.ticker is None else int(getattr(row.ticker, name))


def _price(row: MarketRow, name: str) -> str:
    ticks = _of(row, name)
    return price_text(ticks, row.pair) if ticks else "–"


def _last(row: MarketRow) -> str:
    return _price(row, "last")


def _change(row: MarketRow) -> str:
    if row.pair.status is PairStatus.HALTED:
        return tr("halted")
    return percent_text(row.bips) if row.last else "–"


def _tone(row: MarketRow) -> str:
    if row.pair.status is PairStatus.HALTED:
        return "warning"
    return "up" if row.bips > 0 else "down" if row.bips < 0 else "dim"


def _amount(row: MarketRow) -> float:
    return quantity_value(_of(row, "volume"), row.pair)


def _volume(row: MarketRow) -> str:
    return "–" if row.ticker is None else f"{number(_amount(row), 2)} {row.pair.base}"


def _money(units: int | None, code: str) -> str:
    return "–" if units is None else money_text(units, code, 0)


def _volatility_value(row: MarketRow) -> float:
    return 0.0 if row.report is None else row.report.volatility


def _volatility(row: MarketRow) -> str:
    return f"{number(100 * _volatility_value(row), 1)} %" if _volatility_value(row) else "–"


def _spread_value(row: MarketRow) -> float:
    return 0.0 if row.report is None else row.report.spread_bips


def _spread(row: MarketRow) -> str:
    return f"{number(_spread_value(row) / 100, 3)} %" if _spread_value(row) else "–"


def _depth(row: MarketRow, reference: str) -> str:
    if row.bid_depth is None or row.ask_depth is None or not (row.bid_depth or row.ask_depth):
        return "–"
    return f"{money_text(row.bid_depth, reference, 0)} / {money_text(row.ask_depth, reference, 0)}"


def _day(row: MarketRow) -> str:
    """What the line says, for those who do not see it."""
    if not row.closes:
        return tr("not traded")
    low, high = (price_text(each, row.pair) for each in (min(row.closes), max(row.closes)))
    return tr("between {low} and {high}", low=low, high=high)

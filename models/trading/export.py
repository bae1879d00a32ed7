"""One's own orders, trades, fees and lots as comma-separated values (RFC 4180), exact to the last unit."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from io import StringIO

from models.core.text import tr
from models.ledger.assets import asset, plain_amount
from models.trading.entities import MyTrade, OrderInfo, PairInfo
from models.trading.report_entities import FeeReport, PairReport

Pairs = Mapping[str, PairInfo]


def _table(head: list[str], rows: Iterable[list[object]]) -> str:
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue()


def _price(ticks: int, pair: PairInfo) -> str:
    return plain_amount(ticks * pair.tick, asset(pair.quote)) if ticks else ""


def _amount(lots: int, pair: PairInfo) -> str:
    return plain_amount(lots * pair.lot, asset(pair.base))


def trades_csv(trades: Iterable[MyTrade], pairs: Pairs) -> str:
    """Times in UTC (ISO 8601), fees in the asset they were paid in."""
    head = [tr("Trade number"), tr("Order"), tr("Time"), tr("Pair"), tr("Side"), tr("Price"), tr("Amount"),
            tr("Total"), tr("Fee"), tr("Fee asset"), tr("Role")]  # fmt: skip
    return _table(
        head,
        (
            [
                each.number, each.order, each.at.isoformat(), each.pair, each.side,
                _price(each.price, pairs[each.pair]), _amount(each.quantity, pairs[each.pair]),
                plain_amount(each.turnover, asset(pairs[each.pair].quote)),
                plain_amount(each.fee, asset(each.fee_asset)), each.fee_asset,
                "maker" if each.maker else "taker",
            ]
            for each in trades
            if each.pair in pairs
        ),
    )  # fmt: skip


def orders_csv(orders: Iterable[OrderInfo], pairs: Pairs) -> str:
    """As they stand now."""
    head = [tr("Order"), tr("Time"), tr("Pair"), tr("Side"), tr("Type"), tr("State"), tr("Price"),
            tr("Stop price"), tr("Amount"), tr("Filled"), tr("Total"), tr("Why")]  # fmt: skip
    return _table(
        head,
        (
            [
                each.number, each.at.isoformat(), each.pair, each.side, each.kind.value, each.status.value,
                _price(each.price, pairs[each.pair]), _price(each.stop_price, pairs[each.pair]),
                _amount(each.quantity, pairs[each.pair]), _amount(each.executed, pairs[each.pair]),
                plain_amount(each.turnover, asset(pairs[each.pair].quote)), each.reason,
            ]
            for each in orders
            if each.pair in pairs
        ),
    )  # fmt: skip


def lots_csv(report: FeeReport, pairs: Pairs) -> str:
    """Each lot with what it cost and brought; one that is still there has no sale."""
    head = [tr("Pair"), tr("Amount"), tr("Bought"), tr("Sold"), tr("Cost"), tr("Proceeds"), tr("Profit")]
    return _table(
        head,
        (
            [
                lot.pair, _amount(lot.quantity, pairs[lot.pair]), lot.bought_at.isoformat(),
                "" if lot.sold_at is None else lot.sold_at.isoformat(),
                plain_amount(lot.cost, asset(lot.quote)),
                "" if lot.sold_at is None else plain_amount(lot.proceeds, asset(lot.quote)),
                "" if lot.sold_at is None else plain_amount(lot.proceeds - lot.cost, asset(lot.quote)),
            ]
            for lot in report.lots
            if lot.pair in pairs
        ),
    )  # fmt: skip


def fees_csv(report: FeeReport) -> str:
    """What was paid in each asset, and in how many trades."""
    return _table(
        [tr("Asset"), tr("Fees"), tr("Trades")],
        ([line.asset, plain_amount(line.paid, asset(line.asset)), line.trades] for line in report.fees),
    )


def pairs_csv(reports: Iterable[PairReport], pairs: Pairs) -> str:
    """A line a pair; spread and depth are those of now."""
    head = [tr("Pair"), tr("Volume"), tr("Turnover"), tr("Trades"), tr("Traders"), tr("Volatility"),
            tr("Spread"), tr("Bids within 2 %"), tr("Asks within 2 %")]  # fmt: skip
    return _table(
        head,
        (
            [
                each.pair, _amount(each.volume, pairs[each.pair]),
                plain_amount(each.turnover, asset(pairs[each.pair].quote)), each.trades, each.traders,
                f"{each.volatility:.6f}" if each.volatility else "", _price(each.spread, pairs[each.pair]),
                _amount(each.bid_depth, pairs[each.pair]), _amount(each.ask_depth, pairs[each.pair]),
            ]
            for each in reports
            if each.pair in pairs
        ),
    )  # fmt: skip

"""T11, T14: what reports and audits say is what a plain count over the rows gives, whatever was traded."""

from __future__ import annotations

import math
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import stdev
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.core.types import from_microseconds
from models.ledger import entries
from models.ledger.audit import AuditOf
from models.ledger.entities import Audit, StatementLine
from models.ledger.posting import account_id
from models.ledger.purposes import SPOT
from models.trading import lots, reports
from models.trading.overview import HALF_HOUR, DayLines
from models.trading.own_queries import OrderFills, SomeTrades
from models.trading.reports import Fees, MyReport, PairReports
from tests.support.floor import Floor
from tests.support.video_record import VideoRecord

WHOLE = 10**8
_DAY = 86_400
DEALS = st.lists(
    st.tuples(
        st.integers(0, 2), st.integers(1, 2), st.sampled_from(["BTC/USDT", "ETH/USDT"]),
        st.integers(90, 110), st.integers(1, 40), st.integers(1, 40), st.sampled_from([0, 60, 7000, 50_000]),
    ),
    min_size=1,
    max_size=14,
)  # fmt: skip
"""Who sells, how many further on the buyer sits, what, price, how much of each, seconds until the next."""


class Days:
    """Three people who have traded for days; `rows` are their trades as they stand in the record."""

    def __init__(self, folder: Path, deals: list[tuple[Any, ...]]) -> None:
        self.floor = floor = Floor(VideoRecord(folder))
        floor.pair(maker_ppm=1000, taker_ppm=2500)
        floor.pair("ETH", "USDT", 1_000_000, 10_000, maker_ppm=2000, taker_ppm=3000)
        self.people = [floor.person(BTC=WHOLE, ETH=WHOLE, USDT=10_000 * WHOLE) for _ in range(3)]
        for seller, steps, pair, price, offered, wanted, wait in deals:
            buyer = self.people[(seller + steps) % 3]
            floor.place(self.people[seller], "SELL", offered, price * 100, pair=pair)
            floor.place(buyer, "BUY", wanted, price * 100, pair=pair)
            floor.record.clock.turn(seconds=wait)
        self.now: datetime = floor.record.clock()
        names = ("number", "pair", "price", "quantity", "turnover", "value", "buyer_made", "buyer", "seller",
                 "buy_order", "sell_order", "buy_fee", "buy_fee_asset", "sell_fee", "sell_fee_asset",
                 "at")  # fmt: skip
        found = floor.record.sql(f"SELECT {', '.join(names)} FROM trading_trade ORDER BY number")
        self.rows = [dict(zip(names, row, strict=True)) for row in found]

    def ask(self, kind: Any, who: UUID, **fields: Any) -> Any:
        return self.floor.record.ask(kind(actor=who, space_id=self.floor.space, **fields))

    def mine(self, who: UUID, since: datetime, until: datetime) -> list[tuple[dict[str, Any], str]]:
        """The trades of a period with the side that this person had."""
        return [
            (row, "buy" if row["buyer"] == who.bytes else "sell")
            for row in self.rows
            if who.bytes in (row["buyer"], row["seller"]) and since <= from_microseconds(row["at"]) < until
        ]


@given(deals=DEALS, first=st.integers(0, 4), days=st.integers(1, 5))
@settings(max_examples=12, deadline=None)
def test_reports_are_plain_counts(deals: list[tuple[Any, ...]], first: int, days: int) -> None:
    with TemporaryDirectory() as folder:
        there = Days(Path(folder), deals)
        begin = datetime(there.now.year, there.now.month, there.now.day, tzinfo=UTC) - timedelta(days=first)
        _compare(there, begin, begin + timedelta(days=days))
        there.floor.record.close()


def _compare(there: Days, since: datetime, until: datetime) -> None:
    period = {"since": since, "until": until}
    for report in there.ask(PairReports, there.people[0], **period):
        rows = [r for r in there.rows if r["pair"] == report.pair
                and since <= from_microseconds(r["at"]) < until]  # fmt: skip
        assert report.trades == len(rows)
        assert report.volume == sum(r["quantity"] for r in rows)
        assert report.turnover == sum(r["turnover"] for r in rows)
        assert report.traders == len({person for r in rows for person in (r["buyer"], r["seller"])})
        assert report.volatility == pytest.approx(_volatility(rows))
    for who in there.people:
        mine = there.mine(who, since, until)
        report = there.ask(MyReport, who, **period)
        assert (report.trades, report.value) == (len(mine), sum(row["value"] for row, _ in mine))
        assert report.maker_trades == sum(bool(row["buyer_made"]) is (side == "buy") for row, side in mine)
        turnover = Counter[str]()
        for row, _ in mine:
            turnover[row["pair"]] += row["turnover"]
        assert report.turnover == turnover
        by_day = Counter(from_microseconds(row["at"]).date() for row, _ in mine)
        assert {day.at.date(): day.trades for day in report.days} == by_day
        assert sum(day.value for day in report.days) == report.value
        fees = there.ask(Fees, who, **period)
        paid = Counter[str]()
        for row, side in mine:
            paid[row[f"{side}_fee_asset"]] += row[f"{side}_fee"]
        assert {line.asset: line.paid for line in fees.fees} == +paid
        assert {r.pair: (r.quantity, r.cost, r.proceeds) for r in fees.realised} == _realised(
            there, who, since, until
        )


def _volatility(rows: list[dict[str, Any]]) -> float:
    closes = {row["at"] // (_DAY * 1_000_000): row["price"] for row in rows}
    prices = [closes[day] for day in sorted(closes)]
    returns = [math.log(b / a) for a, b in pairwise(prices)]
    return stdev(returns) * math.sqrt(365) if len(returns) > 1 else 0.0


def _realised(there: Days, who: UUID, since: datetime, until: datetime) -> dict[str, tuple[int, int, int]]:
    """Lot by lot of the pair: the oldest goes first, each with its share of what it cost and brought."""
    queues: defaultdict[str, deque[list[int]]] = defaultdict(deque)
    sums: dict[str, list[int]] = {}
    for row, side in there.mine(who, datetime(2000, 1, 1, tzinfo=UTC), until):
        queue = queues[row["pair"]]
        if side == "buy":
            queue.append([row["quantity"], row["turnover"]])
            continue
        left, money = row["quantity"], row["turnover"]
        while left:
            first = queue[0] if queue else [left, 0]
            part = min(left, first[0])
            cost, brought = first[1] * part // first[0], money * part // left
            if from_microseconds(row["at"]) >= since:
                mine = sums.setdefault(row["pair"], [0, 0, 0])
                mine[0], mine[1], mine[2] = mine[0] + part, mine[1] + cost, mine[2] + brought
            first[0], first[1], left, money = first[0] - part, first[1] - cost, left - part, money - brought
            if queue and not first[0]:
                queue.popleft()
    return {pair: (q, c, p) for pair, (q, c, p) in sums.items()}


@given(deals=DEALS)
@settings(max_examples=12, deadline=None)
def test_an_audit_is_every_entry_once_and_sums_to_the_balance(deals: list[tuple[Any, ...]]) -> None:
    with TemporaryDirectory() as folder:
        there = Days(Path(folder), deals)
        for who in there.people:
            for code in ("BTC", "ETH", "USDT"):
                _look_through(there, who, code)
        there.floor.record.close()


def _look_through(there: Days, who: UUID, code: str) -> None:
    account = account_id(there.floor.space, who, code, SPOT)
    pages = list(_pages(there, who, account))
    lines = [line for page in pages for line in page.lines]
    rows = there.floor.record.sql(
        "SELECT id, CASE WHEN credit_id = ?1 THEN amount ELSE -amount END, about FROM ledger_transfer"
        " WHERE space_id = ?2 AND ?1 IN (credit_id, debit_id)", account.bytes, there.floor.space.bytes,
    )  # fmt: skip
    assert {line.entry.id.bytes: line.entry.amount for line in lines} == {row[0]: row[1] for row in rows}
    assert len(lines) == len(rows) == pages[0].entries
    available, held = there.floor.has(who, code)
    assert (pages[0].posted, pages[0].held) == (available + held, held)
    assert pages[0].right and sum(hold.left for hold in pages[0].holds) == held
    balance = 0
    for line in reversed(lines):
        balance += line.entry.amount
        assert line.balance == balance
    assert balance == available + held
    for line in lines:
        kind, _, number = line.entry.about.partition(":")
        if kind == "trade":
            _cause(there, who, int(number), code, line)


def _pages(there: Days, who: UUID, account: UUID) -> Iterator[Audit]:
    after = None
    while True:
        page = there.floor.record.ask(AuditOf(actor=who, account=account, after=after, limit=3))
        yield page
        if page.after is None:
            return
        after = page.after


def _cause(there: Days, who: UUID, number: int, code: str, line: StatementLine) -> None:
    """An entry of a trade leads to the trade, and that to the order, whose fills have it."""
    (trade,) = there.ask(SomeTrades, who, numbers=(number,))
    assert trade.number == number and code in trade.pair
    order = there.floor.order(who, trade.order)
    fills = there.ask(OrderFills, who, number=trade.order)
    assert trade in fills
    assert sum(fill.quantity for fill in fills) == order.executed
    assert sum(fill.turnover for fill in fills) == order.turnover


@pytest.mark.parametrize(
    ("owner", "name", "wrong"),
    [
        (reports, "lots_of", lambda pair, quote, trades: lots.lots_of(pair, quote, list(trades)[::-1])),
        (reports, "realised", lambda closed: lots.realised(list(closed)[1:])),
        (reports, "volatility", lambda closes: 0.5),
        (entries, "summed", lambda read, account, after=None: (account.posted, 1)),
    ],
    ids=["newest lot first", "a lot forgotten", "volatility made up", "the sum is the balance itself"],
)
def test_a_planted_bug_is_seen(owner: Any, name: str, wrong: Any, tmp_path: Path) -> None:
    deals = [
        (0, 1, "BTC/USDT", 90, 20, 20, 50_000), (0, 1, "BTC/USDT", 100, 20, 20, 50_000),
        (1, 1, "BTC/USDT", 110, 10, 10, 50_000), (1, 1, "BTC/USDT", 105, 20, 20, 60),
    ]  # fmt: skip
    there = Days(tmp_path, deals)
    ago = datetime(2000, 1, 1, tzinfo=UTC)

    def look() -> None:
        _compare(there, ago, there.now + timedelta(days=1))
        _look_through(there, there.people[1], "BTC")

    look()
    with patch.object(owner, name, wrong), pytest.raises(AssertionError):
        look()


def test_a_balance_that_is_not_the_sum_of_its_entries_is_told(tmp_path: Path) -> None:
    there = Days(tmp_path, [(0, 1, "BTC/USDT", 100, 20, 10, 60)])
    who = there.people[0]
    ask = AuditOf(actor=who, account=account_id(there.floor.space, who, "BTC", SPOT))
    assert there.floor.record.ask(ask).right
    there.floor.record.sql_done("UPDATE ledger_account SET posted = posted + 1 WHERE asset = 'BTC'")
    spoilt = there.floor.record.ask(ask)
    assert not spoilt.right and spoilt.posted == spoilt.entries_sum + 1


def test_a_day_is_told_by_the_last_price_of_each_half_hour(tmp_path: Path) -> None:
    deals = [(0, 1, "BTC/USDT", price, 1, 1, 700) for price in range(90, 110)]
    there = Days(tmp_path, deals)
    (btc, eth) = there.ask(DayLines, there.people[0])
    closes = {row["at"] // (HALF_HOUR * 1_000_000): row["price"] for row in there.rows}
    assert btc.closes == tuple(closes[half] for half in sorted(closes)) and len(btc.closes) > 5
    assert eth.closes == ()
    there.floor.record.clock.turn(days=1)
    assert there.ask(DayLines, there.people[0])[0].closes == ()

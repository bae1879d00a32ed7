"""Every pair at a glance: how it does, how deep its book is, how its day went, whether it is followed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.kernel.actor import Actor
from controllers.trading.exchange import ExchangeDesk
from controllers.trading.watchlist import Watchlist
from models.core.clock import utc_now
from models.core.errors import PersonError
from models.ledger.assets import asset
from models.trading.entities import PairInfo, Ticker
from models.trading.figures import change_bips
from models.trading.overview import DayLines
from models.trading.report_entities import DayLine, PairReport
from models.trading.reports import PairReports

AGAIN_MS = 10_000
DAYS = 30
"""Of the volatility."""


@dataclass(frozen=True, slots=True)
class MarketRow:
    """A pair as it stands. `turnover` of 24 hours and the depths are in units of the exchange's reference
    asset, the depths at the last price; None where there is no price to tell them by."""

    pair: PairInfo
    ticker: Ticker | None
    report: PairReport | None
    closes: tuple[int, ...]
    followed: bool
    turnover: int | None
    bid_depth: int | None
    ask_depth: int | None

    @property
    def last(self) -> int:
        return 0 if self.ticker is None else self.ticker.last

    @property
    def bips(self) -> int:
        """How far the price has moved within 24 hours, in basis points."""
        return 0 if self.ticker is None else change_bips(self.ticker.open, self.ticker.last)


class MarketBoard(QObject):
    """`rows` by name of the pair; `changed` tells that any of them is another. Kept true while it is seen:
    prices as the exchange's desk tells them, the rest every few seconds in which something was traded."""

    changed = Signal()
    failed = Signal(object)

    def __init__(
        self, actor: Actor, desk: ExchangeDesk, watchlist: Watchlist, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._actor, self._desk, self._watchlist = actor, desk, watchlist
        self._seen = False
        self._reports: dict[str, PairReport] = {}
        self._lines: dict[str, DayLine] = {}
        self.rows: tuple[MarketRow, ...] = ()
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._again.timeout.connect(self.refresh)
        desk.changed.connect(self._other)
        desk.tickers_changed.connect(self._moved)
        watchlist.changed.connect(self._build)
        self._build()

    @property
    def reference(self) -> str:
        """The asset that turnover and depth are told in."""
        return "" if self._desk.exchange is None else self._desk.exchange.reference

    def set_seen(self, seen: bool) -> None:
        """Whether somebody looks."""
        self._seen = seen
        self._desk.watch_tickers(seen, self)
        if seen:
            self.refresh()
        else:
            self._again.stop()

    @Slot()
    def refresh(self) -> None:
        """Ask for the reports and the lines anew."""
        space, now = self._desk.space_id, utc_now()
        if space is None or not self._seen:
            return
        self._actor.ask(DayLines, self._take_lines, failed=self._fail, space_id=space)
        self._actor.ask(
            PairReports, self._take_reports, failed=self._fail, space_id=space,
            since=now - timedelta(days=DAYS), until=now + timedelta(days=1), people=False,
        )  # fmt: skip

    def _take_lines(self, lines: tuple[DayLine, ...]) -> None:
        self._lines = {line.pair: line for line in lines}
        self._build()

    def _take_reports(self, reports: tuple[PairReport, ...]) -> None:
        self._reports = {report.pair: report for report in reports}
        self._build()

    def _fail(self, error: PersonError) -> None:
        self.failed.emit(error)

    @Slot()
    def _other(self) -> None:
        self._reports = {name: r for name, r in self._reports.items() if self._desk.pair(name)}
        self._lines = {name: line for name, line in self._lines.items() if self._desk.pair(name)}
        self._build()
        self.refresh()

    @Slot()
    def _moved(self) -> None:
        self._build()
        if self._seen and not self._again.isActive():
            self._again.start()

    # What stands in the rows

    @Slot()
    def _build(self) -> None:
        rows = tuple(self._row(pair) for pair in self._desk.pairs)
        if rows != self.rows:
            self.rows = rows
            self.changed.emit()

    def _row(self, pair: PairInfo) -> MarketRow:
        ticker, report = self._desk.tickers.get(pair.pair), self._reports.get(pair.pair)
        line = self._lines.get(pair.pair)
        last = 0 if ticker is None else ticker.last

        def depth(lots: int) -> int | None:
            return self._worth(pair, lots * last * pair.unit) if last else None

        return MarketRow(
            pair=pair,
            ticker=ticker,
            report=report,
            closes=() if line is None else line.closes,
            followed=pair.pair in self._watchlist,
            turnover=None if ticker is None else self._worth(pair, ticker.turnover),
            bid_depth=None if report is None else depth(report.bid_depth),
            ask_depth=None if report is None else depth(report.ask_depth),
        )

    def _worth(self, pair: PairInfo, amount: int) -> int | None:
        """Quote units in reference units, by the last price of the quote."""
        if pair.quote == self.reference:
            return amount
        through = self._desk.pair(f"{pair.quote}/{self.reference}")
        ticker = None if through is None else self._desk.tickers.get(through.pair)
        if through is None or ticker is None or not ticker.last:
            return None
        return amount * ticker.last * through.tick // int(10 ** asset(pair.quote).decimals)

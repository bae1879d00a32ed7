"""Reports on a period: how pairs did, and what the person did; with what they have now."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import Enum
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.kernel.actor import Actor
from controllers.trading.exchange import ExchangeDesk
from models.core.clock import utc_now
from models.core.errors import PersonError
from models.trading.entities import Candle, Holding, MarketMoved
from models.trading.queries import Candles
from models.trading.report_entities import FeeReport, PairReport, PersonReport
from models.trading.reports import Fees, Holdings, MyReport, PairReports

AGAIN_MS = 5000
BEGIN = datetime(2000, 1, 1, tzinfo=UTC)
"""Before anything was traded."""

_MOST_DAYS = 5000


class Period(Enum):
    """The periods to choose from, in days of UTC up to today; CUSTOM is chosen by its ends."""

    TODAY = 1
    WEEK = 7
    MONTH = 30
    YEAR = 365
    ALL = -1
    CUSTOM = 0


class TradeReports(QObject):
    """`pairs`, `person`, `fees` and `holdings` are None until they are known; `curve` is `pair` by day.

    `changed` when any of it is another, `failed` carries a `PersonError`. Kept true while it is seen: asked
    again a few seconds after something was traded.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, actor: Actor, desk: ExchangeDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actor, self._desk = actor, desk
        self._seen = False
        self._number = 0
        self._ends: tuple[date, date] | None = None
        self.period = Period.MONTH
        self.pair = ""
        self._forget()
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._again.timeout.connect(self.refresh)
        desk.changed.connect(self._other)
        actor.changed.connect(self._other)
        actor.gateway.happened.connect(self._happened)

    def _forget(self) -> None:
        self._number += 1
        self._of: UUID | None = None
        self.pairs: tuple[PairReport, ...] | None = None
        self.person: PersonReport | None = None
        self.fees: FeeReport | None = None
        self.holdings: tuple[Holding, ...] | None = None
        self.curve: tuple[Candle, ...] = ()

    @property
    def known(self) -> bool:
        """Whether all of it has been told."""
        return None not in (self.pairs, self.person, self.fees, self.holdings)

    def set_seen(self, seen: bool) -> None:
        """Whether somebody looks."""
        self._seen = seen
        if seen:
            self.refresh()
        else:
            self._again.stop()

    def choose(self, period: Period, ends: tuple[date, date] | None = None) -> None:
        """Another period; `ends` are the first and last day of a CUSTOM one."""
        self.period, self._ends = period, ends
        self.refresh()

    def look_at(self, pair: str) -> None:
        """Draw this pair's curve."""
        if pair != self.pair:
            self.pair, self.curve = pair, ()
            self._ask_curve(self._number)
            self.changed.emit()

    def ends(self) -> tuple[datetime, datetime]:
        """When the period begins, and when the first moment comes that is not in it any more."""
        today = utc_now().replace(hour=0, minute=0, second=0, microsecond=0)
        if self.period is Period.CUSTOM and self._ends is not None:
            first, last = sorted(self._ends)
            return _begin(first), _begin(last) + timedelta(days=1)
        if self.period is Period.ALL:
            return BEGIN, today + timedelta(days=1)
        return today - timedelta(days=self.period.value - 1), today + timedelta(days=1)

    @Slot()
    def refresh(self) -> None:
        """Ask again; answers to an older question are dropped."""
        space = self._desk.space_id if self._desk.joined else None
        if space is None or not self._seen:
            return
        if space != self._of:
            self._forget()
            self._of = space
        if not self.pair and self._desk.pairs:
            self.pair = self._desk.pairs[0].pair
        self._number += 1
        number = self._number
        since, until = self.ends()
        period = {"space_id": space, "since": since, "until": until}
        for kind, name in ((PairReports, "pairs"), (MyReport, "person"), (Fees, "fees")):
            self._ask(kind, name, number, period)
        self._ask(Holdings, "holdings", number, {"space_id": space})
        self._ask_curve(number)

    def _ask(self, kind: type, name: str, number: int, fields: dict[str, object]) -> None:
        def take(answer: object) -> None:
            if number == self._number and answer != getattr(self, name):
                setattr(self, name, answer)
                if self.known:
                    self.changed.emit()

        def fail(error: PersonError) -> None:
            if number == self._number:
                self.failed.emit(error)

        self._actor.ask(kind, take, failed=fail, **fields)

    def _ask_curve(self, number: int) -> None:
        if self._of is None or not self.pair:
            return
        pair, (since, until) = self.pair, self.ends()

        def take(candles: tuple[Candle, ...]) -> None:
            days = tuple(candle for candle in candles if candle.at >= since)
            if number == self._number and pair == self.pair and days != self.curve:
                self.curve = days
                self.changed.emit()

        self._actor.ask(
            Candles, take, failed=self.failed.emit, space_id=self._of, pair=pair, interval="1d", before=until,
            limit=_MOST_DAYS,
        )  # fmt: skip

    @Slot(object)
    def _happened(self, event: object) -> None:
        moved = isinstance(event, MarketMoved) and bool(event.trades) and event.space_id == self._of
        if moved and self._seen and not self._again.isActive():
            self._again.start()

    @Slot()
    def _other(self) -> None:
        """Another exchange, other pairs, or somebody else."""
        if self._desk.pair(self.pair) is None:
            self.pair = ""
        if self._desk.space_id != self._of or not self._desk.joined:
            self._forget()
            self.changed.emit()
        self.refresh()


def _begin(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)

"""What has to be done on an exchange from time to time: pauses end, and the market is watched for abuse."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot

from app.kernel.actor import Actor
from app.kernel.notices import Notices
from controllers.trading.exchange import ExchangeDesk
from models.core.clock import utc_now
from models.core.errors import PersonError
from models.trading.commands import ResumePairs, WatchMarket
from models.trading.entities import MarketMoved

WATCH_MS = 60_000
_LONGEST_WAIT_MS = 3_600_000
_SLACK_MS = 150


class Caretaker(QObject):
    """Anybody may end a pause that is over: the exchange's clock decides. Its owner's window watches the
    market, a minute after something was traded."""

    def __init__(
        self, actor: Actor, desk: ExchangeDesk, notices: Notices, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._actor, self._desk, self._notices = actor, desk, notices
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(self._resume)
        self._watch = QTimer(self, singleShot=True, interval=WATCH_MS)
        self._watch.timeout.connect(self.watch)
        desk.changed.connect(self.follow)
        actor.changed.connect(self.stop)
        actor.gateway.happened.connect(self._happened)
        self.follow()

    @Slot()
    def stop(self) -> None:
        """Rest until there is something to look after again."""
        self._pause.stop()
        self._watch.stop()

    @Slot()
    def follow(self) -> None:
        """Wait for the end of the pause that ends first."""
        ends = [pair.resumes_at for pair in self._desk.pairs if pair.resumes_at is not None]
        if not ends or not self._desk.joined:
            self._pause.stop()
            return
        left = (min(ends) - utc_now()).total_seconds()
        self._pause.start(max(0, min(_LONGEST_WAIT_MS, round(left * 1000) + _SLACK_MS)))

    @Slot()
    def _resume(self) -> None:
        if self._desk.space_id is not None:
            self._actor.send(ResumePairs, space_id=self._desk.space_id, failed=self._tell)
        self.follow()

    @Slot(object)
    def _happened(self, event: object) -> None:
        if (
            isinstance(event, MarketMoved)
            and event.trades
            and event.space_id == self._desk.space_id
            and self._desk.runs
            and not self._watch.isActive()
        ):
            self._watch.start()

    @Slot()
    def watch(self) -> None:
        """Look for abuse in what happened lately."""
        if self._desk.space_id is not None and self._desk.runs:
            self._actor.send(WatchMarket, space_id=self._desk.space_id, failed=self._tell)

    def _tell(self, error: PersonError) -> None:
        self._notices.error(error, source="trade", key="trade.caretaker")

"""Where one trades: the exchange, its pairs and how they do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.kernel.actor import Actor
from app.kernel.gateway import Changes
from models.core.errors import PersonError
from models.trading.entities import ExchangeInfo, MarketMoved, PairInfo, Ticker
from models.trading.paper_account import paper_space
from models.trading.queries import Exchanges, Pairs, Tickers

TABLES = frozenset({"exchange", "trading_pair", "member", "space"})
TICKERS_MS = 1000


class ExchangeDesk(QObject):
    """The exchange that is traded on; None while there is none, or while it is not known yet (`ready`).

    `changed`: another exchange, or other pairs. `tickers_changed`: how the pairs do, about once a second
    while `watch_tickers` is on. `failed` carries a `PersonError`.
    """

    changed = Signal()
    tickers_changed = Signal()
    failed = Signal(object)

    def __init__(self, actor: Actor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.actor = actor
        self.ready = False
        self.exchange: ExchangeInfo | None = None
        self.pairs: tuple[PairInfo, ...] = ()
        self.tickers: dict[str, Ticker] = {}
        self._watched = False
        self._soon = QTimer(self, singleShot=True, interval=TICKERS_MS)
        self._soon.timeout.connect(self._ask_tickers)
        actor.changed.connect(self._somebody_else)
        actor.gateway.changed.connect(self._record_changed)
        actor.gateway.happened.connect(self._happened)

    def pair(self, name: str) -> PairInfo | None:
        """The pair of this name ("BTC/USDT")."""
        return next((each for each in self.pairs if each.pair == name), None)

    @property
    def space_id(self) -> UUID | None:
        """The exchange's space."""
        return None if self.exchange is None else self.exchange.space_id

    @property
    def joined(self) -> bool:
        """Whether the person is a customer here."""
        return self.exchange is not None and self.exchange.role > 0

    @Slot()
    def refresh(self) -> None:
        """Ask which exchange there is, and what is traded on it."""
        self.actor.ask(Exchanges, self._found, failed=self._fail)

    def _found(self, exchanges: Sequence[ExchangeInfo]) -> None:
        paper = paper_space(self.actor.account)  # is no exchange to trade on: it has a place of its own
        exchanges = [each for each in exchanges if each.space_id != paper]
        mine = [each for each in exchanges if each.role > 0]
        chosen = next(iter([*mine, *exchanges]), None)
        if chosen is None or chosen.role == 0:
            self._settle(chosen, ())
            return

        def listed(pairs: tuple[PairInfo, ...]) -> None:
            self._settle(chosen, pairs)

        self.actor.ask(Pairs, listed, failed=self._fail, space_id=chosen.space_id)

    def _settle(self, exchange: ExchangeInfo | None, pairs: tuple[PairInfo, ...]) -> None:
        new = not self.ready or (exchange, pairs) != (self.exchange, self.pairs)
        self.ready, self.exchange, self.pairs = True, exchange, pairs
        if new:
            self.changed.emit()
            if self._watched:
                self._ask_tickers()

    def _fail(self, error: PersonError) -> None:
        self.failed.emit(error)

    # Tickers

    def watch_tickers(self, watched: bool) -> None:
        """Keep the tickers fresh while somebody looks at them."""
        if watched != self._watched:
            self._watched = watched
            if watched:
                self._ask_tickers()
            else:
                self._soon.stop()

    @Slot()
    def _ask_tickers(self) -> None:
        if self.exchange is not None and self.pairs:
            self.actor.ask(Tickers, self._told, failed=self._fail, space_id=self.exchange.space_id)

    def _told(self, tickers: tuple[Ticker, ...]) -> None:
        self.tickers = {each.pair: each for each in tickers}
        self.tickers_changed.emit()

    @Slot(object)
    def _happened(self, event: object) -> None:
        if (
            self._watched
            and isinstance(event, MarketMoved)
            and event.space_id == self.space_id
            and not self._soon.isActive()
        ):
            self._soon.start()

    # What changes elsewhere

    @Slot(object)
    def _record_changed(self, changes: Changes) -> None:
        if self.ready and changes.tables & TABLES:
            self.refresh()

    @Slot()
    def _somebody_else(self) -> None:
        self.ready, self.exchange, self.pairs, self.tickers = False, None, (), {}
        self._soon.stop()
        self.changed.emit()

    def after(self, do: Callable[[], object]) -> Callable[[object], None]:
        """A verdict's listener that asks again and then does something."""

        def done(_verdict: object) -> None:
            self.refresh()
            do()

        return done

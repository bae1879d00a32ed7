"""Where one trades: the exchange, its pairs and how they do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.kernel.actor import Actor
from app.kernel.gateway import Changes
from models.core.audience import Role
from models.core.errors import PersonError
from models.trading.entities import ExchangeInfo, FeeStanding, MarketMoved, PairInfo, Ticker
from models.trading.own_queries import MyFees
from models.trading.paper_account import paper_space
from models.trading.queries import Exchanges, Pairs, Tickers

TABLES = frozenset({"exchange", "trading_pair", "trading_customer", "member", "space"})
TICKERS_MS = 1000
T = TypeVar("T")


class ExchangeDesk(QObject):
    """The exchange that is traded on; None while there is none, or while it is not known yet (`ready`).

    `standing` is what the person pays there, and whether they may trade. `changed`: another exchange, other
    pairs, or another standing. `tickers_changed`: how the pairs do, about once a second
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
        self.standing: FeeStanding | None = None
        self.tickers: dict[str, Ticker] = {}
        self._watchers: set[QObject] = set()
        self._asking = self._again = False
        self._round = 0
        self._soon = QTimer(self, singleShot=True, interval=TICKERS_MS)
        self._soon.timeout.connect(self._ask_tickers)
        actor.changed.connect(self._somebody_else)
        actor.gateway.changed.connect(self._record_changed)
        actor.gateway.happened.connect(self._happened)

    def price(self, code: str) -> int:
        """What a whole coin was last traded at, in units of the exchange's reference asset; 0: not known."""
        reference = "" if self.exchange is None else self.exchange.reference
        pair, ticker = self.pair(f"{code}/{reference}"), self.tickers.get(f"{code}/{reference}")
        return 0 if pair is None or ticker is None else ticker.last * pair.tick

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

    @property
    def runs(self) -> bool:
        """Whether the person is the exchange's owner."""
        return self.exchange is not None and self.exchange.role >= Role.OWNER

    @Slot()
    def refresh(self) -> None:
        """Ask which exchange there is, and what is traded on it: one thing after the other, and again once
        that is known where it was asked for meanwhile, so that no older answer comes last."""
        if self._asking:
            self._again = True
            return
        self._asking = True
        self.actor.ask(Exchanges, self._in_round(self._found), failed=self._in_round(self._give_up))

    def _in_round(self, take: Callable[[T], None]) -> Callable[[T], None]:
        """Answers to whoever was here before are nobody's."""
        asked_in = self._round

        def answered(answer: T) -> None:
            if asked_in == self._round:
                take(answer)

        return answered

    def _found(self, exchanges: Sequence[ExchangeInfo]) -> None:
        paper = paper_space(self.actor.account)  # is no exchange to trade on: it has a place of its own
        exchanges = [each for each in exchanges if each.space_id != paper]
        mine = [each for each in exchanges if each.role > 0]
        chosen = next(iter([*mine, *exchanges]), None)
        if chosen is None or chosen.role == 0:
            self._settle(chosen, (), None)
            return

        def listed(pairs: tuple[PairInfo, ...]) -> None:
            def stands(standing: FeeStanding | None) -> None:
                self._settle(chosen, pairs, standing)

            self.actor.ask(MyFees, self._in_round(stands), failed=failed, space_id=chosen.space_id)

        failed = self._in_round(self._give_up)
        self.actor.ask(Pairs, self._in_round(listed), failed=failed, space_id=chosen.space_id)

    def _settle(
        self, exchange: ExchangeInfo | None, pairs: tuple[PairInfo, ...], standing: FeeStanding | None
    ) -> None:
        before = (self.exchange, self.pairs, self.standing)
        new = not self.ready or (exchange, pairs, standing) != before
        self.ready, self.exchange, self.pairs, self.standing = True, exchange, pairs, standing
        self._ended()
        if new:
            self.changed.emit()
            if self._watchers:
                self._ask_tickers()

    def _ended(self) -> None:
        self._asking = False
        if self._again:
            self._again = False
            self.refresh()

    def _give_up(self, error: PersonError) -> None:
        self._ended()
        self._fail(error)

    def _fail(self, error: PersonError) -> None:
        self.failed.emit(error)

    # Tickers

    def watch_tickers(self, watched: bool, by: QObject) -> None:
        """Keep the tickers fresh while anybody looks at them: `by` does now, or no more."""
        if watched and not self._watchers:
            self._ask_tickers()
        if watched:
            self._watchers.add(by)
        else:
            self._watchers.discard(by)
            if not self._watchers:
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
            self._watchers
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
        self._round += 1
        self._asking = self._again = False
        self.ready, self.exchange, self.pairs, self.standing, self.tickers = False, None, (), None, {}
        self._soon.stop()
        self.changed.emit()

    def after(self, do: Callable[[], object]) -> Callable[[object], None]:
        """A verdict's listener that asks again and then does something."""

        def done(_verdict: object) -> None:
            self.refresh()
            do()

        return done

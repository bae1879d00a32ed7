"""The pairs that the person follows on the exchange they trade on."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from app.kernel.actor import Actor
from app.kernel.gateway import Changes
from controllers.trading.exchange import ExchangeDesk
from models.core.text import tr
from models.trading.commands import FollowPair
from models.trading.watchlist import FollowedPairs


class Watchlist(QObject):
    """`pairs` in the order in which they began to be followed; `changed` tells that they are others."""

    changed = Signal()

    def __init__(self, actor: Actor, desk: ExchangeDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actor, self._desk = actor, desk
        self._of: UUID | None = None
        self.pairs: tuple[str, ...] = ()
        desk.changed.connect(self._follow)
        actor.gateway.changed.connect(self._record_changed)
        actor.changed.connect(self._forget)
        self._follow()

    def __contains__(self, pair: str) -> bool:
        return pair in self.pairs

    def toggle(self, pair: str) -> None:
        """Follow a pair, or follow it no more."""
        space = self._desk.space_id
        if space is not None:
            title = tr("Follow {pair} no more", pair=pair) if pair in self else tr("Follow {pair}", pair=pair)
            self._actor.send(
                FollowPair, title=title, exchange_id=space, pair=pair, following=pair not in self
            )

    @Slot()
    def _follow(self) -> None:
        if self._desk.space_id != self._of:
            self._of = self._desk.space_id
            self._ask()

    def _ask(self) -> None:
        if self._of is not None:
            self._actor.ask(FollowedPairs, self._take, exchange_id=self._of)

    def _take(self, pairs: tuple[str, ...]) -> None:
        if pairs != self.pairs:
            self.pairs = pairs
            self.changed.emit()

    @Slot(object)
    def _record_changed(self, changes: Changes) -> None:
        if "trading_watched_pair" in changes.tables and self._actor.account in changes.spaces:
            self._ask()

    @Slot()
    def _forget(self) -> None:
        self._of = None
        self._take(())
        self._follow()

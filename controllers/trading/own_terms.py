"""What a customer decides for themselves: how they pay fees, who brought them, when they stop."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from app.kernel.actor import Actor
from controllers.trading.exchange import ExchangeDesk
from models.core.dispatcher import Verdict
from models.core.errors import PersonError
from models.core.registry import Command
from models.core.text import tr
from models.trading.commands import SetReferrer, StopTrading, UseDiscount
from models.trading.own_queries import MyReferrals

Failed = Callable[[PersonError], None]
Done = Callable[[Verdict], None]


class OwnTerms(QObject):
    """`changed`: what was earned by those one brought here is another; all else is the desk's `standing`."""

    changed = Signal()

    def __init__(self, actor: Actor, desk: ExchangeDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actor, self._desk = actor, desk
        self.earned: tuple[tuple[str, int], ...] = ()
        actor.changed.connect(self._forget)

    @Slot()
    def refresh(self) -> None:
        """Ask what was earned, which only who has brought somebody needs to know."""
        standing, space_id = self._desk.standing, self._desk.space_id
        self._desk.refresh()
        if standing is not None and standing.referred and space_id is not None:
            self._actor.ask(MyReferrals, self._take, space_id=space_id)

    def _take(self, earned: tuple[tuple[str, int], ...]) -> None:
        if earned != self.earned:
            self.earned = earned
            self.changed.emit()

    @Slot()
    def _forget(self) -> None:
        self._take(())

    # Doing

    def use_discount(self, use: bool, failed: Failed) -> None:
        """Pay fees in the discount asset, or not."""
        self._send(UseDiscount, failed, title=tr("Change how fees are paid"), use=use)

    def set_referrer(self, number: int, done: Done, failed: Failed) -> None:
        """Say once who brought one here."""
        self._send(SetReferrer, failed, done=done, number=number)

    def stop(self, until: datetime | None, done: Done, failed: Failed) -> None:
        """Stop one's own trading; with an end it cannot be taken back before."""
        self._send(StopTrading, failed, done=done, until=until)

    def go_on(self, failed: Failed) -> None:
        """Let one's own trading go on."""
        self._send(StopTrading, failed, stopped=False)

    def _send(self, command: type[Command], failed: Failed, **fields: Any) -> None:
        space_id = self._desk.space_id
        if space_id is not None:
            self._actor.send(command, space_id=space_id, failed=failed, **fields)

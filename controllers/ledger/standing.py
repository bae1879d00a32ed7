"""What the status bar says of the wallet: made when the start is over, asked for when money has moved."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from app.kernel.actor import NOBODY, Actor
from app.kernel.gateway import Changes
from models.ledger.assets import Kind, asset, short_amount
from models.ledger.entities import Wallet
from models.ledger.queries import WalletOf


class Standing(QObject):
    """`text` is the first of each kind of asset that there is; "" where there is nothing to tell."""

    changed = Signal()

    def __init__(self, actor: Actor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actor = actor
        self.text = ""
        actor.gateway.changed.connect(self._follow)
        actor.changed.connect(self._somebody_else)
        self._ask()

    def _ask(self) -> None:
        if self._actor.account != NOBODY:
            self._actor.ask(WalletOf, self._take)

    def _take(self, wallet: Wallet) -> None:
        first: dict[Kind, str] = {}
        for code, total in wallet.totals.items():
            first.setdefault(asset(code).kind, short_amount(total, asset(code)))
        self._tell("   ".join(first.values()))

    def _tell(self, text: str) -> None:
        if text != self.text:
            self.text = text
            self.changed.emit()

    @Slot(object)
    def _follow(self, changes: Changes) -> None:
        if "ledger_account" in changes.tables:
            self._ask()

    @Slot()
    def _somebody_else(self) -> None:
        self._tell("")
        self._ask()

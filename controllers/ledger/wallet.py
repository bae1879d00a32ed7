"""A person's wallet as it is shown, and what they do with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from shiboken6 import isValid

from app.kernel.actor import Actor
from app.kernel.gateway import Changes
from app.kernel.tasks import Tasks
from models.core.clock import utc_now
from models.core.dispatcher import Verdict
from models.core.errors import Invalid, PersonError, Unavailable
from models.core.registry import Command
from models.core.text import tr
from models.ledger.address_commands import AddAddress, RemoveAddress, RenameAddress
from models.ledger.assets import asset, parse_amount
from models.ledger.commands import (
    ASKED,
    CancelWithdrawal,
    ConfirmWithdrawal,
    Deposit,
    MoveMoney,
    SweepHolds,
    Withdraw,
)
from models.ledger.crossing import SendMoney
from models.ledger.entities import (
    AddressCard,
    Allowance,
    Line,
    Place,
    Statement,
    TransferDetail,
    Wallet,
    WithdrawalCard,
)
from models.ledger.queries import (
    AddressBook,
    AllowanceOf,
    LedgerCheck,
    MoneyPlaces,
    OneTransfer,
    StatementOf,
    WalletOf,
    Withdrawals,
)
from models.ledger.statement import to_csv

TABLES = frozenset({"ledger_account", "ledger_address", "ledger_withdrawal", "member", "space"})

Done = Callable[[UUID], None]
"""Told the id of the command that was done."""

Failed = Callable[[PersonError], None]


class Spot(NamedTuple):
    """Where money is: a space, and what for."""

    space_id: UUID
    purpose: str


class OwnWallet(QObject):
    """`wallet` is None until it is known. Amounts come as they were typed; what is wrong with them is told to
    `failed` like any refusal."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, actor: Actor, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actor, self._tasks = actor, tasks
        self._visible = False
        self._generation = 0
        self._ending = QTimer(self, singleShot=True)  # when a withdrawal can be confirmed no longer
        self._ending.timeout.connect(self.refresh)
        self._forget()
        actor.gateway.changed.connect(self._follow)
        actor.changed.connect(self._somebody_else)

    def _forget(self) -> None:
        self.wallet: Wallet | None = None
        self.places: tuple[Place, ...] = ()
        self.book: tuple[AddressCard, ...] = ()
        self.withdrawals: tuple[WithdrawalCard, ...] = ()
        self._ending.stop()

    @property
    def account(self) -> UUID:
        """Whose wallet it is."""
        return self._actor.account

    def set_visible(self, visible: bool) -> None:
        """Only what is seen is kept true."""
        self._visible = visible
        if visible:
            self.refresh()
        else:
            self._ending.stop()

    @Slot()
    def refresh(self) -> None:
        """Ask again for all of it; `changed` is told when the balances, asked last, are there."""
        self._generation += 1
        asked = self._generation
        self._ask(MoneyPlaces, "places", asked)
        self._ask(AddressBook, "book", asked)
        self._ask(Withdrawals, "withdrawals", asked, waiting=True)
        self._ask(WalletOf, "wallet", asked)

    def _ask(self, query: Any, name: str, asked: int, **fields: Any) -> None:
        def take(answer: object) -> None:
            if isValid(self) and asked == self._generation and answer != getattr(self, name):
                setattr(self, name, answer)
                self._look_at_the_clock()
                self.changed.emit()

        def fail(error: PersonError) -> None:
            if isValid(self) and asked == self._generation:
                self.failed.emit(error)

        self._actor.ask(query, take, failed=fail, **fields)

    @property
    def waiting(self) -> list[WithdrawalCard]:
        """The withdrawals that are to be confirmed."""
        return [card for card in self.withdrawals if card.state == ASKED]

    def _look_at_the_clock(self) -> None:
        """What nobody confirmed in time is the person's again at once, where they see it."""
        waiting = self.waiting
        if self._visible and waiting:
            soonest = min(card.expires_at for card in waiting) - utc_now()
            self._ending.start(max(0, round(soonest.total_seconds() * 1000)) + 50)
        if len(waiting) < len(self.withdrawals):
            self._actor.send(SweepHolds)

    def lines_at(self, spot: Spot) -> list[Line]:
        """What there is for one purpose in one place."""
        lines = () if self.wallet is None else self.wallet.lines
        return [line for line in lines if Spot(line.space_id, line.purpose) == spot]

    def available(self, spot: Spot, code: str) -> int:
        """What may be taken from there, in smallest units."""
        return sum(line.available for line in self.lines_at(spot) if line.asset == code)

    def spots(self) -> list[tuple[Spot, str]]:
        """Every place and purpose where the person can have money, and what the place is called."""
        return [
            (Spot(place.space_id, purpose), place.title)
            for place in self.places
            for purpose in place.purposes
        ]

    # What is done

    def deposit(self, code: str, text: str, done: Done, failed: Failed) -> None:
        """Take play money in."""
        self._with_amount(text, code, failed, lambda amount: self._send(
            Deposit, done, failed, asset=code, amount=amount,
        ))  # fmt: skip

    def withdraw(self, code: str, text: str, address: UUID | None, done: Done, failed: Failed) -> None:
        """Set money aside to be sent; `done` gets the id of the withdrawal, to be confirmed."""
        if address is None:
            failed(Invalid(tr("Choose where it goes."), field="address"))
            return
        self._with_amount(text, code, failed, lambda amount: self._send(
            Withdraw, done, failed, asset=code, amount=amount, address_id=address,
        ))  # fmt: skip

    def confirm(self, withdrawal: UUID, ending: str, done: Done, failed: Failed) -> None:
        """Send what was set aside."""
        self._send(ConfirmWithdrawal, done, failed, withdrawal_id=withdrawal, ending=ending)

    def cancel(self, withdrawal: UUID, done: Done, failed: Failed) -> None:
        """Take back what was set aside."""
        self._send(CancelWithdrawal, done, failed, withdrawal_id=withdrawal)

    def move(self, code: str, text: str, source: Spot, target: Spot, done: Done, failed: Failed) -> None:
        """Move money between purposes of one place, or send it from one place to another."""

        def go(amount: int) -> None:
            whole = {"asset": code, "amount": amount, "source": source.purpose, "target": target.purpose}
            if source.space_id == target.space_id:
                self._send(MoveMoney, done, failed, tr("Move money"), space_id=source.space_id, **whole)
            else:
                there = {"target_space": target.space_id}
                self._send(SendMoney, done, failed, space_id=source.space_id, **whole, **there)

        self._with_amount(text, code, failed, go)

    def add_address(self, network: str, address: str, label: str, done: Done, failed: Failed) -> None:
        """Put an address into the book."""
        self._send(
            AddAddress, done, failed, tr("Add an address"), network=network, address=address, label=label
        )

    def rename_address(self, address: UUID, label: str, done: Done, failed: Failed) -> None:
        """Call an address something else."""
        self._send(RenameAddress, done, failed, tr("Rename an address"), address_id=address, label=label)

    def remove_address(self, address: UUID, done: Done, failed: Failed) -> None:
        """Take an address out of the book."""
        self._send(RemoveAddress, done, failed, tr("Remove an address"), address_id=address)

    def _with_amount(self, text: str, code: str, failed: Failed, go: Callable[[int], None]) -> None:
        try:
            amount = parse_amount(text, asset(code))
        except PersonError as error:
            failed(error)
            return
        go(amount)

    def _send(
        self, kind: type[Command], done: Done, failed: Failed, title: str = "", /, **fields: Any
    ) -> None:
        def answered(verdict: Verdict) -> None:
            done(verdict.command_id)

        self._actor.send(kind, done=answered, failed=failed, title=title, **fields)

    # What is asked for once

    def ask_allowance(self, code: str, take: Callable[[Allowance], None]) -> None:
        """What may come in and go out today."""
        self._actor.ask(AllowanceOf, take, asset=code)

    def ask_transfer(
        self, space_id: UUID, id_: UUID, take: Callable[[TransferDetail], None], failed: Failed
    ) -> None:
        """A transfer whole."""
        self._actor.ask(OneTransfer, take, failed=failed, space_id=space_id, transfer_id=id_)

    def check(self, take: Callable[[tuple[str, ...]], None], failed: Failed) -> None:
        """What is wrong with the ledger; for admins."""
        self._actor.ask(LedgerCheck, take, failed=failed)

    def save_statement(
        self,
        account: UUID,
        since: datetime,
        until: datetime,
        path: Path,
        done: Callable[[], None],
        failed: Failed,
    ) -> None:
        """Write the statement of an account to a file."""

        def write(statement: Statement) -> None:
            def work() -> None:
                try:
                    path.write_text(to_csv(statement), encoding="utf-8-sig", newline="")
                except OSError as error:
                    raise Unavailable(
                        tr("“{name}” could not be written: {reason}.",
                           name=path.name, reason=error.strerror or error),
                        what_now=tr("Choose another folder, or make room on the disk."),
                    ) from error  # fmt: skip

            self._tasks.run(work, lambda _: done(), lambda error: failed(_told(error)))

        self._actor.ask(StatementOf, write, failed=failed, account=account, since=since, until=until)

    @Slot(object)
    def _follow(self, changes: Changes) -> None:
        if self._visible and changes.tables & TABLES:
            self.refresh()

    @Slot()
    def _somebody_else(self) -> None:
        self._generation += 1
        self._forget()
        self.changed.emit()
        if self._visible:
            self.refresh()


def _told(error: Exception) -> PersonError:
    if not isinstance(error, PersonError):
        raise error
    return error

"""What protects the account of whoever is signed in: recovery code, second factor, sessions, deletion."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from app.kernel.actor import Actor
from app.kernel.gateway import Changes
from app.kernel.tasks import Tasks
from controllers.accounts.session import Failed, Session
from models.accounts.entities import Account, Safety
from models.accounts.names import name_key
from models.accounts.queries import OwnHoldings, OwnSafety
from models.accounts.service import Authenticator
from models.core.errors import Invalid, NotAllowed, PersonError
from models.core.holdings import Holding
from models.core.text import tr

if TYPE_CHECKING:
    from models.accounts.two_factor import Enrolment, Sheet

log = logging.getLogger(__name__)

T = TypeVar("T")
Given = Callable[[T], object]


class Protection(QObject):
    """Asks the door on a task thread. `changed`: `state` is another. `told(str)`: what was done, in words,
    for the person's own security (kinds of `models.notifications`)."""

    changed = Signal()
    told = Signal(str)

    def __init__(
        self,
        session: Session,
        actor: Actor,
        tasks: Tasks,
        stop_work: Callable[[UUID, Callable[[], None]], None] = lambda _, then: then(),
    ) -> None:
        """`stop_work(account, then)` has everything that works for an account stop for good."""
        super().__init__()
        self._stop_work = stop_work
        self.session = session
        self._actor = actor
        self._tasks = tasks
        self.state: Safety | None = None
        session.changed.connect(self._somebody)
        actor.gateway.changed.connect(self._record_changed)

    # What there is

    def refresh(self) -> None:
        """Read the state anew."""
        if self.session.account is not None:
            self._actor.ask(OwnSafety, self._look)

    def holdings(self, done: Callable[[tuple[Holding, ...]], None]) -> None:
        """What would go with the account."""
        self._actor.ask(OwnHoldings, done)

    def prepare(self) -> Enrolment:
        """A fresh secret for the authenticator app; nothing is changed by it."""
        return self.session.door.two_factor.prepare(self._required().name)

    # What can be done; `given` gets what is to be shown once

    def make_recovery(self, password: str, given: Given[Sheet], failed: Failed) -> None:
        """Another recovery code. Field of errors: old."""
        from models.accounts.two_factor import Sheet

        account = self._required()
        self._run(
            lambda door: Sheet(recovery_code=door.recovery.make(account.id, password)),
            given,
            failed,
            "recovery",
        )

    def enable(
        self, password: str, enrolment: Enrolment, code: str, given: Given[Sheet], failed: Failed
    ) -> None:
        """Ask for codes from now on. Fields of errors: old, second."""
        account = self._required()
        self._run(
            lambda door: door.two_factor.enable(account.id, password, enrolment, code),
            given,
            failed,
            "two_factor_on",
        )

    def disable(self, password: str, code: str, given: Given[None], failed: Failed) -> None:
        """Ask for the password alone. Fields of errors: old, second."""
        account = self._required()
        self._run(
            lambda door: door.two_factor.disable(account.id, password, code), given, failed, "two_factor_off"
        )

    def renew_spares(self, password: str, code: str, given: Given[Sheet], failed: Failed) -> None:
        """Ten new spare codes. Fields of errors: old, second."""
        account = self._required()
        self._run(
            lambda door: door.two_factor.renew_spares(account.id, password, code), given, failed, "spares"
        )

    def log_out_elsewhere(self, given: Given[int], failed: Failed) -> None:
        """End every session but this one; `given` gets how many there were."""
        account, entry = self._required(), self.session.entry
        keep = None if entry is None else entry.token
        self._run(lambda door: door.log_out_elsewhere(account.id, keep), given, failed)

    def leave(self, name: str, password: str, done: Callable[[], object], failed: Failed) -> None:
        """Delete the account whose name was typed. Fields of errors: name, password."""
        account = self._required()
        if name_key(name) != name_key(account.name):
            if failed is not None:
                failed(
                    Invalid(
                        tr("This is not the name of the account."),
                        what_now=tr("Type “{name}”.", name=account.name),
                        field="name",
                    )
                )
            return
        self._run(
            lambda door: door.check_leave(account.id, password or None),
            lambda _: self._stop_work(account.id, lambda: self.session.leave(password or None, done, failed)),
            failed,
        )

    # How

    def _required(self) -> Account:
        account = self.session.account
        if account is None:
            raise NotAllowed(tr("Nobody is signed in."), what_now=tr("Sign in first."))
        return account

    def _run(
        self, work: Callable[[Authenticator], T], given: Given[T], failed: Failed, told: str = ""
    ) -> None:
        door, account = self.session.door, self._required()

        def home(result: T) -> None:
            if self.session.account is None or self.session.account.id != account.id:
                return  # what is to be seen once is for nobody else
            given(result)
            self.refresh()
            if told:
                self.told.emit(told)

        self._tasks.run(lambda: work(door), home, lambda error: self._broke(error, failed))

    def _broke(self, error: Exception, failed: Failed) -> None:
        if not isinstance(error, PersonError):
            log.error("the account could not be protected", exc_info=error)
            error = PersonError(
                tr("Something went wrong in Nonet, and nothing was changed."),
                what_now=tr("Try again; if it stays, copy the details and report them."),
            )
        if failed is None:
            self.session.failed.emit(error)
        else:
            failed(error)

    @Slot()
    def _somebody(self) -> None:
        self.state = None
        self.changed.emit()

    @Slot(object)
    def _record_changed(self, changes: Changes) -> None:
        if "account" in changes.tables and self.state is not None:
            self.refresh()

    def _look(self, state: Any) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit()

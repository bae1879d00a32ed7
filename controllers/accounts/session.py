"""Who is signed in. Every view follows `changed`: what is one person's is not shown to another."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from app.kernel.actor import NOBODY, Actor
from app.kernel.gateway import Changes
from app.kernel.tasks import Tasks
from app.kernel.vault import Vault
from controllers.accounts.door import door_of
from controllers.accounts.kept_token import KeptToken
from controllers.accounts.system_user import system_name
from models.accounts.entities import Account, AccountRole
from models.accounts.queries import MachineAccounts
from models.accounts.service import Authenticator, Entry
from models.core.dispatcher import Verdict
from models.core.errors import Conflict, NotAllowed, PersonError
from models.core.registry import Command
from models.core.text import tr

log = logging.getLogger(__name__)

T = TypeVar("T")
Done = Callable[[], object] | None
Failed = Callable[[PersonError], object] | None


@dataclass(frozen=True, slots=True)
class _Arrival:
    """What a task comes home with: who is in (None: nobody), everybody, and what the vault could not keep."""

    entry: Entry | None
    people: tuple[Account, ...]
    vault_error: PersonError | None = None
    recovery_code: str = ""


class Session(QObject):
    """The account that uses the window, and the accounts of this machine. Lives on the Qt thread.

    `changed`: another account, or none, is signed in, or `start` found out who; forget the one before.
    `updated`: the same account was renamed or got a password. `people_changed`: so did the list.
    `failed(PersonError)`: an error that no caller took. `recovery_made(str)`: a recovery code to be shown
    once, which came with a first password or took the place of a used one. `recovered`: it was used.
    `left`: an account was deleted. The house's `Actor` becomes the same account just before `changed`.
    """

    changed = Signal()
    updated = Signal()
    people_changed = Signal()
    busy_changed = Signal(bool)
    failed = Signal(object)
    recovery_made = Signal(str)
    recovered = Signal()
    left = Signal()
    password_set = Signal()
    signed_in = Signal()

    def __init__(
        self,
        actor: Actor,
        tasks: Tasks,
        vault: Vault,
        door: Authenticator | None = None,
        name: Callable[[], str] = system_name,
    ) -> None:
        super().__init__()
        self._actor = actor
        self._gateway = gateway = actor.gateway
        self._tasks = tasks
        self._kept = KeptToken(vault)
        self.door = door or door_of(gateway)
        self._name = name
        self._entry: Entry | None = None
        self._account: Account | None = None
        self._people: tuple[Account, ...] = ()
        self._busy = False
        self._ready = False
        self._missed = False
        self._asked = 0
        gateway.changed.connect(self._record_changed)

    @property
    def account(self) -> Account | None:
        """Who is signed in."""
        return self._account

    @property
    def entry(self) -> Entry | None:
        """The session of who is signed in."""
        return self._entry

    @property
    def people(self) -> tuple[Account, ...]:
        """Everybody with an account here, by name."""
        return self._people

    @property
    def others(self) -> tuple[Account, ...]:
        """Everybody but the one who is signed in."""
        return tuple(person for person in self._people if person.id != _id(self._account))

    @property
    def ready(self) -> bool:
        """Whether `start` has found out who is there."""
        return self._ready

    @property
    def busy(self) -> bool:
        """Whether somebody is being let in or a password is being set; nothing else can begin meanwhile."""
        return self._busy

    # Coming and going

    def start(self, done: Done = None, failed: Failed = None) -> None:
        """Find out who is there: whoever was, or at the very first start a new account. Then `changed`."""

        def work() -> _Arrival:
            token, vault_error = self._kept.token()
            entry = self.door.welcome(token, self._name())
            if entry is not None and entry.token != token:
                return self._arrival(entry)
            return self._arrival(entry, keep=False, vault_error=vault_error)

        self._run(work, done, failed)

    def register(
        self, name: str, password: str | None = None, done: Done = None, failed: Failed = None
    ) -> None:
        """Make an account for another person and sign it in. Fields of errors: name, password."""
        leaving = self._leaving()
        self._run(
            lambda: self._arrival(self.door.register(name, password or None, leaving=leaving)), done, failed
        )

    def log_in(
        self,
        account_id: UUID,
        password: str | None = None,
        done: Done = None,
        failed: Failed = None,
        *,
        second: str | None = None,
    ) -> None:
        """Sign in somebody; whoever was is logged out. Fields of errors: password, second."""
        leaving = self._leaving()
        self._run(
            lambda: self._arrival(self.door.log_in(account_id, password, second=second, leaving=leaving)),
            done if password is None else _after(self.signed_in, done),
            failed,
        )

    def recover(
        self,
        person: Account,
        code: str,
        password: str,
        second: str | None = None,
        done: Done = None,
        failed: Failed = None,
    ) -> None:
        """Sign in somebody who forgot the password, with a new one. Fields of errors: code, password,
        second."""
        leaving = self._leaving()

        self._run(
            lambda: self._arrival(
                self.door.recover(person.id, person.name, code, password, second=second, leaving=leaving)
            ),
            _after(self.recovered, done),
            failed,
        )

    def switch(self, account_id: UUID, done: Done = None, failed: Failed = None) -> None:
        """Sign in somebody who has no password; an error at the field password where one is needed."""
        self.log_in(account_id, None, done, failed)

    def log_out(self, done: Done = None, failed: Failed = None) -> None:
        """Sign out. What was shown is hidden at once; that the session is ended follows."""
        if self._entry is None or self._refused_busy(failed):
            return
        token = self._entry.token
        self._become(None)
        self._run(lambda: self._left(token), done, failed)

    # One's own account

    def set_password(self, old: str | None, new: str, done: Done = None, failed: Failed = None) -> None:
        """Set or change one's password; it is asked for everywhere else. Fields of errors: old, password."""
        account, entry = self._account, self._entry
        if account is None or entry is None:
            self._tell(_nobody(), failed)
            return

        def work() -> _Arrival:
            code = self.door.set_password(account.id, account.name, old, new, keep=entry.token)
            return replace(self._arrival(entry, keep=False), recovery_code=code)

        self._run(work, _after(self.password_set, done), failed)

    def rename(self, name: str, done: Done = None, failed: Failed = None) -> None:
        """Give one's account another name, which can be undone. Field of errors: name."""
        from models.accounts.commands import RenameAccount

        self._change(RenameAccount, tr("Rename the account"), done, failed, name=name)

    def set_picture(self, picture: str, done: Done = None, failed: Failed = None) -> None:
        """Show a blob as one's picture ("" for none), which can be undone."""
        from models.accounts.commands import SetPicture

        self._change(SetPicture, tr("Change the picture"), done, failed, picture=picture)

    def give_role(
        self, account_id: UUID, role: AccountRole, done: Done = None, failed: Failed = None
    ) -> None:
        """Say what another account may do here, as an admin; it can be undone."""
        from models.accounts.commands import GiveRole

        self._change(GiveRole, tr("Give a role"), done, failed, space_id=account_id, role=role)

    def leave(self, password: str | None, done: Done = None, failed: Failed = None) -> None:
        """Delete one's account; nobody is signed in then. What was in its spaces goes after `done`, by
        `door.erase_some`. Field of errors: password."""
        account = self._account
        if account is None:
            self._tell(_nobody(), failed)
            return

        def work() -> _Arrival:
            self.door.leave(account.id, password)
            vault_error = self._kept.forget()
            return self._arrival(None, keep=False, vault_error=vault_error)

        self._run(work, _after(self.left, done), failed)

    def _change(self, command: type[Command], title: str, done: Done, failed: Failed, **fields: Any) -> None:
        if self._account is None:
            self._tell(_nobody(), failed)
            return

        def changed(_verdict: Verdict) -> None:
            if done is not None:
                done()

        self._actor.send(
            command, title=title, done=changed, failed=lambda error: self._tell(error, failed), **fields
        )

    @Slot()
    def vault_opened(self) -> None:
        """The vault can be read now: look who is there after all, or keep the token of who is."""
        entry = self._entry
        if self._busy:
            return  # whoever is being let in now has their token kept in the open vault
        if entry is None:
            self.start()
        else:
            self._run(lambda: self._arrival(entry), None, None)

    # On a task thread

    def _arrival(
        self, entry: Entry | None, *, keep: bool = True, vault_error: PersonError | None = None
    ) -> _Arrival:
        """What to come home with; with `keep` the token goes into the vault first."""
        if keep and entry is not None:
            vault_error = self._kept.keep(entry.token)
        people = self._gateway.ask_now(MachineAccounts(actor=NOBODY))
        code = "" if entry is None else entry.recovery_code
        return _Arrival(entry, tuple(people), vault_error, code)

    def _left(self, token: str) -> _Arrival:
        try:
            self.door.log_out(token)
        finally:
            vault_error = self._kept.forget()
        return self._arrival(None, keep=False, vault_error=vault_error)

    # Home again

    def _run(self, work: Callable[[], _Arrival], done: Done, failed: Failed) -> None:
        if self._refused_busy(failed):
            return
        self._set_busy(True)
        self._tasks.run(
            work, lambda arrival: self._arrived(arrival, done), lambda error: self._broke(error, failed)
        )

    def _arrived(self, arrival: _Arrival, done: Done) -> None:
        self._asked += 1  # an answer from before this is old
        self._people = arrival.people
        self._set_busy(False)
        self._become(arrival.entry)
        self.people_changed.emit()
        if arrival.vault_error is not None:
            self.failed.emit(arrival.vault_error)
        if done is not None:
            done()
        if arrival.recovery_code:  # last: whoever asked has put their form away by then
            self.recovery_made.emit(arrival.recovery_code)

    def _broke(self, error: Exception, failed: Failed) -> None:
        self._set_busy(False)
        if not self._ready:
            self._become(None)
        if not isinstance(error, PersonError):
            log.error("the account could not be changed", exc_info=error)
            error = PersonError(
                tr("Something went wrong in Nonet, and nothing was changed."),
                what_now=tr("Try again; if it stays, copy the details and report them."),
            )
        self._tell(error, failed)

    def _become(self, entry: Entry | None) -> None:
        """Show the account of `entry` from now on, and tell whether it is another one."""
        before, first = self._account, not self._ready
        self._ready = True
        self._account = None if entry is None else self._find(entry.account_id)
        self._entry = None if self._account is None else entry
        if first or _id(before) != _id(self._account):
            self._actor.become(_id(self._account) or NOBODY)
            self.changed.emit()
        elif before != self._account:
            self.updated.emit()

    def _find(self, account_id: UUID) -> Account | None:
        return next((person for person in self._people if person.id == account_id), None)

    @Slot(object)
    def _record_changed(self, changes: Changes) -> None:
        if changes.tables.isdisjoint(("account", "account_profile")):
            return
        if self._busy:
            self._missed = True
        else:
            self._ask()

    def _ask(self) -> None:
        """Read the list anew; only the answer to the last question counts."""
        self._missed = False
        self._asked += 1
        asked = self._asked
        self._gateway.ask(MachineAccounts(actor=NOBODY), lambda people: self._look(asked, people))

    def _look(self, asked: int, people: list[Account]) -> None:
        if asked != self._asked or self._busy or tuple(people) == self._people:
            return
        self._people = tuple(people)
        if self._entry is not None:
            self._become(self._entry)
        self.people_changed.emit()

    # Telling

    def _leaving(self) -> str | None:
        return None if self._entry is None else self._entry.token

    def _refused_busy(self, failed: Failed) -> bool:
        if self._busy:
            self._tell(Conflict(tr("One moment: somebody is being signed in.")), failed)
        return self._busy

    def _set_busy(self, busy: bool) -> None:
        if busy != self._busy:
            self._busy = busy
            self.busy_changed.emit(busy)
        if self._missed and not busy:
            self._ask()

    def _tell(self, error: PersonError, failed: Failed) -> None:
        if failed is None:
            self.failed.emit(error)
        else:
            failed(error)


def _after(signal: Any, done: Done) -> Callable[[], None]:
    """Tell a signal, then who asked."""

    def both() -> None:
        signal.emit()
        if done is not None:
            done()

    return both


def _id(account: Account | None) -> UUID | None:
    return None if account is None else account.id


def _nobody() -> NotAllowed:
    return NotAllowed(tr("Nobody is signed in."), what_now=tr("Sign in first."))

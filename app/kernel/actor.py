"""The person at work: makes commands with their id and time, sends them, and keeps what can be undone."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.kernel.gateway import Gateway
from models.core.audience import NOBODY as NOBODY
from models.core.clock import utc_now
from models.core.dispatcher import Verdict
from models.core.errors import PersonError
from models.core.ids import new_id
from models.core.registry import Command, Query

C = TypeVar("C", bound=Command)
T = TypeVar("T")

UNDO_STEPS = 200


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done, in words ("Move to trash"), and the command that takes it back."""

    title: str
    inverse: Command


class Actor(QObject):
    """Sends and asks on behalf of the signed-in account; lives on the Qt thread.

    Undo is an ordinary command: taking back what was taken back is redo. `leaving` is told while the person
    is still the one who sends, for what they typed or watched last; `changed` when another is, or nobody.
    """

    leaving = Signal()
    changed = Signal()
    undo_changed = Signal()
    refused = Signal(object)

    def __init__(self, gateway: Gateway, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.gateway = gateway
        self.account = NOBODY
        self._leaves = False
        self._done: deque[Step] = deque(maxlen=UNDO_STEPS)
        self._undone: deque[Step] = deque(maxlen=UNDO_STEPS)
        self._coming: list[str] = []  # titles of what can be undone once it is decided
        self._wanted: deque[tuple[deque[Step], deque[Step]]] = deque()

    def leave(self) -> None:
        """Tell that the person is about to leave, in an event before the one in which another `become`s."""
        if self.account != NOBODY and not self._leaves:
            self._leaves = True
            self.leaving.emit()

    def stay(self) -> None:
        """They do not leave after all."""
        self._leaves = False

    def become(self, account: UUID) -> None:
        """Act for this account from now on (NOBODY while nobody is signed in)."""
        if account != self.account:
            self.leave()
            self._leaves = False
            self.account = account
            self._done.clear()
            self._undone.clear()
            self._wanted.clear()
            self.changed.emit()
            self.undo_changed.emit()

    def make(
        self, command: type[C], /, *, space_id: UUID | None = None, id: UUID | None = None, **fields: Any
    ) -> C:
        """A command of the person's, in their own space unless another is given."""
        return command(
            id=id or new_id(),
            space_id=space_id or self.account,
            actor=self.account,
            at=utc_now(),
            **fields,
        )

    def send(
        self,
        command: type[C],
        /,
        *,
        space_id: UUID | None = None,
        id: UUID | None = None,
        done: Callable[[Verdict], None] | None = None,
        failed: Callable[[PersonError], None] | None = None,
        title: str = "",
        **fields: Any,
    ) -> C:
        """Send a command. With a `title` it can be undone; without `failed` a refusal goes to `refused`.

        A command with a field that is called like one of these is made first and given to `send_made`.
        """
        made = self.make(command, space_id=space_id, id=id, **fields)
        self.send_made(made, done=done, failed=failed, title=title)
        return made

    def send_made(
        self,
        command: Command,
        *,
        done: Callable[[Verdict], None] | None = None,
        failed: Callable[[PersonError], None] | None = None,
        title: str = "",
    ) -> None:
        """Send a command that `make` made."""
        self._dispatch(command, done, failed, self._done if title else None, title, fresh=True)

    def ask(
        self,
        query: type[Query[T]],
        done: Callable[[T], None],
        /,
        *,
        failed: Callable[[PersonError], None] | None = None,
        **fields: Any,
    ) -> None:
        """Ask the record; the answer is dropped if another person has signed in meanwhile."""
        account = self.account

        def answered(answer: T) -> None:
            if self.account == account:
                done(answer)

        self.gateway.ask(query(actor=account, **fields), answered, failed)

    def undo_title(self) -> str:
        """What the next undo takes back, be it still under way; "" for nothing."""
        if self._coming:
            return self._coming[-1]
        return self._done[-1].title if self._done else ""

    def redo_title(self) -> str:
        """What the next redo does again; "" for nothing."""
        return self._undone[-1].title if self._undone else ""

    def undo(self) -> None:
        """Take back the last thing that was done; what is under way is waited for, so that it is that."""
        self._wanted.append((self._done, self._undone))
        self._take_back()

    def redo(self) -> None:
        """Do again what was taken back last."""
        self._wanted.append((self._undone, self._done))
        self._take_back()

    def _take_back(self) -> None:
        while self._wanted and not self._coming:
            steps, other = self._wanted.popleft()
            if steps:
                step = steps.pop()
                inverse = replace(step.inverse, id=new_id(), at=utc_now())
                self._dispatch(inverse, None, None, other, step.title)
                self.undo_changed.emit()

    def _dispatch(
        self,
        command: Command,
        done: Callable[[Verdict], None] | None,
        failed: Callable[[PersonError], None] | None,
        steps: deque[Step] | None,
        title: str,
        fresh: bool = False,
    ) -> None:
        if steps is not None:
            self._coming.append(title)

        def answered(verdict: Verdict) -> None:
            if steps is not None:
                self._coming.remove(title)
            if verdict.ok:
                if steps is not None and verdict.undo is not None and command.actor == self.account:
                    steps.append(Step(title, verdict.undo))
                    if fresh:
                        self._undone.clear()
                    self.undo_changed.emit()
                if done is not None:
                    done(verdict)
            elif failed is not None and verdict.error is not None:
                failed(verdict.error)
            else:
                self.refused.emit(verdict)
            self._take_back()

        self.gateway.send(command, answered)

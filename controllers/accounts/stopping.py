"""Having the work of an account stop for good, before the account goes."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject, Slot

from app.kernel.gateway import Gateway
from app.kernel.jobs import JobRunner
from models.core.jobs import JobEntry, OpenJobs


class Stopping(QObject):
    """Cancels every open job of an account and waits until each has cleaned up behind itself."""

    def __init__(self, gateway: Gateway, runner: JobRunner) -> None:
        super().__init__()
        self._gateway = gateway
        self._runner = runner
        self._open: set[UUID] = set()
        self._then: Callable[[], None] = lambda: None
        runner.ended.connect(self._ended)

    def stop(self, account_id: UUID, then: Callable[[], None]) -> None:
        """Call `then` once nothing works for the account any more."""

        def look(entries: list[JobEntry]) -> None:
            mine = [entry for entry in entries if entry.space_id == account_id]
            self._open, self._then = {entry.id for entry in mine}, then
            for entry in mine:
                self._runner.cancel(entry)
            self._check()

        self._gateway.ask(OpenJobs(actor=account_id), look)

    @Slot(object)
    def _ended(self, job_id: UUID) -> None:
        if job_id in self._open:
            self._open.discard(job_id)
            self._check()

    def _check(self) -> None:
        if not self._open:
            then, self._then = self._then, lambda: None
            then()

"""The sample world as a person meets it: whether it is there, loading it, removing it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from app.kernel.actor import NOBODY, Actor
from app.kernel.gateway import Changes
from app.kernel.notices import NoticeKind, Notices
from models.core.clock import utc_now
from models.core.dispatcher import Verdict
from models.core.errors import PersonError
from models.core.jobs import StartJob
from models.core.text import tr
from models.sample.queries import LOAD, REMOVE, SampleState, SampleWorld


class Sample(QObject):
    """`changed` is told when `state` is another."""

    changed = Signal()

    def __init__(self, actor: Actor, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actor, self._notices = actor, notices
        self.state = SampleState(loaded=False, busy=False)
        actor.changed.connect(self.refresh)
        actor.gateway.changed.connect(self._changed)
        self.refresh()

    @property
    def can_load(self) -> bool:
        return not self.state.loaded and not self.state.busy and self._actor.account != NOBODY

    @property
    def can_remove(self) -> bool:
        return self.state.loaded and not self.state.busy

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        if changes.tables & {"account", "job"}:
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """See how it is."""
        if self._actor.account != NOBODY:
            self._actor.ask(SampleWorld, self._show)

    def _show(self, state: SampleState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit()

    def load(self) -> None:
        """Begin to make it; the status bar shows how far it is."""
        self._start(
            LOAD,
            tr("Making the sample world"),
            tr("The sample world is being made: three people, nine films, four months."),
        )

    def remove(self) -> None:
        """Begin to take it away."""
        self._start(
            REMOVE,
            tr("Removing the sample world"),
            tr("The sample world is being removed; what is yours stays."),
        )

    def _start(self, kind: str, title: str, told: str) -> None:
        started = self._actor.make(
            StartJob,
            kind=kind,
            title=title,
            arguments={"today": utc_now().isoformat()},
            place="nonet://video",
        )

        def told_so(_: Verdict) -> None:
            self._notices.post(told, NoticeKind.INFO, source="sample", key="sample")

        def refused(error: PersonError) -> None:
            self._notices.error(error, source="sample")

        self._actor.send_made(started, done=told_so, failed=refused)

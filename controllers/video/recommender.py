"""What a person is offered and what they say about it; and the learning that goes on beside."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance, Slot
from shiboken6 import isValid

from app.kernel.actor import NOBODY, Actor
from app.kernel.gateway import Changes
from app.kernel.notices import NoticeAction, Notices
from app.kernel.settings import Setting, Settings
from app.kernel.tasks import Tasks
from models.core.errors import PersonError
from models.core.jobs import OPEN, JobEntry, JobList, RemoveJob, StartJob, State
from models.core.text import tr
from models.video.entities import LEARN, VideoCard
from models.video.recommend.commands import Correct, ForgetTaste, RecallTaste, Withdraw
from models.video.recommend.entities import CorrectionKind, Recommendation, Shelf
from models.video.recommend.model import ModelFile
from models.video.recommend.queries import BecauseWatched, ChangeNumber, Recommended

LOOK_EVERY_MS = 10 * 60_000
_LEAST_CHANGES = 64
_SHARE = 0.05
"""It is learnt anew after so many changes of the record, or this share of those it knows."""


class Recommender(QObject):
    """Asks for recommendations and corrects them. `changed` when others would be offered now."""

    changed = Signal()

    def __init__(
        self,
        actor: Actor,
        notices: Notices,
        models: ModelFile,
        settings: Settings,
        setting: Setting[bool],
        parent: QObject | None = None,
    ) -> None:
        """`setting` says whether anything is chosen for a person at all."""
        super().__init__(parent)
        self._actor = actor
        self._notices = notices
        self._models = models
        self._settings = settings
        self._setting = setting
        settings.changed.connect(self._set)
        actor.gateway.changed.connect(self._record_changed)
        actor.changed.connect(self.changed)

    @property
    def on(self) -> bool:
        """Whether anything is chosen; otherwise the newest come first."""
        return self._settings.get(self._setting)

    def set_on(self, on: bool) -> None:
        """Choose, or show the newest first."""
        self._settings.set(self._setting, on)

    def ask(
        self,
        done: Callable[[tuple[Recommendation, ...]], None],
        *,
        limit: int,
        around: tuple[UUID, UUID] | None = None,
        seen_too: bool = False,
        failed: Callable[[PersonError], None] | None = None,
    ) -> None:
        """What to watch, or what goes with `around`."""
        self._actor.ask(
            Recommended,
            done,
            failed=failed,
            models=self._models,
            around=around,
            seen_too=seen_too,
            chronological=not self.on,
            limit=limit,
        )

    def ask_because(self, done: Callable[[Shelf | None], None], *, limit: int) -> None:
        """What goes with what was watched last; nothing where nothing is to be chosen."""
        if self.on:
            self._actor.ask(BecauseWatched, done, models=self._models, limit=limit)
        else:
            done(None)

    # What the person says

    def correct(self, kind: CorrectionKind, card: VideoCard) -> None:
        """Say it of a video or its channel; the notice takes it back."""
        texts = {
            CorrectionKind.NOT_INTERESTED: tr("“{title}” and the like are recommended less.",
                                              title=card.title),
            CorrectionKind.NOT_THIS_CHANNEL: tr("Nothing of {channel} is recommended any more.",
                                                channel=card.channel),
            CorrectionKind.SEEN: tr("“{title}” counts as seen.", title=card.title),
        }  # fmt: skip
        channel = kind is CorrectionKind.NOT_THIS_CHANNEL
        subject = card.space_id if channel else card.id
        undo = NoticeAction(tr("Undo"), lambda: self._withdraw(subject))
        self._actor.send_made(
            self._actor.make(Correct, kind=kind, channel_id=card.space_id, video_id=card.id),
            done=lambda _: self._tell(texts[kind], undo),
            failed=self._fail,
            title=tr("Correct recommendations"),
        )

    def forget(self) -> None:
        """Begin again; the notice takes it back."""

        def forgotten(undo: object) -> None:
            if isinstance(undo, RecallTaste):
                back = self._actor.make(RecallTaste, since=undo.since, said=undo.said)
                action = NoticeAction(tr("Undo"), lambda: self._actor.send_made(back, failed=self._fail))
                self._tell(tr("Recommendations begin again. Your history stays as it is."), action)

        self._actor.send(
            ForgetTaste,
            done=lambda verdict: forgotten(verdict.undo),
            failed=self._fail,
            title=tr("Begin recommendations again"),
        )

    def _withdraw(self, subject: UUID) -> None:
        self._actor.send(Withdraw, subject=subject, failed=self._fail)

    def _tell(self, text: str, undo: NoticeAction) -> None:
        self._notices.post(text, actions=[undo], source="video", key="video.taste")

    def _fail(self, error: PersonError) -> None:
        self._notices.error(error, source="video")

    # What changes

    @Slot(str, object)
    def _set(self, key: str, _value: object) -> None:
        if key == self._setting.key:
            self.changed.emit()

    @Slot(object)
    def _record_changed(self, changes: Changes) -> None:
        if changes.tables & {"taste", "taste_correction", "community_follow"}:
            self.changed.emit()


class Learning(QObject):
    """Has it learnt anew, as a job, when enough has changed. `learnt` when there is a new model."""

    learnt = Signal()

    def __init__(
        self,
        actor: Actor,
        tasks: Tasks,
        models: ModelFile,
        ended: SignalInstance,
        parent: QObject | None = None,
    ) -> None:
        """`ended` tells the ids of jobs that have ended."""
        super().__init__(parent)
        self._actor = actor
        self._tasks = tasks
        self._models = models
        self._job: UUID | None = None
        ended.connect(self._ended)
        self._timer = QTimer(self, singleShot=True, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def close(self) -> None:
        """Look no more."""
        self._timer.stop()

    @Slot()
    def look(self) -> None:
        """See how much has changed since the last time, and again in a while."""
        self._timer.start()
        if self._actor.account != NOBODY and self._job is None:
            self._actor.ask(ChangeNumber, self._compare)

    def _compare(self, now: int) -> None:
        def known() -> int | None:
            model = self._models.newest()
            return None if model is None else model.change

        def compare(before: int | None) -> None:
            if before is None or now - before >= max(_LEAST_CHANGES, before * _SHARE) or now < before:
                self._actor.ask(JobList, self._begin, open_only=True)

        self._tasks.run(known, compare)

    def _begin(self, jobs: list[JobEntry]) -> None:
        if isValid(self) and self._job is None and not any(job.kind == LEARN for job in jobs):
            made = self._actor.make(StartJob, kind=LEARN, title=tr("Learn what goes together"), arguments={})
            self._job = made.id
            self._actor.send_made(made, failed=self._refused)

    def _refused(self, _error: PersonError) -> None:
        self._job = None  # the next look tries again

    @Slot(object)
    def _ended(self, job_id: UUID) -> None:
        if job_id == self._job:
            self._job = None
            self.learnt.emit()
            self._actor.ask(JobList, self._tidy)

    def _tidy(self, jobs: list[JobEntry]) -> None:
        """What went well need not stand on the list."""
        for job in jobs:
            if job.kind == LEARN and job.state not in OPEN and job.state is not State.FAILED:
                self._actor.send(RemoveJob, job_id=job.id)

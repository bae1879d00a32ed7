"""The jobs panel: a card for each job, with how far it is, what went wrong and what can be done."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.kernel.jobs_view import JobsModel, JobState, JobView
from models.core.text import tr
from views.shell.panel_list import keep_focus, reorder
from views.widgets import tokens
from views.widgets.buttons import Button, link
from views.widgets.labels import ElidedLabel, Label
from views.widgets.progress import ProgressBar
from views.widgets.side_panel import SidePanel
from views.widgets.states import State, StateView
from views.widgets.surfaces import Card, ScrollColumn
from views.widgets.tokens import Weight

_AT_ONCE = 4  # cards are built a few at a time, so that many jobs do not hold the window


def state_word(state: JobState) -> str:
    """What the card says of a job that is not running."""
    return {
        JobState.WAITING: tr("waiting"),
        JobState.RUNNING: "",
        JobState.PAUSED: tr("paused"),
        JobState.STOPPED: tr("stopped"),
        JobState.CANCELLED: tr("cancelled"),
        JobState.DONE: tr("done"),
    }[state]


class JobCard(Card):
    """One job. It is changed in place, so that nothing moves under the mouse."""

    def __init__(self, model: JobsModel, job: JobView) -> None:
        super().__init__(padding=tokens.MEDIUM)
        self._model = model
        self.job = job
        head = QHBoxLayout()
        self.title = ElidedLabel(job.title, weight=Weight.SEMIBOLD)
        self.state = Label("", tabular=True)
        head.addWidget(self.title, 1)
        head.addWidget(self.state)
        self.bar = ProgressBar(job.fraction, name=job.title)
        self.error = Label("", wrap=True)
        self.error.set_selectable()
        self.error.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        foot = QHBoxLayout()
        foot.setSpacing(tokens.MEDIUM)
        self.detail = ElidedLabel(job.detail, tone="dim")
        foot.addWidget(self.detail, 1)
        self.buttons: dict[str, Button] = {}
        for name, title, do in self._choices():
            self.buttons[name] = link(title)
            self.buttons[name].does(do)
            foot.addWidget(self.buttons[name])
        foot.addStretch(0)
        self._foot = foot
        self.column.addLayout(head)
        self.column.addWidget(self.bar)
        self.column.addWidget(self.error)
        self.column.addLayout(foot)
        self.show_job(job)

    def _choices(self) -> list[tuple[str, str, Callable[[], object]]]:
        model, job = self._model, self.job.id
        return [
            ("details", tr("Copy details"), self._copy),
            ("retry", tr("Retry"), lambda: model.retry(job)),
            ("pause", tr("Pause"), lambda: model.pause(job)),
            ("resume", tr("Resume"), lambda: model.resume(job)),
            ("cancel", tr("Cancel"), lambda: model.cancel(job)),
            ("remove", tr("Remove"), lambda: model.remove(job)),
        ]

    def show_job(self, job: JobView) -> None:
        """Show how the job stands now."""
        self.job = job
        stopped = job.state is JobState.STOPPED
        self.title.setText(job.title)
        self.state.setText(self._state_text(job))
        self.state.set_tone("negative" if stopped else "")
        self.bar.set_fraction(job.fraction)
        self.bar.setVisible(not stopped and job.state is not JobState.DONE)
        self.error.setText(f"{job.error_sentence} {job.what_now}".strip())
        self.error.setVisible(bool(self.error.text()))
        self.detail.setText(job.detail)
        self.detail.setVisible(not stopped)
        self._foot.setStretch(self._foot.count() - 1, int(stopped))
        self.set_tone("negative" if stopped else "")
        possible = {
            "details": bool(job.details),
            "retry": job.can_retry,
            "pause": job.can_pause,
            "resume": job.can_resume,
            "cancel": job.can_cancel,
            "remove": job.can_remove,
        }
        for name, button in self.buttons.items():
            button.setVisible(possible[name])

    @staticmethod
    def _state_text(job: JobView) -> str:
        word = state_word(job.state)
        if word or job.fraction is None:
            return word
        return tr("{percent} %", percent=int(job.fraction * 100))

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.job.details)


class JobsPanel(SidePanel):
    """All jobs, newest first; kept right only while it can be seen."""

    def __init__(self, host: QWidget, model: JobsModel) -> None:
        super().__init__(tr("Jobs"), host)
        self._model = model
        self.cards: dict[UUID, JobCard] = {}
        self._list = ScrollColumn(margin=0, spacing=tokens.SMALL)
        self._empty = StateView(
            State.EMPTY,
            tr("No jobs"),
            tr("What takes longer runs here and goes on after a restart."),
            icon="circle-check",
        )
        self.body.addWidget(self._empty, 1)
        self.body.addWidget(self._list, 1)
        model.changed.connect(self._changed)

    def open_panel(self) -> None:
        self._fill()
        super().open_panel()

    @Slot()
    def _changed(self) -> None:
        if self.isVisible():
            self._fill()

    def _fill(self) -> None:
        jobs = self._model.jobs()
        there = {job.id for job in jobs}
        for gone in set(self.cards) - there:
            card = self.cards.pop(gone)
            keep_focus(self, card)
            self._list.column.removeWidget(card)
            card.hide()
            card.deleteLater()
        missing = [job for job in jobs if job.id not in self.cards]
        for job in missing[:_AT_ONCE]:
            self.cards[job.id] = JobCard(self._model, job)
        if len(missing) > _AT_ONCE:
            QTimer.singleShot(0, self, self._changed)
        built = [job for job in jobs if job.id in self.cards]
        for job in built:
            self.cards[job.id].show_job(job)
        reorder(self._list.column, [self.cards[job.id] for job in built])
        self._list.setVisible(bool(jobs))
        self._empty.setVisible(not jobs)

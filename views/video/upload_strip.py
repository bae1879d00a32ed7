"""What is being made playable: one row an upload, with how far it is and what can be done about it."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from controllers.video.uploads import Upload, Uploads
from models.core.jobs import State
from models.core.text import tr
from views.video import formats
from views.widgets import tokens
from views.widgets.buttons import Button, IconButton, Kind, link
from views.widgets.icons import pixmap
from views.widgets.labels import ElidedLabel, Label
from views.widgets.paint import rounded, smooth
from views.widgets.progress import ProgressBar
from views.widgets.surfaces import Card
from views.widgets.theme import accent_of, theme
from views.widgets.tokens import Weight

ROWS = 3
_PADDING = tokens.MEDIUM + 2


class _Arrow(QWidget):
    """The sign of an upload on its tinted square; in red where it has stopped."""

    def __init__(self) -> None:
        super().__init__()
        self._failed = False
        self.setFixedSize(tokens.ROW, tokens.ROW)

    def set_failed(self, failed: bool) -> None:
        self._failed = failed
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, accent = smooth(self), accent_of(self)
        ink = theme().colours.negative if self._failed else accent.colour
        ground = accent.selection if not self._failed else theme().colours.hover
        rounded(painter, self.rect(), tokens.RADIUS, ground)
        side = tokens.ICON_SMALL
        at = (self.width() - side) // 2
        name = "circle-alert" if self._failed else "arrow-up"
        painter.drawPixmap(at, at, pixmap(name, side, ink, self.devicePixelRatioF()))


class UploadRow(Card):
    """One upload."""

    edit_asked = Signal(object, object)

    def __init__(self, uploads: Uploads, job: Upload) -> None:
        super().__init__(padding=0)
        self.job = job
        self._uploads = uploads
        row = QHBoxLayout()
        row.setContentsMargins(_PADDING, tokens.MEDIUM, _PADDING, tokens.MEDIUM)
        row.setSpacing(_PADDING)
        self.column.addLayout(row)
        self._arrow = _Arrow()
        row.addWidget(self._arrow)
        words = QVBoxLayout()
        words.setSpacing(tokens.SMALL - 1)
        row.addLayout(words, 1)
        words.addStretch()
        words.addLayout(self._top())
        self.bar = ProgressBar(None, name=job.title)
        words.addWidget(self.bar)
        self.error = Label("", wrap=True)
        words.addWidget(self.error)
        words.addStretch()
        for button in self._buttons():
            row.addWidget(button)
        self.show_job(job)

    def _top(self) -> QHBoxLayout:
        top = QHBoxLayout()
        top.setSpacing(tokens.MEDIUM - 2)
        self.name = ElidedLabel(weight=Weight.SEMIBOLD)
        self.detail = ElidedLabel(tone="dim")
        self.share = Label(tabular=True)
        self.speed = Label(tone="dim", tabular=True)
        self.left = Label(tone="dim", tabular=True)
        top.addWidget(self.name)
        top.addWidget(self.detail, 1)
        for label in (self.share, self.speed, self.left):
            top.addWidget(label)
        return top

    def _buttons(self) -> list[QWidget]:
        self.pause = Button(tr("Pause"))
        self.pause.clicked.connect(self._toggle)
        self.edit = Button(tr("Edit details"))
        self.edit.clicked.connect(self._edit)
        self.copy = link(tr("Copy details"))
        self.copy.clicked.connect(self._copy)
        self.cancel = IconButton("x", tr("Cancel"), size=tokens.ICON_SMALL)
        self.cancel.clicked.connect(self._end)
        return [self.copy, self.pause, self.edit, self.cancel]

    def show_job(self, job: Upload) -> None:
        """Show a newer state of the same job."""
        self.job = job
        failed = job.state is State.FAILED
        self.set_tone("negative" if failed else "")
        self._arrow.set_failed(failed)
        self.name.setText(job.title)
        self.detail.setText(self._detail(job))
        self.share.setText(formats.percent(job.fraction))
        self.speed.setText(formats.speed(job.speed) if job.state is State.RUNNING else "")
        self.left.setText(formats.left(job.left_s) if job.state is State.RUNNING else "")
        for label in (self.share, self.speed, self.left):
            label.setVisible(bool(label.text()) and not failed)
        self.bar.set_fraction(job.fraction if job.state is not State.WAITING else job.fraction or 0.0)
        self.bar.setVisible(not failed)
        self.error.setText(f"{job.error_sentence} {job.what_now}".strip())
        self.error.setVisible(failed)
        self.copy.setVisible(failed and bool(job.details))
        self.pause.setText(tr("Try again") if failed else tr("Resume") if job.can_resume else tr("Pause"))
        self.edit.setVisible(not failed and job.video_id is not None)
        self.cancel.set_name(tr("Remove") if failed else tr("Cancel"))

    @staticmethod
    def _detail(job: Upload) -> str:
        return {
            State.WAITING: tr("Waiting for its turn"),
            State.PAUSED: tr("Paused"),
            State.FAILED: tr("stopped"),
        }.get(job.state, job.detail)

    @Slot()
    def _toggle(self) -> None:
        if self.job.can_pause:
            self._uploads.pause(self.job.id)
        else:
            self._uploads.resume(self.job.id)

    @Slot()
    def _edit(self) -> None:
        self.edit_asked.emit(self.job.space_id, self.job.video_id)

    @Slot()
    def _end(self) -> None:
        if self.job.can_remove:
            self._uploads.remove(self.job.id)
        else:
            self._uploads.cancel(self.job.id)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.job.details)


class UploadStrip(QWidget):
    """The first few uploads, and how many more there are; hidden while there are none.

    `edit_asked` carries (space, video); `all_asked` that the person wants to see every job.
    """

    edit_asked = Signal(object, object)
    all_asked = Signal()

    def __init__(self, uploads: Uploads, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._uploads = uploads
        self._rows: dict[UUID, UploadRow] = {}
        self._most = ROWS
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(tokens.SMALL)
        self._more = Button("…", kind=Kind.LINK)
        self._more.clicked.connect(self.all_asked)
        self._column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignHCenter)
        uploads.changed.connect(self._show)
        uploads.progressed.connect(self._progress)
        self._show()

    def set_most(self, rows: int) -> None:
        """Show no more rows than this, where there is little room."""
        if rows != self._most:
            self._most = rows
            self._show()

    @property
    def rows(self) -> list[UploadRow]:
        """From the top."""
        return list(self._rows.values())

    @Slot()
    def _show(self) -> None:
        jobs = self._uploads.shown()
        wanted = {job.id: job for job in jobs[: self._most]}
        for job_id in [job_id for job_id in self._rows if job_id not in wanted]:
            row = self._rows.pop(job_id)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for place, job in enumerate(wanted.values()):
            row = self._rows.get(job.id) or self._make(job)
            row.show_job(job)
            self._column.insertWidget(place, row)
        self._rows = {job_id: self._rows[job_id] for job_id in wanted}
        more = len(jobs) - len(wanted)
        self._more.setText(tr("and {count} more", count=more))
        self._more.setVisible(more > 0)
        self.setVisible(bool(jobs))

    def _make(self, job: Upload) -> UploadRow:
        row = self._rows[job.id] = UploadRow(self._uploads, job)
        row.edit_asked.connect(self.edit_asked)
        return row

    @Slot(object)
    def _progress(self, job_ids: set[UUID]) -> None:
        for job_id in job_ids:
            row, job = self._rows.get(job_id), self._uploads.get(job_id)
            if row is not None and job is not None:
                row.show_job(job)

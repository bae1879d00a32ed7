"""What Video puts on Home: what to go on watching, what is being made, what is new."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QEnterEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.kernel.actor import Actor
from controllers.video.library import Library, Watching
from controllers.video.uploads import Upload, Uploads
from models.core.jobs import State
from models.core.text import tr
from models.video.entities import VideoCard
from views.video import formats
from views.video.painting import line_height, paint_line, paint_picture, paint_title
from views.video.thumbnails import Thumbnails
from views.widgets import tokens
from views.widgets.home_card import HomeCard, Need
from views.widgets.labels import ElidedLabel, Label
from views.widgets.paint import rounded, smooth
from views.widgets.progress import ProgressBar
from views.widgets.theme import accent_of, theme
from views.widgets.tokens import Type, Weight

_THUMB = QSize(132, 74)
_SHOWN = 2
_MOST_NEEDS = 2  # uploads in rows of their own; more are told in one
_US = 1_000_000


class VideoRow(QAbstractButton):
    """A small picture with title and channel; a click opens."""

    def __init__(self, card: VideoCard, thumbnails: Thumbnails, last: str) -> None:
        super().__init__()
        self.card = card
        self._thumbnails = thumbnails
        self._last = last
        self.setAccessibleName(f"{card.title}, {card.channel}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        thumbnails.arrived.connect(self._arrived)

    @Slot(str)
    def _arrived(self, blob: str) -> None:
        if blob == self.card.poster:
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, _THUMB.height())

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = smooth(self), theme().colours
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        if self.underMouse():
            rounded(painter, self.rect(), tokens.RADIUS_ITEM, colours.hover)
        left = self.width() - _THUMB.width() if rtl else 0
        area = QRectF(left, 0, _THUMB.width(), _THUMB.height())
        picture = self._thumbnails.get(self.card.poster, round(area.width() * self.devicePixelRatioF()))
        paint_picture(painter, area, self.card, picture, accent_of(self))
        start = _THUMB.width() + tokens.SMALL + 2
        words = QRectF(0 if rtl else start, 0, self.width() - start - tokens.TINY, self.height())
        painter.setPen(colours.text)
        taken = paint_title(painter, words, self.card.title, theme().font(Type.BODY, Weight.SEMIBOLD))
        painter.setPen(colours.dim)
        line = QRectF(words.x(), taken + 2, words.width(), line_height())
        for text in (self.card.channel, self._last):
            paint_line(painter, line, text, theme().font(Type.BODY))
            line.translate(0, line.height())


class VideosCard(HomeCard):
    """The first few videos of a list; `opened` carries the `VideoCard`."""

    opened = Signal(object)

    def __init__(self, icon: str, title: str, thumbnails: Thumbnails) -> None:
        super().__init__(icon, title)
        self._thumbnails = thumbnails
        self._cards: Sequence[VideoCard] = ()
        self.rows: list[VideoRow] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(tokens.LARGE)
        self.column.addLayout(self._list)
        self.column.addStretch()

    def show_videos(self, cards: Sequence[VideoCard], last: Sequence[str]) -> None:
        """Show these, each with a last line of its own."""
        self.set_wanted(bool(cards))
        if list(cards) == list(self._cards):
            return
        self._cards = cards
        for row in self.rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [VideoRow(card, self._thumbnails, text) for card, text in zip(cards, last, strict=True)]
        for row in self.rows:
            row.clicked.connect(lambda _=False, card=row.card: self.opened.emit(card))
            self._list.addWidget(row)


class _JobLine(QWidget):
    """A job in three lines: what, how far, what it is at."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.TINY + 2)
        top = QHBoxLayout()
        self.title = ElidedLabel(weight=Weight.MEDIUM)
        self.share = Label(tabular=True)
        top.addWidget(self.title, 1)
        top.addWidget(self.share)
        column.addLayout(top)
        self.bar = ProgressBar(None)
        column.addWidget(self.bar)
        self.detail = ElidedLabel(tone="dim")
        column.addWidget(self.detail)

    def show_job(self, job: Upload) -> None:
        self.title.setText(job.title)
        self.share.setText(formats.percent(job.fraction))
        idle = job.state is State.WAITING or not job.is_open
        self.bar.set_fraction(job.fraction or 0.0 if idle else job.fraction)
        parts = (job.error_sentence or job.detail, formats.speed(job.speed), formats.left(job.left_s))
        self.detail.setText(" · ".join(part for part in parts if part))


class JobsCard(HomeCard):
    """What is being done in the background."""

    def __init__(self, uploads: Uploads) -> None:
        super().__init__("upload", tr("Jobs"))
        self._uploads = uploads
        self.lines = [_JobLine() for _ in range(3)]
        for line in self.lines:
            self.column.addWidget(line)
        self.column.addStretch()
        uploads.changed.connect(self.follow)
        uploads.progressed.connect(self.follow)
        self.follow()

    @Slot()
    def follow(self) -> None:
        """Show how it is now."""
        jobs = [job for job in self._uploads.all() if job.is_open]
        self.set_wanted(bool(jobs))
        self.remark.setText(formats.percent(self._uploads.overall()))
        for n, line in enumerate(self.lines):
            line.setVisible(n < len(jobs))
            if n < len(jobs):
                line.show_job(jobs[n])


class VideoOnHome(QObject):
    """Video's part of Home. `open_video` and `edit_video` carry (space, video), `jobs_asked` nothing."""

    needs_changed = Signal()
    open_video = Signal(object, object)
    edit_video = Signal(object, object)
    jobs_asked = Signal()

    def __init__(
        self, actor: Actor, uploads: Uploads, thumbnails: Thumbnails, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._uploads = uploads
        self._needs: tuple[tuple[UUID, str], ...] = ()
        # Lists of their own: those of the library's page sleep while Home is seen.
        self._begun = Watching(actor, self, limit=_SHOWN)
        self._newest = Library(actor, self, filters=False)
        self.watching = VideosCard("square-play", tr("Continue watching"), thumbnails)
        self.new = VideosCard("film", tr("New in your library"), thumbnails)
        self.jobs = JobsCard(uploads)
        for card in (self.watching, self.new):
            card.opened.connect(self._open)
        for source, show in ((self._begun, self._show_watching), (self._newest, self._show_new)):
            source.reset.connect(show)
            source.rows_changed.connect(show)
        uploads.changed.connect(self._look)
        self._show_watching()
        self._show_new()

    def cards(self) -> Sequence[HomeCard]:
        return (self.watching, self.jobs, self.new)

    def needs(self) -> Sequence[Need]:
        """Jobs that stopped, then videos that can be described while they are prepared."""
        found = []
        for job in self._uploads.failed():
            text = tr("stopped: {sentence}", sentence=job.error_sentence)
            found.append(Need("triangle-alert", job.title, text, tr("Show"), self.jobs_asked.emit, True))
        preparing = [job for job in self._uploads.shown() if job.is_open and job.video_id is not None]
        if len(preparing) > _MOST_NEEDS:
            title = formats.videos(len(preparing))
            text = tr("are being prepared; say meanwhile what they show and who may see them")
            found.append(Need("pencil", title, text, tr("Show"), self.jobs_asked.emit))
        else:
            for job in preparing:
                text = tr("is being prepared; say meanwhile what it shows and who may see it")
                do = partial(self.edit_video.emit, job.space_id, job.video_id)
                found.append(Need("pencil", job.title, text, tr("Edit details"), do))
        return found

    def set_visible(self, visible: bool) -> None:
        self._begun.set_visible(visible)
        self._newest.set_visible(visible)

    @Slot()
    def _look(self) -> None:
        """Tell only when other jobs are failed or open than before."""
        now = tuple((job.id, job.state.value) for job in self._uploads.all())
        if now != self._needs:
            self._needs = now
            self.needs_changed.emit()

    @Slot(object)
    def _open(self, card: VideoCard) -> None:
        self.open_video.emit(card.space_id, card.id)

    @Slot()
    def _show_watching(self) -> None:
        cards = self._begun.cards
        left = [max(0, card.duration_us - card.position_us) for card in cards]
        self.watching.remark.setText(formats.left(left[0] / _US) if left else "")
        self.watching.show_videos(cards, [formats.left(us / _US) for us in left])

    @Slot()
    def _show_new(self) -> None:
        library = self._newest
        first = (library.peek(row) for row in range(_SHOWN))
        cards = [card for card in first if card is not None]
        self.new.remark.setText(formats.videos(library.total) if library.total else "")
        self.new.show_videos(cards, [formats.age(card.added_at) for card in cards])

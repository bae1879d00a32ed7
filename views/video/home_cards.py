"""What Video puts on Home: what to go on watching, what is being made, what is new."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QEnterEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from app.kernel.actor import Actor
from controllers.video.library import Library, Watching
from controllers.video.uploads import Upload, Uploads
from models.core.jobs import State
from models.core.text import tr
from models.video.entities import Source, VideoCard
from views.video import formats
from views.video.painting import line_height, paint_line, paint_picture, paint_title
from views.video.thumbnails import Thumbnails
from views.widgets import tokens
from views.widgets.home_card import HomeCard, Need
from views.widgets.icons import icon as sign
from views.widgets.labels import ElidedLabel, Label
from views.widgets.paint import rounded, smooth
from views.widgets.progress import ProgressBar
from views.widgets.theme import accent_of, theme
from views.widgets.tokens import Type, Weight

if TYPE_CHECKING:
    from controllers.video.offered import Offered, OfferedBecause
    from controllers.video.recommender import Recommender

_THUMB = QSize(132, 74)
_SHOWN = 2
_MOST_NEEDS = 2  # uploads in rows of their own; more are told in one
_US = 1_000_000
_LATER_MS = 400  # recommendations wait until Home stands


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

    def __init__(
        self,
        icon: str,
        title: str,
        thumbnails: Thumbnails,
        recommender: Callable[[], Recommender] | None = None,
    ) -> None:
        """With a `recommender` its rows have a menu that corrects it."""
        super().__init__(icon, title)
        self._recommender = recommender
        self._thumbnails = thumbnails
        self._cards: Sequence[VideoCard] = ()
        self._last: list[str] = []
        self.rows: list[VideoRow] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(tokens.LARGE)
        self.column.addLayout(self._list)
        self.column.addStretch()

    @property
    def recommended(self) -> bool:
        """Whether what it shows was chosen for the person."""
        return self._recommender is not None

    @property
    def cards(self) -> Sequence[VideoCard]:
        """What is shown."""
        return self._cards

    def show_videos(self, cards: Sequence[VideoCard], last: Sequence[str]) -> None:
        """Show these, each with a last line of its own."""
        self.set_wanted(bool(cards))
        if list(cards) == list(self._cards) and list(last) == self._last:
            return
        self._cards, self._last = cards, list(last)
        for row in self.rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [VideoRow(card, self._thumbnails, text) for card, text in zip(cards, last, strict=True)]
        for row in self.rows:
            row.clicked.connect(lambda _=False, card=row.card: self.opened.emit(card))
            self._list.addWidget(row)
            if self._recommender is not None:
                row.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
                row.customContextMenuRequested.connect(partial(self._menu, row))

    def _menu(self, row: VideoRow, at: QPoint) -> None:
        from views.video.reasons import add_corrections

        assert self._recommender is not None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        play = menu.addAction(sign("play", size=tokens.ICON_SMALL), tr("Play"))
        play.triggered.connect(row.click)
        add_corrections(menu, self._recommender(), row.card, keys=False)
        menu.popup(row.mapToGlobal(at))


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
    """Video's part of Home. `open_video` carries (space, video, from where one came), `edit_video` (space,
    video), `jobs_asked` nothing."""

    needs_changed = Signal()
    open_video = Signal(object, object, str)
    edit_video = Signal(object, object)
    jobs_asked = Signal()

    def __init__(
        self,
        actor: Actor,
        uploads: Uploads,
        thumbnails: Thumbnails,
        recommender: Callable[[], Recommender],
        parent: QObject | None = None,
    ) -> None:
        """`recommender` makes it if need be: what is offered is only asked for once Home stands."""
        super().__init__(parent)
        self._changed = actor.gateway.changed
        self._recommender = recommender
        self._offered: Offered | None = None
        self._because: OfferedBecause | None = None
        self._later = QTimer(self, singleShot=True, interval=_LATER_MS)
        self._later.timeout.connect(self._offer)
        self._uploads = uploads
        self._needs: tuple[tuple[UUID, str], ...] = ()
        # Lists of their own: those of the library's page sleep while Home is seen.
        self._begun = Watching(actor, self, limit=_SHOWN)
        self._newest = Library(actor, self, filters=False)
        self.watching = VideosCard("square-play", tr("Continue watching"), thumbnails)
        self.new = VideosCard("film", tr("New in your library"), thumbnails)
        self.for_you = VideosCard("sparkles", tr("For you"), thumbnails, recommender)
        self.because = VideosCard("history", "", thumbnails, recommender)
        self.jobs = JobsCard(uploads)
        for card in (self.watching, self.new):
            card.opened.connect(self._open)
        for card in (self.for_you, self.because):
            card.opened.connect(self._open_offer)
        for source, show in ((self._begun, self._show_watching), (self._newest, self._show_new)):
            source.reset.connect(show)
            source.rows_changed.connect(show)
        uploads.changed.connect(self._look)
        self._show_watching()
        self._show_new()

    def cards(self) -> Sequence[HomeCard]:
        return (self.watching, self.jobs, self.new, self.for_you, self.because)

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
        if visible:
            self._later.start()
            return
        self._later.stop()
        for source in (self._offered, self._because):
            if source is not None:
                source.set_visible(False)

    @Slot()
    def _offer(self) -> None:
        from controllers.video.offered import Offered, OfferedBecause

        if self._offered is None or self._because is None:
            recommender = self._recommender()
            self._offered = Offered(recommender, self._changed, self, limit=_SHOWN)
            self._because = OfferedBecause(recommender, self._changed, self, limit=2 * _SHOWN)
            self._offered.reset.connect(self._show_offers)
            self._because.reset.connect(self._show_because)
        self._offered.set_visible(True)
        self._because.set_visible(True)

    @Slot()
    def _look(self) -> None:
        """Tell only when other jobs are failed or open than before."""
        now = tuple((job.id, job.state.value) for job in self._uploads.all())
        if now != self._needs:
            self._needs = now
            self.needs_changed.emit()

    @Slot(object)
    def _open(self, card: VideoCard) -> None:
        self.open_video.emit(card.space_id, card.id, Source.HOME.value)

    @Slot(object)
    def _open_offer(self, card: VideoCard) -> None:
        self.open_video.emit(card.space_id, card.id, Source.FOR_YOU.value)

    @Slot()
    def _show_offers(self) -> None:
        """Nothing of it while recommendations are off: the newest are on Home anyway."""
        from views.video.reasons import reason

        assert self._offered is not None
        offers = self._offered.offers if self._offered.recommender.on else ()
        self.for_you.show_videos([each.card for each in offers], [reason(each) for each in offers])
        self._show_because()

    @Slot()
    def _show_because(self) -> None:
        if self._because is None:
            return
        from views.video.reasons import because

        about = self._because.about
        said = {card.id for card in self.for_you.cards}
        offers = [each for each in self._because.offers if each.card.id not in said][:_SHOWN]
        if about is not None:
            self.because.set_title(because(about.title, liked=self._because.liked))
        lines = [formats.views(each.card.views) for each in offers]
        self.because.show_videos([each.card for each in offers], lines)

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

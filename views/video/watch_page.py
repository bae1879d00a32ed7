"""A video's own page: the player, what the video is, and what comes next."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from uuid import UUID

from PySide6.QtCore import QLocale, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from controllers.video.captions import caption_files
from controllers.video.sounds import sound_files
from controllers.video.up_next import UpNext
from controllers.video.watching import Watching
from models.core.errors import PersonError
from models.core.text import tr
from models.core.units import byte_size, clock
from models.video.entities import Source, VideoCard, VideoDetail
from views.community.reactions import Reactions
from views.shell.workspace import Crumb
from views.video import formats
from views.video.channel_line import ChannelLine
from views.video.page import Page
from views.video.parts import Parts
from views.video.places import WATCH
from views.video.player.view import PlayerView
from views.video.reasons import reason
from views.video.up_next import UpNextList
from views.widgets import tokens
from views.widgets.buttons import Button, IconButton
from views.widgets.labels import Heading, Label
from views.widgets.states import State, StateView
from views.widgets.surfaces import Card, Hairline, ScrollColumn
from views.widgets.toggles import Switch
from views.widgets.tokens import Type, Weight

_SIDE = 372
_NARROW = 960
_CODECS = {"h264": "H.264", "hevc": "H.265", "mpeg4": "MPEG-4", "mpeg2video": "MPEG-2"}
_BELOW = 150  # what stays for the title and the buttons
_LEAST = 240
_SECONDS = re.compile(r"\d{1,8}(\.\d{1,3})?", re.ASCII)
_NO_LIMIT = (1 << 24) - 1  # QWIDGETSIZE_MAX


class WatchPage(Page):
    """Follows `Watching`. What is asked of the workspace carries the card, or microseconds for a link."""

    keeps_query = False  # one goes on from the moment of a link

    edit_asked = Signal(object)
    queue_asked = Signal(object)
    show_queue_asked = Signal()
    detail_shown = Signal()
    trash_asked = Signal(object)
    library_asked = Signal()

    def __init__(
        self,
        watching: Watching,
        up_next: UpNext,
        parts: Parts,
    ) -> None:
        super().__init__()
        self._captions, self._sounds = parts.captions, parts.sounds
        self._watching = watching
        self._up_next = up_next
        self._problem: StateView | None = None
        self._taken = 0
        self._comment: UUID | None = None
        self.view = PlayerView(watching.player)
        self.about = About()
        self.column = ScrollColumn(margin=tokens.WIDE, spacing=tokens.LARGE)
        self.column.column.setAlignment(Qt.AlignmentFlag(0))
        self.column.column.addWidget(self.view)
        self.column.column.addWidget(self.about)
        self.column.column.addStretch(1)
        self.list = UpNextList(parts.thumbnails, parts.recommender)
        self.side = self._make_side()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.column, 1)
        row.addWidget(Hairline(vertical=True))
        row.addWidget(self.side)
        self._connect()
        self._show()

    def begins(self) -> QWidget:
        return self.view

    def show_place(self, ids: Sequence[str], query: Mapping[str, str]) -> bool:
        """`<channel>/<video>?t=<seconds>`, with `&end=<seconds>` for that part alone, or `?c=<comment>` for
        one that should be seen first.

        `from` says where one came from, which a link from elsewhere does not.
        """
        try:
            space_id, video_id = map(UUID, ids)
        except ValueError:
            return False
        self._comment = _id(query.get("c", ""))
        self.column.verticalScrollBar().setValue(0)
        source = _source(query.get("from", ""))
        start_us, end_us = _moment_us(query.get("t", "")), _moment_us(query.get("end", ""))
        self._watching.open(space_id, video_id, 0 if end_us and start_us is None else start_us, source,
                            end_us or 0)  # fmt: skip
        return True

    def take_comment(self) -> UUID | None:
        """The comment that the last link meant, once."""
        comment, self._comment = self._comment, None
        return comment

    @property
    def position_us(self) -> int:
        """Where the player is."""
        return self._watching.player.position_us

    @Slot(object)
    def seek(self, position_us: int) -> None:
        """Go on at a moment that a comment named, with the picture in view."""
        self.column.verticalScrollBar().setValue(0)
        self._watching.player.seek(position_us)

    @property
    def title(self) -> str:
        return self.card.title if self.card is not None else ""

    def breadcrumb(self) -> Sequence[Crumb]:
        card = self.card
        return () if card is None else (Crumb(card.channel), Crumb(card.title))

    @property
    def current(self) -> VideoCard | None:
        return self.card

    def drop(self, urls: Sequence[QUrl]) -> bool:
        """Caption and sound files are for the video that is open."""
        card = self.card
        for taker, paths in ((self._captions, caption_files(urls)), (self._sounds, sound_files(urls))):
            if not paths or card is None:
                continue
            if card.mine:
                taker.add(card.space_id, card.id, paths)
            else:
                taker.refuse_foreign()
            return True
        return False

    def _make_side(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(_SIDE)
        self.auto_next = Switch(tr("Play the next one by itself"))
        self.auto_next.setToolTip(tr("Play the next one by itself"))
        self.queue_button = IconButton("list-video", tr("Queue"), size=tokens.ICON_SMALL)
        heading = Heading(tr("Up next"))
        heading.setContentsMargins(tokens.TINY, 0, 0, 0)  # in line with the pictures
        heading.add(Label(tr("Auto-next"), tone="dim"))
        heading.add(self.auto_next)
        heading.add(self.queue_button)
        column = QVBoxLayout(side)
        column.setContentsMargins(tokens.LARGE - tokens.TINY, tokens.WIDE, tokens.LARGE, 0)
        column.setSpacing(tokens.SMALL)
        column.addWidget(heading)
        column.addWidget(self.list, 1)
        return side

    def _connect(self) -> None:
        self._watching.changed.connect(self._show)
        self._watching.failed.connect(self._fail)
        self._up_next.changed.connect(self._show_next)
        self.list.chosen.connect(self._up_next.play)
        self.auto_next.toggled.connect(self._up_next.set_auto_next)
        self.queue_button.clicked.connect(self.show_queue_asked)
        self.view.theatre_changed.connect(self._arrange)
        about = self.about
        about.queue_button.clicked.connect(self._queue)
        about.edit_button.clicked.connect(self._edit)
        about.trash_button.clicked.connect(self._trash)

    @property
    def card(self) -> VideoCard | None:
        """The video that is open."""
        detail = self._watching.detail
        return None if detail is None else detail.card

    @Slot()
    def _show(self) -> None:
        detail = self._watching.detail
        if detail is not None:
            self._drop_problem()
            self.about.show_detail(detail)
            self.moved.emit(f"{WATCH}/{detail.card.space_id}/{detail.card.id}")  # another one may be next
        self.view.setVisible(self._problem is None)
        self.about.setVisible(detail is not None and self._problem is None)
        self._show_next()
        self.detail_shown.emit()

    @Slot()
    def _show_next(self) -> None:
        cards = self._up_next.cards()
        self.list.items.show_cards(cards, [reason(self._up_next.reason(card.id)) for card in cards])
        self.auto_next.blockSignals(True)
        self.auto_next.setChecked(self._up_next.auto_next)
        self.auto_next.blockSignals(False)

    @Slot(object)
    def _fail(self, error: PersonError) -> None:
        """In the player's place, since this is where it happened."""
        self._drop_problem()
        self._problem = StateView(
            State.ERROR, error.sentence, error.what_now, action=tr("Back to the library"),
            do=self.library_asked.emit,
        )  # fmt: skip
        self.column.column.insertWidget(0, self._problem)
        self._show()

    def _drop_problem(self) -> None:
        if self._problem is not None:
            self._problem.hide()
            self._problem.deleteLater()
            self._problem = None

    @Slot()
    def _queue(self) -> None:
        self.queue_asked.emit(self.card)

    @Slot()
    def _edit(self) -> None:
        self.edit_asked.emit(self.card)

    @Slot()
    def _trash(self) -> None:
        self.trash_asked.emit(self.card)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The player's keys mean the player wherever on its page the focus is."""
        if not self.view.handle_key(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def make_room(self, width: int) -> None:
        """Leave so many pixels at the end to a panel that is worked in while the film is watched."""
        self._taken = width
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(0, 0, width, 0)  # which right-to-left writing turns round
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        """The list gives way in a narrow window and in theatre mode; the picture leaves room below."""
        self.side.setVisible(self.width() >= _NARROW and not self.view.theatre and not self._taken)
        beside = self.side.width() + tokens.HAIRLINE if self.side.isVisibleTo(self) else self._taken
        wide = self.width() - beside - 2 * tokens.WIDE
        room = max(self.height() - _BELOW, _LEAST)
        self.view.setFixedHeight(max(1, min(self.view.heightForWidth(wide), room)))
        # What stands below may need more room than there is; the picture is to be seen whole.
        self.view.setMaximumWidth(max(1, wide) if self._taken else _NO_LIMIT)


class About(QWidget):
    """Title, channel, what can be done, and what the video is."""

    def __init__(self) -> None:
        super().__init__()
        self.title = Label("", Type.TITLE, wrap=True)
        self.title.set_selectable()
        self.channel = ChannelLine()
        self.queue_button = Button(tr("Queue"), icon="list-plus", tip=tr("Add to the queue"))
        self.reactions = Reactions()
        self.save_button = Button(tr("Save"), icon="folder-plus", tip=tr("Save to playlist"))
        self.save_button.set_tip(tr("Save to playlist"), "S")
        self.link_button = Button(tr("Share"), icon="share-2", tip=tr("Share this video"))
        self.more_button = IconButton("ellipsis", tr("More"))
        self.edit_button = Button(tr("Edit"), icon="pencil", tip=tr("Edit details"))
        self.trash_button = IconButton("trash-2", tr("Move to trash"))
        self.facts = Label("", weight=Weight.SEMIBOLD, wrap=True)
        self.text = Label("", wrap=True)
        self.text.set_selectable()
        self.file = Label("", tone="dim", wrap=True)
        box = Card(padding=tokens.MEDIUM)
        for part in (self.facts, self.text, self.file):
            box.column.addWidget(part)
        self.column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.MEDIUM)
        column.addWidget(self.title)
        column.addLayout(self._row())
        column.addWidget(box)

    def _row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(tokens.SMALL)
        row.addWidget(self.channel, 1)
        row.addWidget(self.reactions)
        own = (self.edit_button, self.trash_button)
        for button in (self.save_button, self.queue_button, self.link_button, *own):
            row.addWidget(button)
        row.addWidget(self.more_button)
        return row

    def show_detail(self, detail: VideoDetail) -> None:
        """Say what this video is."""
        card = detail.card
        self.title.setText(card.title)
        self.channel.show_card(card)
        for button in (self.edit_button, self.trash_button):
            button.setVisible(card.mine)
        added = card.added_at.astimezone()
        date = QLocale().toString(added.date(), QLocale.FormatType.LongFormat)  # type: ignore[call-overload]
        facts = [formats.views(card.views), date, *(f"#{tag}" for tag in detail.tags)]
        self.facts.setText(" · ".join(facts))
        self.text.setText(detail.description)
        self.text.setVisible(bool(detail.description))
        self.file.setText(_file(detail))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _source(said: str) -> Source:
    """From where a link was followed."""
    return Source(said) if said in {source.value for source in Source} else Source.LINK


def _moment_us(seconds: str) -> int | None:
    """The moment a link means, "62" or "62.5", in microseconds."""
    return round(float(seconds) * 1_000_000) if _SECONDS.fullmatch(seconds) else None


def _file(detail: VideoDetail) -> str:
    """The file in a line: its name, length, size, picture and sound."""
    media = detail.media
    codec = str(media.get("video", ""))
    parts = [
        detail.card.file_name,
        clock(detail.card.duration_us),
        byte_size(detail.size),
        f"{detail.width} × {_height(detail)}" if detail.width else "",
        _CODECS.get(codec, codec.upper()),
        tr("{rate} frames a second", rate=f"{media['frame_rate']:g}") if media.get("frame_rate") else "",
        tr("damaged") if detail.card.damaged else "",
    ]
    return " · ".join(part for part in parts if part)


def _height(detail: VideoDetail) -> int:
    """`card.height` is the short side, which is not the height of an upright film."""
    pictures = [r.details for r in detail.renditions if r.details.get("kind") == "picture"]
    largest = max(pictures, key=lambda d: int(d["width"]), default=None)
    if largest is None or not largest["width"]:
        return detail.card.height
    return round(detail.width * int(largest["height"]) / int(largest["width"]))

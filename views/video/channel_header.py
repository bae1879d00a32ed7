"""The top of a channel's page: banner, picture, name, followers, and what one can do."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QLinearGradient, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from models.community.entities import Following
from models.core.audience import Role
from models.core.text import number, tr
from models.video.entities import ChannelCard
from views.video import formats
from views.video.edit_fields import PICTURES
from views.video.thumbnails import Thumbnails
from views.widgets import tokens
from views.widgets.avatar import Avatar
from views.widgets.buttons import Button, Kind
from views.widgets.labels import ElidedLabel
from views.widgets.paint import rounded_path, smooth
from views.widgets.theme import theme
from views.widgets.tokens import Type, avatar_colour

BANNER = (1920, 320)
PICTURE = (256, 256)
_RATIO = BANNER[0] / BANNER[1]
_HIGHEST = 184
_SIDE = 72


def followers(count: int) -> str:
    """How many follow a channel."""
    if count == 1:
        return tr("1 subscriber")
    return tr("{count} subscribers", count=number(count)) if count else tr("No subscribers yet")


def picture_in(event: QDragEnterEvent | QDropEvent) -> str:
    """The picture file that is dragged; "" where it is something else."""
    urls = event.mimeData().urls()
    path = urls[0].toLocalFile() if len(urls) == 1 else ""
    return path if path.casefold().endswith(PICTURES) else ""


class Banner(QWidget):
    """The wide picture; without one, two shades of the channel's own colour. Takes a dropped picture."""

    dropped = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._name = ""
        self._picture = QPixmap()
        self.setAccessibleName(tr("Banner"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_picture(self, name: str, picture: QPixmap) -> None:
        self._name, self._picture = name, picture
        self.update()

    def fit(self, width: int, height: int) -> None:
        """As high as its width and the window allow; gone where there is no room for it."""
        high = min(round(width / _RATIO), _HIGHEST, height // 5)
        self.setVisible(high >= tokens.HUGE * 2)
        self.setFixedHeight(max(1, high))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        area = QRectF(self.rect())
        painter.setClipPath(rounded_path(area, tokens.RADIUS_CARD))
        if not self._picture.isNull():
            size = self._picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
            target = QRectF(0, 0, size.width(), size.height())
            target.moveCenter(area.center())
            painter.setRenderHint(painter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(target, self._picture, QRectF(self._picture.rect()))
            return
        ground = QLinearGradient(0, 0, self.width(), self.height())
        colour = QColor(avatar_colour(self._name))
        ground.setColorAt(0, colour)
        ground.setColorAt(1, theme().colours.raised)
        painter.setOpacity(0.55)
        painter.fillRect(self.rect(), ground)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if picture_in(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.dropped.emit(picture_in(event))


class RoundPicture(Avatar):
    """The channel's picture; takes a dropped one."""

    dropped = Signal(str)

    def __init__(self) -> None:
        super().__init__("", _SIDE)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if picture_in(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.dropped.emit(picture_in(event))


class ChannelHeader(QWidget):
    """`follow_asked` says whether to follow; pictures are dropped on the banner and the round picture."""

    follow_asked = Signal(bool)
    customise_asked = Signal()
    link_asked = Signal()
    banner_dropped = Signal(str)
    picture_dropped = Signal(str)

    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._thumbnails = thumbnails
        self._shown = ("", "")
        self._name = ""
        self.banner = Banner()
        self.picture = RoundPicture()
        self.name = ElidedLabel("", Type.TITLE)
        self.facts = ElidedLabel("", tone="dim")
        self.about = ElidedLabel("", tone="dim")
        self.follow = Button(tr("Subscribe"), kind=Kind.PRIMARY)
        self.unfollow = Button(tr("Subscribed"), icon="check", tip=tr("Unsubscribe"))
        self.customise = Button(tr("Customise"), icon="pencil")
        self.copy = Button(tr("Copy link"), icon="link")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.MEDIUM)
        column.addWidget(self.banner)
        column.addLayout(self._row())
        self.follow.does(lambda: self.follow_asked.emit(True))
        self.unfollow.does(lambda: self.follow_asked.emit(False))
        self.customise.clicked.connect(self.customise_asked)
        self.copy.clicked.connect(self.link_asked)
        self.banner.dropped.connect(self.banner_dropped)
        self.picture.dropped.connect(self.picture_dropped)

    def _row(self) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(tokens.HAIR)
        words.addStretch()
        for label in (self.name, self.facts, self.about):
            words.addWidget(label)
        words.addStretch()
        row = QHBoxLayout()
        row.setSpacing(tokens.LARGE)
        row.addWidget(self.picture)
        row.addLayout(words, 1)
        for button in (self.copy, self.customise, self.follow, self.unfollow):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return row

    def show_channel(self, card: ChannelCard, following: Following | None) -> None:
        """Say which channel this is."""
        self._name = card.name
        self.picture.set_name(card.name)
        self.name.setText(card.name)
        count = "" if following is None else followers(following.followers)
        parts = [f"@{card.handle}" if card.handle else "", count, formats.videos(card.videos)]
        self.facts.setText(" · ".join(part for part in parts if part))
        first = card.about.partition("\n")[0]
        self.about.setText(first)
        self.about.setVisible(bool(first))
        owns, edits = card.role >= Role.OWNER, card.role >= Role.EDITOR
        on = following is not None and following.following
        self.follow.setVisible(not owns and not on)
        self.unfollow.setVisible(not owns and on)
        self.customise.setVisible(edits)
        self.banner.setAcceptDrops(edits)
        self.picture.setAcceptDrops(edits)
        tip = tr("Drop a picture here to change it") if edits else ""
        self.banner.setToolTip(tip)
        self.picture.setToolTip(tip)
        self._show_pictures(card)

    def _show_pictures(self, card: ChannelCard) -> None:
        if (card.banner, card.picture) == self._shown:
            return
        self._shown = (card.banner, card.picture)
        self._show_banner(QPixmap())
        self._show_picture(QPixmap())
        if card.banner:
            self._thumbnails.whole(card.banner, lambda made: self._take(card.banner, made, banner=True))
        if card.picture:
            self._thumbnails.whole(card.picture, lambda made: self._take(card.picture, made, banner=False))

    def _take(self, blob: str, picture: QPixmap, *, banner: bool) -> None:
        if blob == self._shown[0 if banner else 1]:
            (self._show_banner if banner else self._show_picture)(picture)

    @Slot(QPixmap)
    def _show_banner(self, picture: QPixmap) -> None:
        self.banner.show_picture(self._name, picture)

    @Slot(QPixmap)
    def _show_picture(self, picture: QPixmap) -> None:
        self.picture.set_picture(None if picture.isNull() else picture)

    def sizeHint(self) -> QSize:
        return QSize(600, super().sizeHint().height())

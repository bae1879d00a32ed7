"""A video as a card: its picture with length and progress, channel, title, how often and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from controllers.video.uploads import Upload
from models.video.entities import CaptionHit, Privacy, VideoCard, VideoState
from views.video import formats
from views.video.items import Role
from views.video.painting import (
    LINES,
    line_height,
    paint_line,
    paint_new,
    paint_picture,
    paint_title,
    picture_height,
)
from views.video.thumbnails import Thumbnails
from views.widgets import tokens
from views.widgets.avatar import paint_avatar
from views.widgets.icons import pixmap
from views.widgets.paint import dot, rounded
from views.widgets.theme import Accent, accent_of, theme
from views.widgets.tokens import Type, Weight

GAP = tokens.LARGE + tokens.TINY
AVATAR = 28
_BELOW = tokens.SMALL + 2  # between the picture and the words
_AFTER_TITLE = 2
_LEADING = tokens.TINY
_PLAY = 22.0


@dataclass(frozen=True, slots=True)
class Look:
    """How a card is to be painted besides what it says."""

    hovered: bool = False
    selected: bool = False
    focused: bool = False
    rtl: bool = False
    reason: str = ""


def card_height(width: int) -> int:
    """A picture of this width, a title of two lines and two lines more."""
    return picture_height(width) + _BELOW + (LINES + 2) * line_height() + _AFTER_TITLE


def spare_height(titles: Iterable[str], width: int) -> int:
    """How much of `card_height` none of these titles needs."""
    metrics = QFontMetrics(theme().font(Type.BODY, Weight.SEMIBOLD))
    room = width - AVATAR - _BELOW
    long = any(metrics.horizontalAdvance(title) > room for title in titles)
    return 0 if long else (LINES - 1) * line_height()


class CardDelegate(QStyledItemDelegate):
    """Paints `Role.CARD` of a row; grey shapes while the row is on its way."""

    def __init__(self, thumbnails: Thumbnails, parent: QWidget) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(option.rect.width(), card_height(option.rect.width()))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card: VideoCard | None = index.data(Role.CARD)
        if card is None:
            paint_skeleton(painter, option.rect)
        else:
            flags = option.state
            look = Look(
                hovered=bool(flags & QStyle.StateFlag.State_MouseOver),
                selected=bool(flags & QStyle.StateFlag.State_Selected),
                focused=bool(flags & QStyle.StateFlag.State_HasFocus),
                rtl=option.direction is Qt.LayoutDirection.RightToLeft,
                reason=index.data(Role.REASON) or "",
            )
            widget = option.widget
            accent = accent_of(widget) if widget is not None else theme().accent("video")
            self.paint_card(painter, option.rect, card, look, accent, index.data(Role.PROGRESS))
            if index.data(Role.NEW):
                paint_new(painter, option.rect, accent)
        painter.restore()

    def paint_card(
        self, painter: QPainter, rect: QRect, card: VideoCard, look: Look, accent: Accent, job: Upload | None
    ) -> None:
        """One card in `rect`; its ground reaches a little beyond it."""
        _paint_ground(painter, rect, look, accent)
        area = QRectF(rect.x(), rect.y(), rect.width(), picture_height(rect.width()))
        ratio = painter.device().devicePixelRatioF()
        picture = self._thumbnails.get(card.poster, round(rect.width() * ratio))
        paint_picture(painter, area, card, picture, accent, job)
        if look.selected:
            _paint_tick(painter, area, accent)
        elif look.hovered and card.state is VideoState.READY:
            _paint_play(painter, area)
        face = self._thumbnails.get(card.channel_picture, round(AVATAR * ratio), square=True)
        _paint_words(painter, rect, area, card, look, face)


def play_area(rect: QRect) -> QRect:
    """Where the play button of a hovered card is."""
    centre = QRect(rect.x(), rect.y(), rect.width(), picture_height(rect.width())).center()
    side = round(_PLAY)
    return QRect(centre - QPoint(side, side), QSize(2 * side, 2 * side))


def _paint_ground(painter: QPainter, rect: QRect, look: Look, accent: Accent) -> None:
    ground = QRectF(rect).adjusted(-tokens.SMALL, -tokens.SMALL, tokens.SMALL, tokens.TINY)
    if look.selected:
        rounded(painter, ground, tokens.RADIUS_FLOAT, accent.selection)
    elif look.hovered:
        rounded(painter, ground, tokens.RADIUS_FLOAT, theme().colours.hover)
    if look.focused:
        half = tokens.FOCUS_RING / 2
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(accent.ring, tokens.FOCUS_RING))
        painter.drawRoundedRect(
            ground.adjusted(half, half, -half, -half), tokens.RADIUS_FLOAT, tokens.RADIUS_FLOAT
        )
        painter.setPen(QPen(accent.colour, tokens.HAIRLINE))
        inner = ground.adjusted(3.5, 3.5, -3.5, -3.5)
        painter.drawRoundedRect(inner, tokens.RADIUS_CARD, tokens.RADIUS_CARD)


def _paint_tick(painter: QPainter, area: QRectF, accent: Accent) -> None:
    side = tokens.ICON
    centre = area.topLeft() + QPointF(tokens.SMALL + side / 2, tokens.SMALL + side / 2)
    dot(painter, centre, side / 2 + 1, accent.colour)
    at = centre - QPointF(tokens.ICON_SMALL / 2, tokens.ICON_SMALL / 2)
    painter.drawPixmap(
        at, pixmap("check", tokens.ICON_SMALL, accent.on, painter.device().devicePixelRatioF())
    )


def _paint_play(painter: QPainter, area: QRectF) -> None:
    colours = theme().colours
    dot(painter, area.center(), _PLAY, colours.picture_shade)
    at = area.center() - QPointF(tokens.ICON / 2 - 1, tokens.ICON / 2)
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(at, pixmap("play", tokens.ICON, colours.on_picture, ratio))


def _paint_words(
    painter: QPainter, rect: QRect, area: QRectF, card: VideoCard, look: Look, face: QPixmap | None
) -> None:
    colours = theme().colours
    top = area.bottom() + _BELOW
    start = AVATAR + _BELOW
    left = rect.x() if look.rtl else rect.x() + start
    circle = rect.right() + 1 - AVATAR if look.rtl else rect.x()
    paint_avatar(painter, QRectF(circle, top, AVATAR, AVATAR), card.channel, face)
    words = QRectF(left, top - 1, rect.width() - start, rect.bottom() - top)
    painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft if look.rtl else Qt.LayoutDirection.LeftToRight)
    painter.setPen(colours.text)
    taken = paint_title(painter, words, card.title, theme().font(Type.BODY, Weight.SEMIBOLD))
    painter.setPen(colours.dim)
    font = theme().font(Type.BODY)
    line = QRectF(words.x(), words.y() + taken + _AFTER_TITLE, words.width(), line_height())
    about = " · ".join((card.channel, formats.meta(card))) if look.reason else card.channel
    paint_line(painter, line, about, font)
    line.translate(0, line.height())
    if card.hit is not None:
        _paint_hit(painter, line, card.hit, look)
        return
    mark = {Privacy.PRIVATE: "lock", Privacy.UNLISTED: "link"}.get(card.privacy)
    if mark is not None and card.mine:
        side = tokens.MEDIUM
        x = line.right() - side if look.rtl else line.x()
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(QPointF(x, line.center().y() - side / 2), pixmap(mark, side, colours.dim, ratio))
        step = side + tokens.TINY + 1
        line = line.adjusted(0, 0, -step, 0) if look.rtl else line.adjusted(step, 0, 0, 0)
    paint_line(painter, line, look.reason or formats.meta(card), font)


def _paint_hit(painter: QPainter, line: QRectF, hit: CaptionHit, look: Look) -> None:
    """Where what was looked for is said, in the last line."""
    side = tokens.MEDIUM + 2
    x = line.right() - side if look.rtl else line.x()
    ratio, colours = painter.device().devicePixelRatioF(), theme().colours
    painter.drawPixmap(
        QPointF(x, line.center().y() - side / 2), pixmap("captions", side, colours.text, ratio)
    )
    step = side + tokens.TINY + 1
    line = line.adjusted(0, 0, -step, 0) if look.rtl else line.adjusted(step, 0, 0, 0)
    painter.setPen(colours.text)
    paint_line(painter, line, formats.hit(hit), theme().font(Type.BODY))


def hit_area(rect: QRect, title: str) -> QRect:
    """The last line of a card, where a place in its captions is clicked on."""
    room = rect.width() - AVATAR - _BELOW
    wide = QFontMetrics(theme().font(Type.BODY, Weight.SEMIBOLD)).horizontalAdvance(title)
    lines = (1 if wide <= room else LINES) + 1
    top = rect.y() + picture_height(rect.width()) + _BELOW + lines * line_height()
    return QRect(rect.x(), top, rect.width(), line_height() + _AFTER_TITLE)


def paint_skeleton(painter: QPainter, rect: QRect) -> None:
    """Grey shapes where a card will be."""
    fill = theme().colours.line
    high = picture_height(rect.width())
    rounded(painter, QRectF(rect.x(), rect.y(), rect.width(), high), tokens.RADIUS_ITEM, fill)
    top = rect.y() + high + _BELOW
    dot(painter, QPointF(rect.x() + AVATAR / 2, top + AVATAR / 2), AVATAR / 2, fill)
    left = rect.x() + AVATAR + _BELOW
    wide = rect.width() - AVATAR - _BELOW
    for n, share in enumerate((0.8, 0.5)):
        bar = QRectF(left, top + _LEADING + n * line_height(), wide * share, tokens.SMALL + 2)
        rounded(painter, bar, tokens.TINY, fill)

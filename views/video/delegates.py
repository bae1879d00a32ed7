"""A video as a card: its picture with length and progress, channel, title, how often and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPen,
    QPixmap,
    QTextLayout,
    QTextOption,
    QTransform,
)
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from controllers.video.uploads import Upload
from models.core.jobs import State
from models.core.text import tr
from models.core.units import clock
from models.video.entities import Privacy, VideoCard, VideoState
from views.video import formats
from views.video.items import Role
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
_BAR = 4
_LINES = 2
_AFTER_TITLE = 2
_ELIDE = Qt.TextElideMode.ElideRight
_LEADING = tokens.TINY
_BADGE = 17
_PLAY = 22.0
_REST = 0.4  # how much of what has not been seen yet shows through the bar


@dataclass(frozen=True, slots=True)
class Look:
    """How a card is to be painted besides what it says."""

    hovered: bool = False
    selected: bool = False
    focused: bool = False
    rtl: bool = False


def line_height() -> int:
    """Of a line of a card's words, in pixels."""
    return QFontMetrics(theme().font(Type.BODY)).height() + 2


def picture_height(width: int) -> int:
    return round(width * 9 / 16)


def card_height(width: int) -> int:
    """A picture of this width, a title of two lines and two lines more."""
    return picture_height(width) + _BELOW + (_LINES + 2) * line_height() + _AFTER_TITLE


def spare_height(titles: Iterable[str], width: int) -> int:
    """How much of `card_height` none of these titles needs."""
    metrics = QFontMetrics(theme().font(Type.BODY, Weight.SEMIBOLD))
    room = width - AVATAR - _BELOW
    long = any(metrics.horizontalAdvance(title) > room for title in titles)
    return 0 if long else (_LINES - 1) * line_height()


def paint_picture(
    painter: QPainter,
    area: QRectF,
    card: VideoCard,
    picture: QPixmap | None,
    accent: Accent,
    job: Upload | None = None,
) -> None:
    """The picture of a video with its corners rounded, its length, and how far it was watched or made."""
    colours = theme().colours
    if picture is not None:
        brush = QBrush(picture)
        scale = area.width() / picture.width()
        brush.setTransform(QTransform().translate(area.x(), area.y()).scale(scale, scale))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(brush)
        painter.drawRoundedRect(area, tokens.RADIUS_ITEM, tokens.RADIUS_ITEM)
    else:
        rounded(painter, area, tokens.RADIUS_ITEM, colours.raised, colours.line)
        side = tokens.ICON_LARGE
        at = area.center() - QPointF(side / 2, side / 2 + (tokens.SMALL if job else 0))
        painter.drawPixmap(at, pixmap("film", side, colours.dim, painter.device().devicePixelRatioF()))
    if card.state is VideoState.PROCESSING:
        _paint_making(painter, area, job, picture is not None, accent)
        return
    if card.damaged:
        _paint_badge(painter, area, tr("Damaged"), leading=True)
    _paint_badge(painter, area, clock(card.duration_us))
    if card.position_us > 0 and card.duration_us > 0:
        share = 1.0 if card.finished else card.position_us / card.duration_us
        _paint_bar(painter, area, min(1.0, share), accent)


def _paint_making(
    painter: QPainter, area: QRectF, job: Upload | None, on_picture: bool, accent: Accent
) -> None:
    """A video that is still being made playable: how far, on top of what there is."""
    if job is None:
        text, share = tr("Preparing…"), None
    elif job.state is State.PAUSED:
        text, share = tr("Paused"), job.fraction
    elif job.state is State.FAILED:
        text, share = tr("Stopped"), None
    else:
        share = job.fraction
        text = tr("Preparing… {share}", share=formats.percent(share)) if share else tr("Waiting…")
    if on_picture:
        _paint_badge(painter, area, text)
    else:
        painter.setFont(theme().font(Type.BODY))
        painter.setPen(theme().colours.dim)
        below = QRectF(area.x(), area.center().y() + tokens.SMALL, area.width(), line_height())
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)
    if share is not None:
        _paint_bar(painter, area, share, accent, on_picture=on_picture)


def _paint_bar(
    painter: QPainter, area: QRectF, share: float, accent: Accent, *, on_picture: bool = True
) -> None:
    """Along the picture's lower edge, within its corners."""
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    rest = QColor(theme().colours.on_picture if on_picture else theme().colours.dim)
    rest.setAlphaF(_REST)
    bar = QRectF(area.x(), area.bottom() - _BAR, area.width(), _BAR)
    done = QRectF(bar.x(), bar.y(), bar.width() * share, _BAR)
    for fill, part in ((rest, QRectF(done.right(), bar.y(), bar.width() - done.width(), _BAR)),
                       (accent.colour, done)):  # fmt: skip
        painter.setClipRect(part)
        painter.setBrush(fill)
        painter.drawRoundedRect(area, tokens.RADIUS_ITEM, tokens.RADIUS_ITEM)
    painter.restore()


def _paint_badge(painter: QPainter, area: QRectF, text: str, *, leading: bool = False) -> None:
    """Small words on the shade that keeps them readable on any picture."""
    font = theme().font(Type.CAPTION, Weight.MEDIUM, tabular=True)
    wide = QFontMetrics(font).horizontalAdvance(text) + 2 * (tokens.TINY + 1)
    left = area.x() + tokens.TINY + 2 if leading else area.right() - wide - tokens.TINY - 2
    badge = QRectF(left, area.bottom() - _BADGE - tokens.TINY - 1, wide, _BADGE)
    rounded(painter, badge, tokens.TINY, theme().colours.picture_shade)
    painter.setFont(font)
    painter.setPen(theme().colours.on_picture)
    painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)


def paint_title(painter: QPainter, area: QRectF, text: str, font: QFont, lines: int = _LINES) -> float:
    """A title of at most `lines` lines, the last one elided; gives the height that it took."""
    metrics = QFontMetrics(font)
    layout = QTextLayout(text.replace("\n", " "), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    starts: list[int] = []
    while len(starts) <= lines:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(area.width())
        starts.append(line.textStart())
    layout.endLayout()
    painter.setFont(font)
    high = line_height()
    rows = min(lines, len(starts))
    for n in range(rows):
        end = starts[n + 1] if n + 1 < len(starts) else len(text)
        words = text[starts[n] : end].strip()
        if n == lines - 1:
            words = metrics.elidedText(
                text[starts[n] :].strip(), Qt.TextElideMode.ElideRight, int(area.width())
            )
        row = QRectF(area.x(), area.y() + n * high, area.width(), high)
        painter.drawText(row, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading), words)
    return float(max(1, rows) * high)


def paint_line(painter: QPainter, area: QRectF, text: str, font: QFont) -> None:
    """One line, elided."""
    painter.setFont(font)
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, int(area.width()))
    painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading), shown)


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
            )
            widget = option.widget
            accent = accent_of(widget) if widget is not None else theme().accent("video")
            self.paint_card(painter, option.rect, card, look, accent, index.data(Role.PROGRESS))
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
        _paint_words(painter, rect, area, card, look)


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


def _paint_words(painter: QPainter, rect: QRect, area: QRectF, card: VideoCard, look: Look) -> None:
    colours = theme().colours
    top = area.bottom() + _BELOW
    start = AVATAR + _BELOW
    left = rect.x() if look.rtl else rect.x() + start
    circle = rect.right() + 1 - AVATAR if look.rtl else rect.x()
    paint_avatar(painter, QRectF(circle, top, AVATAR, AVATAR), card.channel)
    words = QRectF(left, top - 1, rect.width() - start, rect.bottom() - top)
    painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft if look.rtl else Qt.LayoutDirection.LeftToRight)
    painter.setPen(colours.text)
    taken = paint_title(painter, words, card.title, theme().font(Type.BODY, Weight.SEMIBOLD))
    painter.setPen(colours.dim)
    font = theme().font(Type.BODY)
    line = QRectF(words.x(), words.y() + taken + _AFTER_TITLE, words.width(), line_height())
    paint_line(painter, line, card.channel, font)
    line.translate(0, line.height())
    mark = {Privacy.PRIVATE: "lock", Privacy.UNLISTED: "link"}.get(card.privacy)
    if mark is not None and card.mine:
        side = tokens.MEDIUM
        x = line.right() - side if look.rtl else line.x()
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(QPointF(x, line.center().y() - side / 2), pixmap(mark, side, colours.dim, ratio))
        step = side + tokens.TINY + 1
        line = line.adjusted(0, 0, -step, 0) if look.rtl else line.adjusted(step, 0, 0, 0)
    paint_line(painter, line, formats.meta(card), font)


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

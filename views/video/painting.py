"""What a video looks like wherever it is painted: its picture with length and progress, and its words."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPixmap,
    QTextLayout,
    QTextOption,
    QTransform,
)

from controllers.video.uploads import Upload
from models.core.jobs import State
from models.core.text import tr
from models.core.units import clock
from models.video.entities import VideoCard, VideoState
from views.video import formats
from views.widgets import tokens
from views.widgets.icons import pixmap
from views.widgets.paint import rounded
from views.widgets.theme import Accent, theme
from views.widgets.tokens import Type, Weight

LINES = 2
_BAR = 4
_BADGE = 17
_REST = 0.4  # how much of what has not been seen yet shows through the bar


def line_height() -> int:
    """Of a line of a card's words, in pixels."""
    return QFontMetrics(theme().font(Type.BODY)).height() + 2


def picture_height(width: int) -> int:
    return round(width * 9 / 16)


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


def paint_new(painter: QPainter, rect: QRect, accent: Accent) -> None:
    """The word that a video has not been watched yet, in the picture's upper corner."""
    font = theme().font(Type.CAPTION, Weight.SEMIBOLD)
    text = tr("New")
    wide = QFontMetrics(font).horizontalAdvance(text) + 2 * (tokens.TINY + 1)
    badge = QRectF(rect.x() + tokens.SMALL, rect.y() + tokens.SMALL, wide, _BADGE)
    rounded(painter, badge, tokens.TINY, accent.colour)
    painter.setFont(font)
    painter.setPen(accent.on)
    painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)


def paint_title(painter: QPainter, area: QRectF, text: str, font: QFont, lines: int = LINES) -> float:
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

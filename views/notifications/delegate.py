"""A notification drawn: its group's heading, a dot while it is unread, an icon, the words, when it was."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from models.notifications.entities import Told
from models.notifications.kinds import kind_of
from views.notifications.items import NoticeModel, group_title
from views.widgets import tokens
from views.widgets.icons import pixmap
from views.widgets.paint import dot, rounded
from views.widgets.theme import accent_of, theme
from views.widgets.times import ago
from views.widgets.tokens import Type, Weight

Index = QModelIndex | QPersistentModelIndex
_LINES = 2
_PAD = tokens.MEDIUM
_DOT = 7
_LEFT = 2 * _PAD + tokens.ICON_SMALL
_END = _PAD + _DOT + tokens.SMALL


def row_height() -> int:
    """Two lines of words and one below them."""
    body, caption = QFontMetrics(theme().font(Type.BODY)), QFontMetrics(theme().font(Type.CAPTION))
    return _LINES * body.lineSpacing() + caption.lineSpacing() + tokens.TINY + 2 * _PAD


def heading_height() -> int:
    """A group's heading, above its first row."""
    return tokens.ROW


class NoticeDelegate(QStyledItemDelegate):
    """Rows are equally high but for those below a heading."""

    def __init__(self, model: NoticeModel, view: QWidget) -> None:
        super().__init__(view)
        self._model = model
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        heading = self._model.heading(index.row()) is not None
        return QSize(1, row_height() + (heading_height() if heading else 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRect(option.rect)
        heading = self._model.heading(index.row())
        if heading is not None:
            top = QRect(rect.left() + tokens.TINY, rect.top(), rect.width() - tokens.TINY, heading_height())
            painter.setFont(theme().font(Type.CAPTION, Weight.SEMIBOLD))
            painter.setPen(theme().colours.dim)
            painter.drawText(top, int(_START | Qt.AlignmentFlag.AlignVCenter), group_title(heading))
            rect.setTop(rect.top() + heading_height())
        self._paint_row(painter, rect.adjusted(0, 0, 0, -tokens.HAIR), option, index)
        painter.restore()

    def _paint_row(self, painter: QPainter, rect: QRect, option: QStyleOptionViewItem, index: Index) -> None:
        colours, accent = theme().colours, accent_of(self._view)
        state = option.state
        told = self._model.told(index.row())
        if state & QStyle.StateFlag.State_Selected:
            rounded(painter, rect, tokens.RADIUS_ITEM, accent.selection)
        elif state & QStyle.StateFlag.State_MouseOver:
            rounded(painter, rect, tokens.RADIUS_ITEM, colours.hover)
        if told is None:
            bar = QRectF(rect.left() + 3 * _PAD, rect.center().y() - 6, rect.width() * 0.6, 12)
            rounded(painter, bar, tokens.TINY, colours.line)
            return
        words = str(index.data(Qt.ItemDataRole.DisplayRole))
        self._paint_words(painter, self._centred(rect, words, told.unread), told, words)

    def _centred(self, rect: QRect, words: str, unread: bool) -> QRect:
        """The row's part for its words: lower where they take one line of the two."""
        metrics = QFontMetrics(_font(unread))
        short = metrics.horizontalAdvance(words) <= rect.width() - _LEFT - _END
        return rect.adjusted(0, metrics.lineSpacing() // 2 if short else 0, 0, 0)

    def _paint_words(self, painter: QPainter, rect: QRect, told: Told, words: str) -> None:
        colours, accent = theme().colours, accent_of(self._view)
        kind = kind_of(told.kind)
        ratio = self._view.devicePixelRatioF()
        side = tokens.ICON_SMALL
        spot = self._place(rect, QRect(_PAD, _PAD, side, side))
        painter.drawPixmap(spot.topLeft(), pixmap(kind.icon, side, colours.role(kind.role), ratio))
        left, room, font = _LEFT, rect.width() - _LEFT - _END, _font(told.unread)
        high = QFontMetrics(font).lineSpacing() * _LINES
        painter.setPen(colours.text)
        used = _paint_lines(painter, self._place(rect, QRect(left, _PAD, room, high)), words, font)
        foot = theme().font(Type.CAPTION)
        metrics = QFontMetrics(foot)
        line = " · ".join(part for part in (ago(told.at), self._excerpt(told.excerpt, kind.id)) if part)
        shown = metrics.elidedText(line, Qt.TextElideMode.ElideRight, room)
        below = QRect(left, _PAD + used + tokens.TINY, room, metrics.height())
        painter.setFont(foot)
        painter.setPen(colours.dim)
        painter.drawText(self._place(rect, below), int(_START | Qt.AlignmentFlag.AlignVCenter), shown)
        if told.unread:
            mark = self._place(rect, QRect(rect.width() - _PAD - _DOT, _PAD + 4, _DOT, _DOT))
            dot(painter, QRectF(mark).center(), _DOT / 2, accent.colour)

    @staticmethod
    def _excerpt(excerpt: str, kind: str) -> str:
        return "" if kind == "community.upload" else excerpt  # there it is the channel, said in the words

    def _place(self, rect: QRect, inner: QRect) -> QRect:
        """A part of the row, on the other side where the writing goes the other way."""
        part = inner.translated(rect.topLeft())
        if self._view.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            return QRect(rect.right() + rect.left() - part.right(), part.top(), part.width(), part.height())
        return part


def _font(unread: bool) -> QFont:
    return theme().font(Type.BODY, Weight.MEDIUM if unread else Weight.REGULAR)


_START = Qt.AlignmentFlag.AlignLeading


def _paint_lines(painter: QPainter, area: QRect, text: str, font: QFont) -> int:
    """At most two lines, the last one elided; gives the height that they took."""
    metrics = QFontMetrics(font)
    layout = QTextLayout(text, font)
    option = QTextOption(_START)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    lines: list[str] = []
    while len(lines) < _LINES:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(area.width())
        start = line.textStart()
        last = len(lines) == _LINES - 1
        part = text[start:] if last else text[start : start + line.textLength()]
        lines.append(metrics.elidedText(part.strip(), Qt.TextElideMode.ElideRight, area.width()))
    layout.endLayout()
    painter.setFont(font)
    for number, shown in enumerate(lines):
        row = QRect(
            area.left(), area.top() + number * metrics.lineSpacing(), area.width(), metrics.lineSpacing()
        )
        painter.drawText(row, int(_START | Qt.AlignmentFlag.AlignVCenter), shown)
    return max(1, len(lines)) * metrics.lineSpacing()

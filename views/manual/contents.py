"""A line of the manual's contents: the page one is on stands out by weight, ground and a bar."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from views.widgets import tokens
from views.widgets.paint import mirrored, rounded
from views.widgets.theme import accent_of, theme
from views.widgets.tokens import Type, Weight

_BAR = 3


class ContentsDelegate(QStyledItemDelegate):
    """Paints the titles of pages."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, tokens.ROW_DENSE)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        area, view = QRect(option.rect), option.widget
        assert isinstance(view, QWidget)
        colours, accent = theme().colours, accent_of(view)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            rounded(painter, area, tokens.RADIUS, accent.selection)
            bar = QRect(area.left(), area.top() + tokens.TINY, _BAR, area.height() - tokens.SMALL)
            rounded(painter, mirrored(view, bar), 1, accent.colour)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            rounded(painter, area, tokens.RADIUS, colours.hover)
        font = theme().font(Type.BODY, Weight.SEMIBOLD if chosen else Weight.REGULAR)
        room = area.adjusted(tokens.MEDIUM, 0, -tokens.TINY, 0)
        text = str(index.data() or "")
        painter.setFont(font)
        painter.setPen(colours.text)
        painter.drawText(
            room,
            int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading),
            QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width()),
        )
        painter.restore()

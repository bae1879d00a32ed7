"""Fields: the search box, a choice from a list, a check box."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QFontMetrics, QKeyEvent, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSizePolicy, QWidget

from models.core.text import tr
from views.widgets import tokens
from views.widgets.icons import icon, pixmap
from views.widgets.paint import mirrored, rounded, smooth
from views.widgets.theme import accent_of, theme, themed


class SearchBox(QLineEdit):
    """A field to filter or search with: Esc empties it, and leaves it when it is empty (`left`)."""

    left = Signal()

    def __init__(self, prompt: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(prompt or tr("Filter"))
        self.setAccessibleName(prompt or tr("Filter"))
        self.setMaxLength(1000)
        self.setProperty("search", True)
        self._glass = QAction(self.placeholderText(), self)
        self._clear = QAction(tr("Empty the field"), self)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setVisible(False)
        self._clear.triggered.connect(self.clear)
        self.textChanged.connect(self._show_clear)
        self._tint()

    @Slot(str)
    def _show_clear(self, text: str) -> None:
        self._clear.setVisible(bool(text))

    def _tint(self) -> None:
        self._glass.setIcon(icon("search", "dim", tokens.ICON_SMALL))
        self._clear.setIcon(icon("x", "dim", tokens.ICON_SMALL))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if themed(event) and hasattr(self, "_glass"):
            self._tint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
            else:
                self.left.emit()
            return
        super().keyPressEvent(event)


class Select(QComboBox):
    """One choice from a list."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setAccessibleDescription(name)  # on Linux Qt tells what is chosen as its name
        self.setFixedHeight(tokens.CONTROL)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        widest = max((metrics.horizontalAdvance(self.itemText(i)) for i in range(self.count())), default=60)
        return QSize(min(widest + 2, 280) + 2 * tokens.MEDIUM + tokens.WIDE, tokens.CONTROL)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        painter = smooth(self)
        rounded(painter, self.rect(), tokens.RADIUS, colours.raised, colours.line)
        if self.underMouse() and self.isEnabled():
            rounded(painter, self.rect(), tokens.RADIUS, colours.hover)
        painter.setPen(colours.text)
        room = QRect(tokens.MEDIUM, 0, self.width() - 2 * tokens.MEDIUM - tokens.WIDE, self.height())
        text = QFontMetrics(self.font()).elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(
            mirrored(self, room), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading), text
        )
        side = tokens.ICON_SMALL
        arrow = QRect(self.width() - side - tokens.SMALL, (self.height() - side) // 2, side, side)
        painter.drawPixmap(
            mirrored(self, arrow).topLeft(),
            pixmap("chevron-down", side, colours.dim, self.devicePixelRatioF()),
        )


class CheckBox(QCheckBox):
    """A box to tick, with its text."""

    _side = 16

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        wide = QFontMetrics(self.font()).horizontalAdvance(self.text())
        return QSize(self._side + tokens.SMALL + wide + 2, tokens.ROW_DENSE)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, position: QPoint) -> bool:
        return self.rect().contains(position)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, accent = theme().colours, accent_of(self)
        painter = smooth(self)
        box = mirrored(self, QRect(0, (self.height() - self._side) // 2, self._side, self._side))
        if self.checkState() is Qt.CheckState.Unchecked:
            rounded(painter, box, tokens.TINY, colours.background, colours.dim)
        else:
            rounded(painter, box, tokens.TINY, accent.colour)
            painter.setPen(QPen(accent.on, 2, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
            area = QRectF(box)
            tick = QPainterPath(area.topLeft() + QPointF(4, 8.5))
            if self.checkState() is Qt.CheckState.PartiallyChecked:
                tick.lineTo(area.topLeft() + QPointF(12, 8.5))
            else:
                tick.lineTo(area.topLeft() + QPointF(7, 11.2))
                tick.lineTo(area.topLeft() + QPointF(12, 5.2))
            painter.drawPath(tick)
        painter.setPen(colours.text)
        start = self._side + tokens.SMALL
        room = mirrored(self, QRect(start, 0, self.width() - start, self.height()))
        painter.drawText(
            room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading), self.text()
        )

"""What shows while files are dragged over the window: where they would go."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from views.widgets import tokens
from views.widgets.icons import pixmap
from views.widgets.paint import rounded, smooth
from views.widgets.theme import accent_of, theme
from views.widgets.tokens import Type


class DropOverlay(QWidget):
    """A dashed outline in the accent with a sentence, over the workspace."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.sentence = ""
        self.hide()

    def show_sentence(self, sentence: str) -> None:
        """Cover the host and say what dropping would do."""
        self.sentence = sentence
        self.setAccessibleName(sentence)
        self.setGeometry(self._host.rect())
        self.raise_()
        self.show()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, accent = theme().colours, accent_of(self)
        painter = smooth(self)
        painter.fillRect(self.rect(), colours.scrim)
        area = QRectF(self.rect()).adjusted(tokens.LARGE, tokens.LARGE, -tokens.LARGE, -tokens.LARGE)
        pen = QPen(accent.colour, 2, Qt.PenStyle.DashLine)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        tint = QColor(accent.colour)
        tint.setAlphaF(0.08)
        painter.setBrush(tint)
        painter.drawRoundedRect(area, tokens.RADIUS_FLOAT, tokens.RADIUS_FLOAT)
        font = theme().font(Type.STRONG)
        wide = QFontMetrics(font).horizontalAdvance(self.sentence)
        plate = QRectF(0, 0, min(wide + 80, area.width() - tokens.LARGE), 48)
        plate.moveCenter(area.center())
        plate.moveBottom(area.bottom() - tokens.HUGE)  # clear of what an empty page says in its middle
        rounded(painter, plate, tokens.RADIUS_CARD, colours.raised, colours.line)
        side = tokens.ICON
        arrow = pixmap("arrow-down", side, accent.colour, self.devicePixelRatioF())
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left = plate.right() - 20 - side if rtl else plate.left() + 20
        painter.drawPixmap(round(left), round(plate.center().y() - side / 2), arrow)
        painter.setFont(font)
        painter.setPen(colours.text)
        text = plate.adjusted(20, 0, -52, 0) if rtl else plate.adjusted(52, 0, -20, 0)
        painter.drawText(text, Qt.AlignmentFlag.AlignCenter, self.sentence)

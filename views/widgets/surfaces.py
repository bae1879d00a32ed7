"""What things lie on: cards, hairlines, scrolling columns."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from views.widgets import tokens
from views.widgets.paint import rounded, smooth
from views.widgets.theme import theme


class Card(QWidget):
    """A raised part with a hairline around it; `tone` "negative" or "warning" colours the line."""

    def __init__(self, parent: QWidget | None = None, *, padding: int = tokens.LARGE, tone: str = "") -> None:
        super().__init__(parent)
        self._tone = tone
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(padding, padding, padding, padding)
        self.column.setSpacing(tokens.SMALL)

    def set_tone(self, tone: str) -> None:
        self._tone = tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        line = colours.line
        if self._tone:
            line = QColor(colours.role(self._tone))
            line.setAlphaF(0.5)
        rounded(smooth(self), self.rect(), tokens.RADIUS_CARD, colours.surface, line)


class Hairline(QFrame):
    """A line of one pixel, across (or down with `vertical`)."""

    def __init__(self, *, vertical: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("line", True)
        if vertical:
            self.setFixedWidth(tokens.HAIRLINE)
        else:
            self.setFixedHeight(tokens.HAIRLINE)


class Ground(QWidget):
    """A plain ground in the colour of a role: "background", "surface" or "raised"."""

    def __init__(self, role: str = "background", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role = role
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), theme().colours.role(self._role))


class ScrollColumn(QScrollArea):
    """A column that scrolls up and down; `column` takes the content."""

    def __init__(
        self, parent: QWidget | None = None, *, margin: int = tokens.WIDE, spacing: int = tokens.LARGE
    ) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setViewport(QWidget())  # one that Qt makes is of a class PySide looks up among all there are
        content = QWidget()
        content.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.column = QVBoxLayout(content)
        self.column.setContentsMargins(margin, margin, margin, margin)
        self.column.setSpacing(spacing)
        self.column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setWidget(content)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)


def reveal(widget: QWidget) -> None:
    """Scroll what holds a widget so far that all of it is seen, where that can be."""
    place = widget.parentWidget()
    while place is not None and not isinstance(place, QScrollArea):
        place = place.parentWidget()
    if place is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        place.ensureWidgetVisible(widget, 0, tokens.LARGE)

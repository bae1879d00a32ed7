"""A curve over labelled points, with a crosshair to read values by: with the mouse, or by Left and Right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from models.core.text import number, tr
from views.widgets.theme import themed

if TYPE_CHECKING:
    from views.widgets.chart import Chart

CHART = "views.widgets.chart"
"""The module that `Plot.show_chart` needs. Importing it takes half a second: have a thread do it first."""
_HIGH = 222


class Plot(QWidget):
    """`show_points` gives labels and values, `set_tell` says what they are.

    It can be read, and says all to a screen reader, before `show_chart` was called and it can be seen.
    """

    def __init__(self, name: str, tell: Callable[[float], str] = number, *, least: float = 1.0) -> None:
        super().__init__()
        self._labels: Sequence[str] = ()
        self._values: Sequence[float] = ()
        self._at: int | None = None
        self.chart: Chart | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_tell(name, tell, least=least)

    def sizeHint(self) -> QSize:
        return QSize(400, _HIGH)

    def show_chart(self) -> None:
        """Draw it from now on; `CHART` has been imported."""
        from views.widgets.chart import Chart

        if self.chart is None:
            self.chart = Chart(self)
            self._column.addWidget(self.chart)
            self._draw()

    def set_tell(self, name: str, tell: Callable[[float], str], *, least: float = 1.0) -> None:
        """What the next points are; `tell` says a value in words, and tells values `least` apart from each
        other."""
        self._tell, self._least = tell, least
        self.setAccessibleName(name)

    def show_points(self, labels: Sequence[str], values: Sequence[float]) -> None:
        self._labels, self._values = labels, values
        self._at = None if self._at is None or not values else min(self._at, len(values) - 1)
        self._draw()

    @property
    def reading(self) -> str:
        """What the crosshair stands at: "12 May: 31 views"; "" where it is not shown."""
        return "" if self._at is None else self._said(self._at)

    def _said(self, at: int) -> str:
        return f"{self._labels[at]}: {self._tell(self._values[at])}"

    def _draw(self) -> None:
        if self.chart is not None:
            self.chart.show_points(self._labels, self._values, self._tell, self._least)
        self._mark()

    def _mark(self) -> None:
        self.setAccessibleDescription(self.reading or self._summary())
        if self.chart is not None:
            self.chart.mark(self._at, self.reading)

    def _summary(self) -> str:
        """The curve in a sentence, for those who do not see it."""
        if not self._values:
            return tr("No figures")
        most = max(range(len(self._values)), key=self._values.__getitem__)
        last = len(self._values) - 1
        return tr("From {first} to {last}. The most: {most}", first=self._said(0), last=self._said(last),
                  most=self._said(most))  # fmt: skip

    # Hands

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.chart is not None:
            self._set(self.chart.nearest(round(event.position().x())))

    def leaveEvent(self, event: QEvent) -> None:
        if not self.hasFocus():
            self._set(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        last = len(self._values) - 1
        if step and self._values:
            if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
                step = -step
            self._set(last if self._at is None else min(max(self._at + step, 0), last))
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and self._values:
            self._set(0 if event.key() == Qt.Key.Key_Home else last)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._at is None and self._values and event.reason() is not Qt.FocusReason.MouseFocusReason:
            self._set(len(self._values) - 1)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._set(None)

    def _set(self, at: int | None) -> None:
        if at != self._at:
            self._at = at
            self._mark()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        turned = event.type() == QEvent.Type.LayoutDirectionChange
        if self.chart is not None and (turned or themed(event)):
            self.chart.dress()
            self._draw()

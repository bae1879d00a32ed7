"""Progress: the thin bar."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from views.widgets.paint import rounded, smooth
from views.widgets.theme import accent_of, theme

_UNKNOWN = 0.3  # the share shown while nobody knows how much there is


class ProgressBar(QWidget):
    """A thin bar; `None` means that nobody knows how far it is (shown as a faded part, without motion)."""

    def __init__(
        self, fraction: float | None = 0.0, *, high: int = 4, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._fraction = fraction
        self._name = name
        self.setFixedHeight(high)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._tell()

    @property
    def fraction(self) -> float | None:
        return self._fraction

    def set_fraction(self, fraction: float | None) -> None:
        """0 to 1, or None where it is unknown."""
        if fraction != self._fraction:
            self._fraction = fraction
            self._tell()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, self.height())

    def _tell(self) -> None:
        share = "" if self._fraction is None else f" {self._fraction:.0%}"
        self.setAccessibleName(f"{self._name}{share}".strip())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        radius = self.height() / 2
        rounded(painter, self.rect(), radius, theme().colours.line)
        share = _UNKNOWN if self._fraction is None else min(max(self._fraction, 0.0), 1.0)
        wide = self.width() * share
        if wide <= 0:
            return
        left = self.width() - wide if self.layoutDirection() is Qt.LayoutDirection.RightToLeft else 0.0
        if self._fraction is None:
            painter.setOpacity(0.5)
        rounded(
            painter, QRectF(left, 0, max(wide, self.height()), self.height()), radius, accent_of(self).colour
        )

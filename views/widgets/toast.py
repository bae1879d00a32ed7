"""One message that floats for a while: what happened and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.core.text import tr
from views.widgets import tokens
from views.widgets.buttons import IconButton, link
from views.widgets.labels import Label
from views.widgets.paint import rounded, shadow, smooth
from views.widgets.states import Mark
from views.widgets.theme import theme

KIND_ICONS = {
    "info": ("info", "info"),
    "success": ("circle-check", "positive"),
    "warning": ("triangle-alert", "warning"),
    "error": ("circle-alert", "negative"),
}
_SHADE = tokens.LARGE
_WIDE = 380


class Toast(QWidget):
    """A message of a kind ("info", "success", "warning", "error") with its actions.

    It goes by itself after `stays` ms (0: never) unless the mouse or the focus is on it.
    """

    gone = Signal()

    def __init__(
        self,
        kind: str,
        text: str,
        actions: Sequence[tuple[str, Callable[[], object]]] = (),
        *,
        stays: int = tokens.TOAST_STAYS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(text)
        self.setFixedWidth(_WIDE + 2 * _SHADE)
        icon, role = KIND_ICONS[kind]
        row = QHBoxLayout(self)
        row.setContentsMargins(_SHADE + 14, _SHADE + 12, _SHADE + 8, _SHADE + 12)
        row.setSpacing(tokens.MEDIUM)
        row.addWidget(Mark(icon, tokens.ICON, role), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(tokens.SMALL)
        self.label = Label(text, wrap=True)
        column.addWidget(self.label)
        if actions:
            column.addLayout(self._links(actions))
        row.addLayout(column, 1)
        close = IconButton("x", tr("Close this message"), size=tokens.ICON_SMALL, side=tokens.WIDE)
        close.clicked.connect(self.dismiss)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        if stays:
            self._timer.start(stays)

    def _links(self, actions: Sequence[tuple[str, Callable[[], object]]]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(tokens.MEDIUM)
        for title, do in actions:
            button = link(title)
            button.does(do)
            button.clicked.connect(self.dismiss)
            row.addWidget(button)
        row.addStretch()
        return row

    @Slot()
    def dismiss(self) -> None:
        """Go now."""
        self._timer.stop()
        self.gone.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        if self._timer.interval():
            self._timer.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        painter = smooth(self)
        area = QRectF(self.rect()).adjusted(_SHADE, _SHADE, -_SHADE, -_SHADE)
        shadow(painter, area, tokens.RADIUS_CARD, colours.shadow, _SHADE)
        rounded(painter, area, tokens.RADIUS_CARD, colours.raised, colours.line)

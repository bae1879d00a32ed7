"""A field for a secret: hidden until it is asked to show."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from models.core.text import tr
from views.widgets import tokens
from views.widgets.buttons import IconButton
from views.widgets.paint import mirrored

_SIDE = tokens.CONTROL - tokens.TINY
LONGEST = 1000


class PasswordField(QLineEdit):
    """Dots, with an eye at the end (reached by Tab too) that shows what was typed.

    `caps_changed(bool)`: what is typed shows that Caps Lock is on, or is off again.
    """

    caps_changed = Signal(bool)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.caps = False
        self.setAccessibleName(name)
        self.setMaxLength(LONGEST)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self.eye = IconButton("eye", tr("Show {name}", name=name), size=tokens.ICON_SMALL, side=_SIDE)
        self.eye.setParent(self)
        self.eye.setCursor(Qt.CursorShape.ArrowCursor)
        self.eye.clicked.connect(self._turn)
        self._name = name
        self._make_room()

    @property
    def hidden(self) -> bool:
        """Whether dots stand for what was typed."""
        return self.echoMode() is QLineEdit.EchoMode.Password

    def forget(self) -> None:
        """Empty the field, also what Ctrl+Z would bring back, and hide what comes next."""
        self.clear()
        self.setModified(False)
        if not self.hidden:
            self._turn()

    @Slot()
    def _turn(self) -> None:
        show = self.hidden
        self.setEchoMode(QLineEdit.EchoMode.Normal if show else QLineEdit.EchoMode.Password)
        self.eye.set_icon("eye-off" if show else "eye")
        self.eye.set_name(tr("Hide {name}", name=self._name) if show else tr("Show {name}", name=self._name))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt does not say whether Caps Lock is on; a capital letter without Shift does."""
        super().keyPressEvent(event)
        text, shift = event.text(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if len(text) == 1 and text.lower() != text.upper():
            self._note_caps(text.isupper() is not shift)
        elif event.key() == Qt.Key.Key_CapsLock:
            self._note_caps(False)  # it was pressed: the next letter tells

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._note_caps(False)

    def _note_caps(self, on: bool) -> None:
        if on is not self.caps:
            self.caps = on
            self.caps_changed.emit(on)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange and hasattr(self, "eye"):
            self._make_room()
            self._place()

    def _make_room(self) -> None:
        before = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self.setTextMargins(_SIDE if before else 0, 0, 0 if before else _SIDE, 0)

    def _place(self) -> None:
        top = (self.height() - _SIDE) // 2
        self.eye.setGeometry(mirrored(self, QRect(self.width() - _SIDE - top, top, _SIDE, _SIDE)))

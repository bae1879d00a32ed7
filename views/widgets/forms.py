"""Forms: a row says what it wants, and shows what was wrong in the place where it happened."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from models.core.errors import PersonError
from views.widgets import tokens
from views.widgets.announcing import announce
from views.widgets.labels import Label
from views.widgets.tokens import Type, Weight


class FormRow(QWidget):
    """A title, a field, a dim hint, and the error once there is one (it goes when the field is changed)."""

    def __init__(self, title: str, field: QWidget, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._hint, self._tone = hint, "dim"
        self.title = Label(title, Type.BODY, weight=Weight.MEDIUM)
        self.title.setBuddy(field)
        self.note = Label(hint, Type.CAPTION, tone="dim", wrap=True)
        if not hint:
            self.note.hide()  # to show it here would open a window of its own and take the focus
        field.setAccessibleName(field.accessibleName() or title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.TINY)
        for part in (self.title, field, self.note):
            column.addWidget(part)
        if isinstance(field, QLineEdit | QPlainTextEdit):
            field.textChanged.connect(self.clear_error)

    @property
    def error(self) -> str:
        """The error shown now, or nothing."""
        return self.note.text() if self.note.property("tone") == "negative" else ""

    def show_error(self, sentence: str) -> None:
        self._show(sentence, "negative")
        self.field.setAccessibleDescription(sentence)
        announce(self.field, sentence, at_once=True)

    @Slot()
    def clear_error(self) -> None:
        if self.error:
            self._show(self._hint, self._tone)
            self.field.setAccessibleDescription(self._hint)

    def set_hint(self, hint: str, tone: str = "dim") -> None:
        """Say something else about the field; an error stays until the field is changed."""
        self._hint, self._tone = hint, tone
        if not self.error:
            self._show(hint, tone)
            self.field.setAccessibleDescription(hint)

    def _show(self, text: str, tone: str) -> None:
        self.note.setText(text)
        self.note.set_tone(tone)
        self.note.setVisible(bool(text))
        self.field.setProperty("wrong", tone == "negative")
        self.field.style().unpolish(self.field)
        self.field.style().polish(self.field)


def place_error(error: PersonError, rows: Mapping[str, FormRow]) -> bool:
    """Show an error in the row of its field and go there; False where the form has no such row."""
    row = rows.get(error.field)
    if row is None:
        return False
    row.show_error(str(error))
    row.field.setFocus()
    return True

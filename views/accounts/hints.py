"""What is said about a password while it is typed: Caps Lock, and how long it would stand."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from models.accounts.strength import Level, strength
from models.core.text import tr
from views.accounts.fields import PasswordField
from views.widgets.forms import FormRow

_TONES = {Level.WEAK: "warning", Level.FAIR: "dim", Level.GOOD: "positive", Level.STRONG: "positive"}


class CapsHint(QObject):
    """Says below a password that Caps Lock is on; else what was said there."""

    def __init__(self, row: FormRow, field: PasswordField, hint: str) -> None:
        super().__init__(row)
        self._row, self._field, self._hint = row, field, hint
        field.caps_changed.connect(self.show_hint)

    @Slot()
    def show_hint(self) -> None:
        if self._field.caps:
            self._row.set_hint(tr("Caps Lock is on."), "warning")
        else:
            self._row.set_hint(*self.said())

    def said(self) -> tuple[str, str]:
        """The sentence while Caps Lock is off, and its tone."""
        return self._hint, "dim"


class StrengthHint(CapsHint):
    """Says below a new password how strong it is, once there is something of it."""

    def __init__(self, row: FormRow, field: PasswordField, hint: str, name: Callable[[], str]) -> None:
        super().__init__(row, field, hint)
        self._name = name
        field.textChanged.connect(self.show_hint)

    def said(self) -> tuple[str, str]:
        judged = strength(self._field.text(), self._name())
        return (judged.sentence, _TONES[judged.level]) if judged.sentence else super().said()

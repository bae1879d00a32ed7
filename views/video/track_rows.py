"""What captions and sounds of a video have in common in its details: a row, and the form its pencil opens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QVBoxLayout, QWidget

from controllers.video.languages import all_languages, language_name
from models.core.errors import PersonError
from models.core.text import tr
from views.video.edit_fields import Line
from views.widgets import tokens
from views.widgets.buttons import IconButton
from views.widgets.fields import Select
from views.widgets.forms import FormRow, place_error
from views.widgets.labels import ElidedLabel
from views.widgets.surfaces import Card
from views.widgets.tokens import Type, Weight

Refused = Callable[[PersonError], None]


class TrackForm(QWidget):
    """Language, name and kind. A field that is left is kept; Esc leaves the form.

    `keep(refused, **said)` is called with what was said anew: `language`, `label`, and the kind by its key.
    """

    left = Signal()

    def __init__(
        self, key: str, title: str, kinds: Mapping[Any, str], keep: Callable[..., object], *, first: bool
    ) -> None:
        """`kinds` are English source texts; `first`: what it is comes before what it is called."""
        super().__init__()
        self._key, self._kinds, self._keep = key, list(kinds), keep
        self._wrong: str | None = None
        self._shown: tuple[str, str, Any] = ("", "", None)
        self.language, self.label, self.kind = Line(), Line(), Select(title)
        self.language.setPlaceholderText(tr("Unknown"))
        completer = QCompleter(all_languages(), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.activated.connect(self._said)
        self.language.setCompleter(completer)
        for kind, text in kinds.items():
            self.kind.addItem(tr(text), kind)
        hint = tr("Only where the language does not say it all.")
        self.rows = {
            "language": FormRow(tr("Language"), self.language),
            "label": FormRow(tr("Name"), self.label, hint),
            key: FormRow(title, self.kind),
        }
        order = ("language", key, "label") if first else ("language", "label", key)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.TINY, 0, tokens.TINY)
        column.setSpacing(tokens.SMALL)
        for name in order:
            column.addWidget(self.rows[name])
        for line in (self.language, self.label):
            line.left.connect(self._said)
            line.returnPressed.connect(self._said)
        self.kind.activated.connect(self._said)

    def show_track(self, language: str, label: str, kind: Any) -> None:
        """Fields say what the record says, but for one that is being written in."""
        self._shown = language_name(language), label, kind
        for line, text in zip((self.language, self.label), self._shown, strict=False):
            if line.text() != text and not line.hasFocus():
                line.setText(text)
        self.kind.setCurrentIndex(self._kinds.index(kind))

    @Slot()
    def _said(self) -> None:
        said: dict[str, Any] = {}
        named, label, kind = self._shown
        language = self.language.text().strip()
        if language not in (named, self._wrong):
            said["language"] = language
        if self.label.text().strip() != label:
            said["label"] = self.label.text()
        if self.kind.currentData() is not kind:
            said[self._key] = self.kind.currentData()
        if said:
            self._keep(self._refused, **said)

    def _refused(self, error: PersonError) -> None:
        if error.field == "language":
            self._wrong = self.language.text().strip()  # said again by nobody but the person
        place_error(error, self.rows)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
            return
        super().keyPressEvent(event)


class TrackRow(Card):
    """One of them; the pencil opens what it is called."""

    def __init__(self, *more: IconButton) -> None:
        """`more` stand before the pencil."""
        super().__init__(padding=tokens.SMALL)
        self.name = ElidedLabel("", weight=Weight.MEDIUM)
        self.about = ElidedLabel("", Type.CAPTION, tone="dim")
        self.pencil = IconButton("pencil", tr("Change"), size=tokens.ICON_SMALL, side=tokens.ROW_DENSE)
        self.pencil.setCheckable(True)
        self.bin = IconButton("trash-2", tr("Remove"), size=tokens.ICON_SMALL, side=tokens.ROW_DENSE)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.name)
        words.addWidget(self.about)
        head = QHBoxLayout()
        head.setSpacing(tokens.TINY)
        head.addLayout(words, 1)
        for button in (*more, self.pencil, self.bin):
            head.addWidget(button)
        self.column.addLayout(head)
        self.form: TrackForm | None = None
        self.pencil.toggled.connect(self._open)
        self.bin.does(self.remove)

    def make_form(self) -> TrackForm:
        """The form, with the track in it."""
        raise NotImplementedError

    def remove(self) -> None:
        """Take the track away."""
        raise NotImplementedError

    def name_it(self, name: str, about: tuple[str, ...]) -> None:
        """Show what it is called, and what is known of it."""
        self.name.setText(name)
        self.about.setText(" · ".join(part for part in about if part))
        self.pencil.set_name(tr("Name of “{name}”", name=name))
        self.bin.set_name(tr("Remove “{name}”", name=name))

    @Slot(bool)
    def _open(self, opened: bool) -> None:
        if opened and self.form is None:
            self.form = self.make_form()
            self.form.left.connect(self._shut)
            self.column.addWidget(self.form)
        if self.form is not None:
            self.form.setVisible(opened)
            if opened:
                self.form.language.setFocus(Qt.FocusReason.OtherFocusReason)
                self.form.language.selectAll()

    @Slot()
    def _shut(self) -> None:
        self.pencil.setChecked(False)
        self.pencil.setFocus(Qt.FocusReason.OtherFocusReason)

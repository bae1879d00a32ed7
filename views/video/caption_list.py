"""The captions of a video in its details: each with its language and name, to be changed or removed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from controllers.video.captions import Captions, file_kinds
from controllers.video.languages import all_languages, caption_name, language_name
from models.core.errors import PersonError
from models.core.text import mark, tr
from models.video.entities import CaptionInfo, CaptionKind
from views.video.edit_fields import Line
from views.widgets import tokens
from views.widgets.buttons import Button, IconButton
from views.widgets.fields import Select
from views.widgets.forms import FormRow, place_error
from views.widgets.labels import ElidedLabel, Label
from views.widgets.surfaces import Card
from views.widgets.tokens import Type, Weight

_KINDS = {
    CaptionKind.SUBTITLES: mark("Subtitles"),
    CaptionKind.CAPTIONS: mark("With sounds, for those who do not hear"),
    CaptionKind.FORCED: mark("Foreign parts only"),
    CaptionKind.DESCRIPTIONS: mark("Descriptions, for those who do not see"),
}
"""English source texts, translated when shown."""


class CaptionRow(Card):
    """One of them; the pencil opens what it is called. A field that is left is kept.

    `write_asked` tells that the cues are to be written.
    """

    write_asked = Signal(object)

    def __init__(self, caption: CaptionInfo, space_id: UUID, captions: Captions) -> None:
        super().__init__(padding=tokens.SMALL)
        self.caption = caption
        self._space_id = space_id
        self._captions = captions
        self.name = ElidedLabel("", weight=Weight.MEDIUM)
        self.about = ElidedLabel("", Type.CAPTION, tone="dim")
        self.pencil = IconButton("pencil", tr("Change"), size=tokens.ICON_SMALL, side=tokens.ROW_DENSE)
        self.pencil.setCheckable(True)
        self.write = IconButton("align-left", tr("Write"), size=tokens.ICON_SMALL, side=tokens.ROW_DENSE)
        self.bin = IconButton("trash-2", tr("Remove"), size=tokens.ICON_SMALL, side=tokens.ROW_DENSE)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.name)
        words.addWidget(self.about)
        head = QHBoxLayout()
        head.setSpacing(tokens.TINY)
        head.addLayout(words, 1)
        head.addWidget(self.write)
        head.addWidget(self.pencil)
        head.addWidget(self.bin)
        self.column.addLayout(head)
        self.form: CaptionForm | None = None
        self.pencil.toggled.connect(self._open)
        self.bin.clicked.connect(self._remove)
        self.write.clicked.connect(self._write)
        self.show_caption(caption)

    def show_caption(self, caption: CaptionInfo) -> None:
        """Show how they are called now."""
        self.caption = caption
        name = caption_name(caption)
        self.name.setText(name)
        lines = tr("1 line") if caption.cues == 1 else tr("{count} lines", count=caption.cues)
        self.about.setText(" · ".join(part for part in (lines, caption.file_name) if part))
        self.pencil.set_name(tr("Name of “{name}”", name=name))
        self.write.set_name(tr("Write “{name}”", name=name))
        self.bin.set_name(tr("Remove “{name}”", name=name))
        if self.form is not None:
            self.form.show_caption(caption)

    @Slot(bool)
    def _open(self, opened: bool) -> None:
        if opened and self.form is None:
            self.form = CaptionForm(self.caption, self._space_id, self._captions)
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

    @Slot()
    def _write(self) -> None:
        self.write_asked.emit(self.caption)

    @Slot()
    def _remove(self) -> None:
        self._captions.remove(self.caption, self._space_id)


class CaptionForm(QWidget):
    """Language, name and kind of captions. Esc leaves it."""

    left = Signal()

    def __init__(self, caption: CaptionInfo, space_id: UUID, captions: Captions) -> None:
        super().__init__()
        self._space_id = space_id
        self._captions = captions
        self._wrong: str | None = None
        self.language, self.label = Line(), Line()
        self.language.setPlaceholderText(tr("Unknown"))
        completer = QCompleter(all_languages(), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.activated.connect(self._said)
        self.language.setCompleter(completer)
        self.kind = Select(tr("For whom"))
        for kind, title in _KINDS.items():
            self.kind.addItem(tr(title), kind)
        self.rows = {
            "language": FormRow(tr("Language"), self.language),
            "label": FormRow(tr("Name"), self.label, tr("Only where the language does not say it all.")),
            "kind": FormRow(tr("For whom"), self.kind),
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.TINY, 0, tokens.TINY)
        column.setSpacing(tokens.SMALL)
        for row in self.rows.values():
            column.addWidget(row)
        self.show_caption(caption)
        for line in (self.language, self.label):
            line.left.connect(self._said)
            line.returnPressed.connect(self._said)
        self.kind.activated.connect(self._said)

    def show_caption(self, caption: CaptionInfo) -> None:
        """Fields say what the record says, but for one that is being written in."""
        self.caption = caption
        for line, text in ((self.language, language_name(caption.language)), (self.label, caption.label)):
            if line.text() != text and not line.hasFocus():
                line.setText(text)
        self.kind.setCurrentIndex(list(_KINDS).index(caption.kind))

    @Slot()
    def _said(self) -> None:
        said: dict[str, Any] = {}
        language = self.language.text().strip()
        if language not in (language_name(self.caption.language), self._wrong):
            said["language"] = language
        if self.label.text().strip() != self.caption.label:
            said["label"] = self.label.text()
        if self.kind.currentData() is not self.caption.kind:
            said["kind"] = self.kind.currentData()
        if said:
            self._captions.edit(self.caption, self._space_id, self._refused, **said)

    def _refused(self, error: PersonError) -> None:
        if error.field == "language":
            self._wrong = self.language.text().strip()  # said again by nobody but the person
        place_error(error, self.rows)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
            return
        super().keyPressEvent(event)


class CaptionList(QWidget):
    """All captions of one video, and the way to more: a file dialog, a drop, or writing them.

    `write_asked` carries (space, video, caption or None for new ones).
    """

    write_asked = Signal(object, object, object)

    def __init__(self, captions: Captions) -> None:
        super().__init__()
        self._captions = captions
        self._place: tuple[UUID, UUID] | None = None
        self._dialog: QFileDialog | None = None
        self.rows: dict[UUID, CaptionRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(tokens.SMALL)
        self.add = Button(tr("Add captions"), icon="plus")
        self.add.clicked.connect(self._choose)
        self.hint = Label(tr("Or drop .srt and .vtt files here."), Type.CAPTION, tone="dim", wrap=True)
        foot = QHBoxLayout()
        foot.setSpacing(tokens.MEDIUM)
        self.new = Button(tr("Write new ones"), icon="pencil")
        self.new.clicked.connect(self._write_new)
        foot.addWidget(self.add)
        foot.addWidget(self.new)
        foot.addStretch(1)
        self._column.addLayout(foot)
        self._column.addWidget(self.hint)
        self.setFocusProxy(self.add)

    def show_captions(self, space_id: UUID, video_id: UUID, captions: Sequence[CaptionInfo]) -> None:
        """Show these; rows stay what they are, so that nothing moves under the hands."""
        self._place = (space_id, video_id)
        there = {caption.id for caption in captions}
        for gone in set(self.rows) - there:
            row = self.rows.pop(gone)
            if row.isAncestorOf(self.focusWidget() or self):
                self.add.setFocus(Qt.FocusReason.OtherFocusReason)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for caption in captions:
            if caption.id in self.rows:
                self.rows[caption.id].show_caption(caption)
            else:
                row = self.rows[caption.id] = CaptionRow(caption, space_id, self._captions)
                row.write_asked.connect(self._write)
                self._column.insertWidget(self._column.count() - 2, row)

    def take(self, paths: Sequence[Path]) -> None:
        """Give the video what is in these files."""
        if self._place is not None:
            self._captions.add(*self._place, paths)

    def invite(self, inviting: bool) -> None:
        """Files are above: say that they can be let go."""
        self.hint.set_tone("info" if inviting else "dim")
        self.hint.setText(
            tr("Let go to add them to this video.") if inviting else tr("Or drop .srt and .vtt files here.")
        )

    @Slot(object)
    def _write(self, caption: CaptionInfo) -> None:
        if self._place is not None:
            self.write_asked.emit(*self._place, caption)

    @Slot()
    def _write_new(self) -> None:
        if self._place is not None:
            self.write_asked.emit(*self._place, None)

    @Slot()
    def _choose(self) -> None:
        if self._dialog is None:
            self._dialog = QFileDialog(self, tr("Add captions"))
            self._dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
            self._dialog.setNameFilters([tr("Captions ({kinds})", kinds=file_kinds()), tr("All files (*)")])
            self._dialog.filesSelected.connect(self._chosen)
        self._dialog.open()

    @Slot(list)
    def _chosen(self, names: list[str]) -> None:
        self.take([Path(name) for name in names])

"""The captions of a video in its details: each with its language and name, to be changed or removed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from controllers.video.captions import Captions, file_kinds
from controllers.video.languages import caption_name
from models.core.text import mark, tr
from models.video.entities import CaptionInfo, CaptionKind
from views.video.track_rows import Refused, TrackForm, TrackRow
from views.widgets import tokens
from views.widgets.buttons import Button, IconButton
from views.widgets.labels import Label
from views.widgets.tokens import Type

_KINDS = {
    CaptionKind.SUBTITLES: mark("Subtitles"),
    CaptionKind.CAPTIONS: mark("With sounds, for those who do not hear"),
    CaptionKind.FORCED: mark("Foreign parts only"),
    CaptionKind.DESCRIPTIONS: mark("Descriptions, for those who do not see"),
}
"""English source texts, translated when shown."""


class CaptionRow(TrackRow):
    """One of them. `write_asked` tells that the cues are to be written."""

    write_asked = Signal(object)

    def __init__(self, caption: CaptionInfo, space_id: UUID, captions: Captions) -> None:
        self.write = IconButton("align-left", tr("Write"), size=tokens.ICON_SMALL, side=tokens.ROW_DENSE)
        super().__init__(self.write)
        self._space_id = space_id
        self._captions = captions
        self.write.clicked.connect(self._write)
        self.show_caption(caption)

    def show_caption(self, caption: CaptionInfo) -> None:
        """Show how they are called now."""
        self.caption = caption
        name = caption_name(caption)
        lines = tr("1 line") if caption.cues == 1 else tr("{count} lines", count=caption.cues)
        self.name_it(name, (lines, caption.file_name))
        self.write.set_name(tr("Write “{name}”", name=name))
        if self.form is not None:
            self.form.show_track(caption.language, caption.label, caption.kind)

    def make_form(self) -> TrackForm:
        form = TrackForm("kind", tr("For whom"), _KINDS, self._keep, first=False)
        form.show_track(self.caption.language, self.caption.label, self.caption.kind)
        return form

    def _keep(self, refused: Refused, **said: Any) -> None:
        self._captions.edit(self.caption, self._space_id, refused, **said)

    @Slot()
    def _write(self) -> None:
        self.write_asked.emit(self.caption)

    def remove(self) -> None:
        self._captions.remove(self.caption, self._space_id)


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

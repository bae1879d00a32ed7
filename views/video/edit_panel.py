"""The details of a video in a side panel: kept when a field is left, wrong ones shown in their place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStringListModel, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCompleter, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from controllers.video.captions import Captions, caption_files
from controllers.video.editing import Editor
from controllers.video.sounds import Sounds, sound_files
from models.core.errors import PersonError
from models.core.text import tr
from models.core.units import byte_size, clock
from models.video.entities import Privacy, VideoDetail, VideoState
from models.video.sound_tracks import is_sound_file
from views.video import formats
from views.video.caption_drops import CaptionDrops
from views.video.caption_list import CaptionList
from views.video.edit_fields import PICTURES, Line, PosterPicker, TagField, Text
from views.video.sound_list import SoundList
from views.video.thumbnails import Thumbnails
from views.widgets import tokens
from views.widgets.fields import CheckBox, Select
from views.widgets.forms import FormRow, place_error
from views.widgets.labels import Label
from views.widgets.side_panel import SidePanel
from views.widgets.states import Skeleton, StateStack
from views.widgets.surfaces import ScrollColumn
from views.widgets.tokens import Type


class EditPanel(SidePanel):
    """All that is said about a video, its picture, captions and sounds.

    `picture_dropped` carries (space, video, path) of a picture that should stand for the video: who wires
    it stores the file and calls `Editor.choose_poster`.
    """

    picture_dropped = Signal(object, object, str)

    def __init__(
        self, editor: Editor, thumbnails: Thumbnails, captions: Captions, sounds: Sounds, host: QWidget
    ) -> None:
        super().__init__(tr("Details"), host)
        self.editor = editor
        self.captions = CaptionList(captions)
        self.sounds = SoundList(sounds)
        self._filling = False
        self._arriving = False
        self._dialog: QFileDialog | None = None
        self._make_fields(thumbnails)
        self.status = Label("", Type.CAPTION, tone="dim")
        self.header.insertWidget(1, self.status)
        scroll = ScrollColumn(margin=0, spacing=tokens.LARGE)
        self.stack = StateStack(scroll, Skeleton(9), self)
        self.body.addWidget(self.stack)  # before it is filled: what gets a parent later is styled anew
        self._lay_out(scroll.column)
        self._connect()

    def _make_fields(self, thumbnails: Thumbnails) -> None:
        self.heading, self.description = Line(), Text(6)
        self.tags = TagField()
        self.category, self.location, self.language = Line(), Line(), Line()
        self._known = QStringListModel(self)
        completer = QCompleter(self._known, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.category.setCompleter(completer)
        self.privacy = Select(tr("Who may see it"))
        for value in Privacy:
            self.privacy.addItem(formats.privacy(value), value)
        self.age = CheckBox(tr("Not for children: restricted to adults"))
        self.posters = PosterPicker(thumbnails)
        self.facts = Label(tone="dim", wrap=True)
        self.facts.set_selectable()
        self.rows = {
            "title": FormRow(tr("Title"), self.heading),
            "description": FormRow(tr("Description"), self.description),
            "poster": FormRow(tr("Picture"), self.posters),
            "captions": FormRow(tr("Captions"), self.captions),
            "sounds": FormRow(tr("Sound"), self.sounds),
            "tags": FormRow(tr("Tags"), self.tags),
            "privacy": FormRow(tr("Who may see it"), self.privacy),
            "category": FormRow(tr("Category"), self.category),
            "location": FormRow(tr("Where it was filmed"), self.location),
            "language": FormRow(tr("Language"), self.language),
            "age_restricted": FormRow(tr("Age"), self.age),
        }

    def _lay_out(self, column: QVBoxLayout) -> None:
        column.setContentsMargins(tokens.TINY, tokens.TINY, tokens.MEDIUM, tokens.LARGE)
        column.setAlignment(Qt.AlignmentFlag(0))  # an aligned layout gives what wraps too little height
        for name in ("title", "description", "poster", "captions", "sounds", "tags", "privacy", "category"):
            column.addWidget(self.rows[name])
        pair = QHBoxLayout()
        pair.setSpacing(tokens.MEDIUM)
        for name in ("location", "language"):
            pair.addWidget(self.rows[name])
        column.addLayout(pair)
        column.addWidget(self.rows["age_restricted"])
        column.addWidget(self.facts)
        column.addStretch(1)

    def _connect(self) -> None:
        for name, line in self._lines().items():
            line.textEdited.connect(lambda text, name=name: self._said(name, text))
            line.left.connect(self.editor.save)
        self.description.textChanged.connect(self._described)
        self.description.left.connect(self.editor.save)
        self.tags.changed.connect(self._tagged)
        self.tags.left.connect(self.editor.save)
        self.privacy.activated.connect(self._private)
        self.age.clicked.connect(self._aged)
        self.posters.chosen.connect(self.editor.choose_poster)
        self.posters.dropped.connect(self._picture)
        self.posters.asked.connect(self._choose_picture)
        drops = CaptionDrops(self, lambda urls: caption_files(urls) or sound_files(urls))
        drops.dropped.connect(self._take_files)
        drops.over.connect(self._invite)
        self.editor.loaded.connect(self._fill)
        self.editor.refused.connect(self._refused)
        self.editor.gone.connect(self._gone)
        self.editor.saving.connect(self._saving)
        self.closed.connect(self.editor.close)
        keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.editor.save)

    def _lines(self) -> dict[str, Line]:
        return {
            "title": self.heading,
            "category": self.category,
            "location": self.location,
            "language": self.language,
        }

    def edit(self, space_id: object, video_id: object) -> None:
        """Open the panel with this video."""
        if self.editor.place != (space_id, video_id):
            self.stack.show_loading()
            self._empty()
        self.editor.open(space_id, video_id)  # type: ignore[arg-type]
        self.open_panel()
        self._to_title()

    def _to_title(self) -> None:
        """The title is what is changed first; while the video is read, its field cannot be gone to (Qt would
        let it have the keys, out of sight)."""
        self._arriving = not self.heading.isVisible()
        if not self._arriving:
            self.heading.setFocus(Qt.FocusReason.OtherFocusReason)
            self.heading.setCursorPosition(0)

    def _empty(self) -> None:
        """Nothing of the last video stays in the fields."""
        self._filling = True
        for line in self._lines().values():
            line.clear()
        self.description.clear()
        self.tags.set_tags(())
        for row in self.rows.values():
            row.clear_error()
        self.status.setText("")
        self._filling = False

    def close_panel(self) -> None:
        """What was typed last is kept before the panel goes."""
        self.editor.save()
        super().close_panel()

    # What was typed

    def _said(self, name: str, value: object) -> None:
        if not self._filling:
            self.editor.set(name, value)
            self.status.setText("")

    @Slot()
    def _described(self) -> None:
        self._said("description", self.description.toPlainText())

    @Slot()
    def _tagged(self) -> None:
        self.rows["tags"].clear_error()
        self._said("tags", self.tags.tags)

    @Slot()
    def _private(self) -> None:
        self._said("privacy", self.privacy.currentData())
        self.editor.save()

    @Slot()
    def _aged(self) -> None:
        self._said("age_restricted", self.age.isChecked())
        self.editor.save()

    @Slot(str)
    def _picture(self, path: str) -> None:
        if self.editor.place is not None:
            self.picture_dropped.emit(*self.editor.place, path)

    @Slot(object, object)
    def _take_files(self, paths: Sequence[Path], _at: object) -> None:
        if is_sound_file(paths[0]):
            self.sounds.take(paths)
        else:
            self.captions.take(paths)

    @Slot(object)
    def _invite(self, at: object) -> None:
        for files in (self.captions, self.sounds):
            files.invite(at is not None)

    @Slot()
    def _choose_picture(self) -> None:
        if self._dialog is None:
            kinds = " ".join(f"*{ending}" for ending in PICTURES)
            self._dialog = QFileDialog(self, tr("Choose a picture"))
            self._dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            self._dialog.setNameFilter(tr("Pictures ({kinds})", kinds=kinds))
            self._dialog.fileSelected.connect(self._picture)
        self._dialog.open()

    # What the record says

    @Slot(object)
    def _fill(self, detail: VideoDetail) -> None:
        """Fields say what the editor says; one that is being written in keeps its text and cursor."""
        self._filling = True
        for name, line in self._lines().items():
            if line.text() != self.editor.value(name) and not (line.hasFocus() and line.text()):
                line.setText(self.editor.value(name))
        text, written = self.description.toPlainText(), self.editor.value("description")
        if text != written and not (self.description.hasFocus() and text):
            self.description.setPlainText(written)
        self.tags.set_tags(self.editor.value("tags"))
        self.privacy.setCurrentIndex(list(Privacy).index(self.editor.value("privacy")))
        self.age.setChecked(self.editor.value("age_restricted"))
        self.posters.show_posters(detail.posters, detail.card.poster)
        making = detail.card.state is VideoState.PROCESSING
        if not detail.posters and making:
            self.rows["poster"].note.setText(tr("Pictures to choose from come while the video is prepared."))
        self.rows["poster"].note.setVisible(not detail.posters and making)
        self.captions.show_captions(detail.card.space_id, detail.card.id, detail.captions)
        self.sounds.show_sounds(detail.card.space_id, detail.card.id, detail.renditions)
        self._known.setStringList(list(self.editor.categories))
        self.facts.setText(_facts(detail))
        self._filling = False
        self.stack.show_content()
        if self._arriving:
            self._to_title()

    @Slot(object)
    def _refused(self, error: PersonError) -> None:
        self.status.setText("")
        if not place_error(error, self.rows):
            self.rows["title"].show_error(str(error))

    @Slot(object)
    def _gone(self, error: PersonError) -> None:
        self.stack.show_error(error)

    @Slot(bool)
    def _saving(self, saving: bool) -> None:
        wrong = any(row.error for row in self.rows.values())
        self.status.setText("" if saving or wrong else tr("Saved"))


def _facts(detail: VideoDetail) -> str:
    """What the file is, for those who want to know."""
    parts = [detail.card.file_name, byte_size(detail.size)]
    if detail.card.duration_us:
        parts.append(clock(detail.card.duration_us))
    if detail.width:
        parts.append(f"{detail.width} × {detail.card.height}")
    if detail.card.damaged:
        parts.append(tr("damaged: parts of the file could not be read"))
    return " · ".join(part for part in parts if part)

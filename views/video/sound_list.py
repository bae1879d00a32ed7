"""The sounds of a video in its details: the film's own, and those that were added, to be named or removed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from controllers.video.languages import all_languages, language_name
from controllers.video.sounds import Sounds, sound_kinds, sound_name
from controllers.video.uploads import Upload
from models.core.errors import PersonError
from models.core.text import mark, tr
from models.core.units import clock
from models.video.entities import RenditionInfo
from models.video.sound_tracks import SoundInfo, SoundRole, sounds_of
from views.video.edit_fields import Line
from views.widgets import tokens
from views.widgets.buttons import Button, IconButton
from views.widgets.fields import Select
from views.widgets.forms import FormRow, place_error
from views.widgets.labels import ElidedLabel, Label
from views.widgets.surfaces import Card
from views.widgets.tokens import Type, Weight

_ROLES = {
    SoundRole.DESCRIPTION: mark("Audio description, for those who do not see"),
    SoundRole.COMMENTARY: mark("Commentary"),
    SoundRole.OTHER: mark("Another sound, such as another language"),
}
"""English source texts, translated when shown."""


class SoundRow(Card):
    """One sound; the pencil of an added one opens what it is called. A field that is left is kept."""

    def __init__(self, sound: SoundInfo, place: tuple[UUID, UUID], sounds: Sounds) -> None:
        super().__init__(padding=tokens.SMALL)
        self._place, self._sounds = place, sounds
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
        head.addWidget(self.pencil)
        head.addWidget(self.bin)
        self.column.addLayout(head)
        self.form: SoundForm | None = None
        self.pencil.toggled.connect(self._open)
        self.bin.clicked.connect(self._remove)
        self.show_sound(sound)

    def show_sound(self, sound: SoundInfo) -> None:
        """Show how it is called now."""
        self.sound = sound
        name = sound_name(sound)
        self.name.setText(name)
        length = clock(sound.duration_us) if sound.duration_us else ""
        own = "" if sound.added else tr("of the film")
        self.about.setText(" · ".join(part for part in (own, length, sound.file_name) if part))
        self.pencil.set_name(tr("Name of “{name}”", name=name))
        self.bin.set_name(tr("Remove “{name}”", name=name))
        for button in (self.pencil, self.bin):
            button.setVisible(sound.added)
        if self.form is not None:
            self.form.show_sound(sound)

    @Slot(bool)
    def _open(self, opened: bool) -> None:
        if opened and self.form is None:
            self.form = SoundForm(self.sound, self._place, self._sounds)
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
    def _remove(self) -> None:
        self._sounds.remove(self.sound, self._place)


class SoundForm(QWidget):
    """Kind, language and name of an added sound. Esc leaves it."""

    left = Signal()

    def __init__(self, sound: SoundInfo, place: tuple[UUID, UUID], sounds: Sounds) -> None:
        super().__init__()
        self._place, self._sounds = place, sounds
        self._wrong: str | None = None
        self.language, self.label = Line(), Line()
        self.language.setPlaceholderText(tr("Unknown"))
        completer = QCompleter(all_languages(), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.activated.connect(self._said)
        self.language.setCompleter(completer)
        self.role = Select(tr("What it is"))
        for role, title in _ROLES.items():
            self.role.addItem(tr(title), role)
        self.rows = {
            "language": FormRow(tr("Language"), self.language),
            "role": FormRow(tr("What it is"), self.role),
            "label": FormRow(tr("Name"), self.label, tr("Only where the language does not say it all.")),
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.TINY, 0, tokens.TINY)
        column.setSpacing(tokens.SMALL)
        for row in self.rows.values():
            column.addWidget(row)
        self.show_sound(sound)
        for line in (self.language, self.label):
            line.left.connect(self._said)
            line.returnPressed.connect(self._said)
        self.role.activated.connect(self._said)

    def show_sound(self, sound: SoundInfo) -> None:
        """Fields say what the record says, but for one that is being written in."""
        self.sound = sound
        for line, text in ((self.language, language_name(sound.language)), (self.label, sound.label)):
            if line.text() != text and not line.hasFocus():
                line.setText(text)
        self.role.setCurrentIndex(list(_ROLES).index(sound.role))

    @Slot()
    def _said(self) -> None:
        said: dict[str, Any] = {}
        language = self.language.text().strip()
        if language not in (language_name(self.sound.language), self._wrong):
            said["language"] = language
        if self.label.text().strip() != self.sound.label:
            said["label"] = self.label.text()
        if self.role.currentData() is not self.sound.role:
            said["role"] = self.role.currentData()
        if said:
            self._sounds.edit(self.sound, self._place, self._refused, **said)

    def _refused(self, error: PersonError) -> None:
        if error.field == "language":
            self._wrong = self.language.text().strip()  # said again by nobody but the person
        place_error(error, self.rows)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
            return
        super().keyPressEvent(event)


class ComingRow(Card):
    """A file that is being taken in, or why it was not."""

    def __init__(self, job: Upload, sounds: Sounds) -> None:
        super().__init__(padding=tokens.SMALL)
        self._sounds = sounds
        self.name = ElidedLabel("", weight=Weight.MEDIUM)
        self.state = Label("", Type.CAPTION, tone="dim", wrap=True)
        self.away = IconButton("x", tr("Remove"), size=tokens.ICON_SMALL, side=tokens.ROW_DENSE)
        head = QHBoxLayout()
        head.setSpacing(tokens.TINY)
        head.addWidget(self.name, 1)
        head.addWidget(self.away)
        self.column.addLayout(head)
        self.column.addWidget(self.state)
        self.away.clicked.connect(self._dismiss)
        self.show_job(job)

    def show_job(self, job: Upload) -> None:
        """Say how far it is."""
        self.job = job
        self.name.setText(job.title)
        self.away.set_name(tr("Remove “{name}”", name=job.title))
        self.state.set_tone("negative" if job.error is not None else "dim")
        if job.error is not None:
            self.state.setText(" ".join(part for part in (job.error_sentence, job.what_now) if part))
        else:
            share = "" if job.fraction is None else f" {round(100 * job.fraction)} %"
            self.state.setText((job.detail or tr("Waiting")) + share)

    @Slot()
    def _dismiss(self) -> None:
        self._sounds.dismiss(self.job)


class SoundList(QWidget):
    """All sounds of one video, and the way to more: a file dialog or a drop."""

    def __init__(self, sounds: Sounds) -> None:
        super().__init__()
        self._sounds = sounds
        self._place: tuple[UUID, UUID] | None = None
        self._dialog: QFileDialog | None = None
        self.rows: dict[str, SoundRow] = {}
        self.coming: dict[UUID, ComingRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(tokens.SMALL)
        self.add = Button(tr("Add a sound track"), icon="plus")
        self.add.clicked.connect(self._choose)
        self.hint = Label("", Type.CAPTION, tone="dim", wrap=True)
        foot = QHBoxLayout()
        foot.addWidget(self.add)
        foot.addStretch(1)
        self._column.addLayout(foot)
        self._column.addWidget(self.hint)
        self.setFocusProxy(self.add)
        self.invite(False)
        sounds.uploads.changed.connect(self._show_coming)
        sounds.uploads.progressed.connect(self._show_coming)

    def show_sounds(self, space_id: UUID, video_id: UUID, renditions: Sequence[RenditionInfo]) -> None:
        """Show these; rows stay what they are, so that nothing moves under the hands."""
        if self._place != (space_id, video_id):
            self._drop(list(self.rows.values()))
            self.rows.clear()
        self._place = (space_id, video_id)
        there = {sound.name: sound for sound in sounds_of(renditions)}
        self._drop([self.rows.pop(name) for name in set(self.rows) - set(there)])
        for name, sound in there.items():
            if name in self.rows:
                self.rows[name].show_sound(sound)
            else:
                row = self.rows[name] = SoundRow(sound, self._place, self._sounds)
                self._column.insertWidget(len(self.rows) - 1, row)
        self._show_coming()

    @Slot()
    def _show_coming(self) -> None:
        jobs = {job.id: job for job in self._sounds.coming(*self._place)} if self._place else {}
        self._drop([self.coming.pop(id_) for id_ in set(self.coming) - set(jobs)])
        for id_, job in jobs.items():
            if id_ in self.coming:
                self.coming[id_].show_job(job)
            else:
                row = self.coming[id_] = ComingRow(job, self._sounds)
                self._column.insertWidget(self._column.count() - 2, row)

    def _drop(self, rows: Sequence[QWidget]) -> None:
        for row in rows:
            if row.isAncestorOf(self.focusWidget() or self):
                self.add.setFocus(Qt.FocusReason.OtherFocusReason)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()

    def take(self, paths: Sequence[Path]) -> None:
        """Give the video what is in these files."""
        if self._place is not None:
            self._sounds.add(*self._place, paths)

    def invite(self, inviting: bool) -> None:
        """Files are above: say that they can be let go."""
        self.hint.set_tone("info" if inviting else "dim")
        self.hint.setText(
            tr("Let go to add them to this video.")
            if inviting
            else tr("Such as an audio description. Or drop a sound file here.")
        )

    @Slot()
    def _choose(self) -> None:
        if self._dialog is None:
            self._dialog = QFileDialog(self, tr("Add a sound track"))
            self._dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
            self._dialog.setNameFilters([tr("Sounds ({kinds})", kinds=sound_kinds()), tr("All files (*)")])
            self._dialog.filesSelected.connect(self._chosen)
        self._dialog.open()

    @Slot(list)
    def _chosen(self, names: list[str]) -> None:
        self.take([Path(name) for name in names])

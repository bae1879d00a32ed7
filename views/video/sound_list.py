"""The sounds of a video in its details: the film's own, and those that were added, to be named or removed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from controllers.video.sounds import Sounds, sound_kinds, sound_name
from controllers.video.uploads import Upload
from models.core.text import mark, tr
from models.core.units import clock
from models.video.entities import RenditionInfo
from models.video.sound_tracks import SoundInfo, SoundRole, sounds_of
from views.video.track_rows import Refused, TrackForm, TrackRow
from views.widgets import tokens
from views.widgets.buttons import Button, IconButton
from views.widgets.labels import ElidedLabel, Label
from views.widgets.surfaces import Card
from views.widgets.tokens import Type, Weight

_ROLES = {
    SoundRole.DESCRIPTION: mark("Audio description, for those who do not see"),
    SoundRole.COMMENTARY: mark("Commentary"),
    SoundRole.OTHER: mark("Another sound, such as another language"),
}
"""English source texts, translated when shown."""


class SoundRow(TrackRow):
    """One sound; what was added can be named and removed."""

    def __init__(self, sound: SoundInfo, place: tuple[UUID, UUID], sounds: Sounds) -> None:
        super().__init__()
        self._place, self._sounds = place, sounds
        self.show_sound(sound)

    def show_sound(self, sound: SoundInfo) -> None:
        """Show how it is called now."""
        self.sound = sound
        length = clock(sound.duration_us) if sound.duration_us else ""
        self.name_it(sound_name(sound), ("" if sound.added else tr("of the film"), length, sound.file_name))
        for button in (self.pencil, self.bin):
            button.setVisible(sound.added)
        if self.form is not None:
            self.form.show_track(sound.language, sound.label, sound.role)

    def make_form(self) -> TrackForm:
        form = TrackForm("role", tr("What it is"), _ROLES, self._keep, first=True)
        form.show_track(self.sound.language, self.sound.label, self.sound.role)
        return form

    def _keep(self, refused: Refused, **said: Any) -> None:
        self._sounds.edit(self.sound, self._place, refused, **said)

    def remove(self) -> None:
        self._sounds.remove(self.sound, self._place)


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

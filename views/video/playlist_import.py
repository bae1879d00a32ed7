"""Importing a playlist: what of its file is here and what is not, told before anything is made."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QListWidget, QWidget

from controllers.video.playlist_files import Found, PlaylistFiles
from models.core.errors import PersonError
from models.core.text import tr
from views.video import formats
from views.video.edit_fields import Line
from views.widgets.buttons import Button, Kind
from views.widgets.forms import FormRow, place_error
from views.widgets.labels import Label
from views.widgets.side_panel import SidePanel


class ImportPanel(SidePanel):
    """`made` is called with the id of the new playlist."""

    def __init__(self, files: PlaylistFiles, made: Callable[[UUID], None], host: QWidget) -> None:
        super().__init__(tr("Import a playlist"), host)
        self._files, self._made = files, made
        self._found: Found | None = None
        self.name = Line()
        self.rows = {"title": FormRow(tr("Title"), self.name)}
        self.here = Label("", wrap=True)
        self.missing = Label("", tone="warning", wrap=True)
        self.unknown = QListWidget()
        self.unknown.setAccessibleName(tr("Not in the library"))
        self.hint = Label(
            tr("Add these files to the library first, then import the playlist again to have them in it."),
            tone="dim",
            wrap=True,
        )
        self.make = Button(tr("Import"), icon="list-plus", kind=Kind.PRIMARY)
        for part in (self.rows["title"], self.here, self.missing):
            self.body.addWidget(part)
        self.body.addWidget(self.unknown, 1)
        self.body.addWidget(self.hint)
        self.body.addWidget(self.make)
        self.body.addStretch(0)
        self.make.clicked.connect(self._make)
        self.name.returnPressed.connect(self._make)
        files.refused.connect(self._refused)

    def ask(self, found: Found) -> None:
        """Open it with what a file means."""
        self._found = found
        self.name.setText(found.list.title)
        count, missing = len(found.places), len(found.unknown)
        self.here.setText(
            tr("{videos} of it are in your library.", videos=formats.videos(count))
            if count
            else tr("Nothing of it is in your library.")
        )
        self.missing.setText(
            tr("1 entry is not here and is left out:")
            if missing == 1
            else tr("{count} entries are not here and are left out:", count=missing)
        )
        self.unknown.clear()
        self.unknown.addItems([entry.words for entry in found.unknown])
        for widget in (self.missing, self.unknown, self.hint):
            widget.setVisible(bool(missing))
        self.make.setEnabled(bool(count))
        self.make.setText(tr("Import {videos}", videos=formats.videos(count)))
        self.open_panel()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.selectAll()

    @Slot()
    def _make(self) -> None:
        if self._found is not None and self._found.places:
            self.rows["title"].clear_error()
            self._files.make(self._found, self.name.text(), self._done)

    def _done(self, space_id: UUID) -> None:
        self.close_panel()
        self._made(space_id)

    @Slot(object)
    def _refused(self, error: PersonError) -> None:
        if not place_error(error, self.rows):
            self.rows["title"].show_error(str(error))

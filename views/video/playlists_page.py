"""All playlists that a person may change: Watch Later and Favourites first, then the rest."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from controllers.video.playlist_files import Found, file_kinds, playlist_file
from controllers.video.playlists import PlaylistList
from models.core.errors import PersonError
from models.core.text import tr
from views.shell.workspace import Crumb
from views.video.page import Hall, Page
from views.video.playlist_import import ImportPanel
from views.video.playlist_tiles import PlaylistTiles
from views.widgets import tokens
from views.widgets.buttons import Button, IconButton, Kind
from views.widgets.fields import SearchBox
from views.widgets.labels import Label
from views.widgets.tokens import Type


class PlaylistsPage(Page):
    """`playlists`. A name typed into the field filters, or becomes a new playlist."""

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall = hall
        self.lists = PlaylistList(hall.parts.actor, self)
        self.tiles = PlaylistTiles(hall, self.lists)
        self.tiles.make_new = self.make_new
        self.search = SearchBox(tr("Filter, or name a new playlist"))
        self.search.setMaxLength(200)
        self.search.setFixedWidth(260)
        self.new = Button(tr("New playlist"), icon="plus", kind=Kind.PRIMARY)
        self.take = IconButton("upload", tr("Import a playlist from a file"))
        self._dialog: QFileDialog | None = None
        self._panel: ImportPanel | None = None
        self.wrong = Label("", tone="negative")
        self.wrong.hide()
        row = QHBoxLayout()
        row.setSpacing(tokens.SMALL)
        row.addWidget(Label(tr("Playlists"), Type.TITLE))
        row.addStretch(1)
        row.addWidget(self.wrong)
        row.addWidget(self.search)
        row.addWidget(self.take)
        row.addWidget(self.new)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.LARGE + tokens.TINY, 0, 0)
        column.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(tokens.WIDE, 0, tokens.WIDE, 0)
        top.addLayout(row)
        column.addLayout(top)
        column.addWidget(self.tiles, 1)
        self.search.textChanged.connect(self._narrow)
        self.search.returnPressed.connect(self._entered)
        self.search.left.connect(self._to_tiles)
        self.new.clicked.connect(self.make_new)
        self.take.clicked.connect(self._choose_file)
        hall.parts.playlist_files.found.connect(self._found)

    def begins(self) -> QWidget:
        return self.tiles.tiles[0] if self.tiles.tiles else self.new

    @property
    def title(self) -> str:
        return tr("Playlists")

    def breadcrumb(self) -> Sequence[Crumb]:
        return (Crumb(tr("Playlists")),)

    def focus_search(self) -> bool:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.lists.set_visible(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.lists.set_visible(False)

    @Slot(str)
    def _narrow(self, text: str) -> None:
        self.wrong.hide()
        self.tiles.words = text
        self.tiles.fill()

    @Slot()
    def _entered(self) -> None:
        if self.tiles.tiles:
            self._to_tiles()
        else:
            self.make_new()

    @Slot()
    def _to_tiles(self) -> None:
        if self.tiles.tiles:
            self.tiles.tiles[0].setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def make_new(self) -> None:
        """Make a playlist called as the field says, and open it; without a name, ask for one."""
        name = self.search.text().strip()
        if not name:
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)
            self._say(tr("Type a name for the new playlist"), "dim")
            return
        saver = self._hall.saver
        saver.create(name, self._made, self._refused, channel_id=saver.own_channel)

    # From a file

    def drop(self, urls: Sequence[QUrl]) -> bool:
        """A file of a playlist."""
        path = playlist_file(urls)
        if path is not None:
            self._hall.parts.playlist_files.read(path)
        return path is not None

    @Slot()
    def _choose_file(self) -> None:
        """The dialog of the system, which does not block the window."""
        if self._dialog is None:
            self._dialog = QFileDialog(self, tr("Import a playlist"))
            self._dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            self._dialog.setNameFilters([tr("Playlists ({kinds})", kinds=file_kinds()), tr("All files (*)")])
            self._dialog.fileSelected.connect(self._chosen)
        self._dialog.open()

    @Slot(str)
    def _chosen(self, path: str) -> None:
        self._hall.parts.playlist_files.read(Path(path))

    @Slot(object)
    def _found(self, found: Found) -> None:
        if self._panel is None:
            self._panel = ImportPanel(self._hall.parts.playlist_files, self._made, self)
        self._panel.ask(found)

    def forget(self) -> None:
        """The file was another person's."""
        if self._panel is not None:
            self._panel.close_panel()

    def _made(self, space_id: UUID) -> None:
        self.search.clear()
        self._hall.visit(f"playlist/{space_id}")

    def _refused(self, error: PersonError) -> None:
        self._say(str(error), "negative")

    def _say(self, text: str, tone: str) -> None:
        self.wrong.setText(text)
        self.wrong.set_tone(tone)
        self.wrong.show()


def make(hall: Hall) -> PlaylistsPage:
    """The page in its workspace."""
    return PlaylistsPage(hall)

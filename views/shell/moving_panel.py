"""The panel to take everything along, and to bring it back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from controllers.portable.moving import Moving, Room, export_at, is_export
from models.core.errors import PersonError
from models.core.text import tr
from models.core.units import byte_size
from views.widgets import tokens
from views.widgets.buttons import Button, Kind
from views.widgets.fields import Select
from views.widgets.forms import FormRow
from views.widgets.labels import Heading, Label
from views.widgets.side_panel import SidePanel
from views.widgets.surfaces import Card, ScrollColumn


class MovingPanel(SidePanel):
    """Export says first how much room it takes; import shows what was chosen or dropped before it begins."""

    def __init__(self, moving: Moving, host: QWidget) -> None:
        super().__init__(tr("Everything I own"), host)
        self._moving = moving
        self._dialog: QFileDialog | None = None
        content = ScrollColumn(margin=0)
        content.column.setSpacing(tokens.LARGE)
        content.column.addWidget(Heading(tr("Export")))
        content.column.addWidget(self._export_card())
        content.column.addWidget(Heading(tr("Import")))
        content.column.addWidget(self._import_card())
        self.body.addWidget(content, 1)
        moving.room.connect(self._show_room)
        moving.failed.connect(self._show_failure)

    def _export_card(self) -> QWidget:
        card = Card()
        card.column.setSpacing(tokens.MEDIUM)
        words = tr(
            "Your files under readable names, and all that Nonet knows of them, with a checksum for each. "
            "Passwords and other secrets stay here."
        )
        card.column.addWidget(Label(words, tone="dim", wrap=True))
        self.form = Select(tr("As"))
        self.form.addItem(tr("A folder"), False)
        self.form.addItem(tr("One zip file"), True)
        card.column.addWidget(FormRow(tr("As"), self.form))
        self.place = QLineEdit()
        self.place_row = FormRow(tr("Save as"), self.place, " ")
        self.place.editingFinished.connect(self._ask_room)
        self.place.returnPressed.connect(self._export)
        card.column.addWidget(self.place_row)
        self.choose = Button(tr("Choose a folder…"), icon="folder-open")
        self.choose.clicked.connect(self._choose_place)
        self.export_button = Button(tr("Export"), kind=Kind.PRIMARY)
        self.export_button.clicked.connect(self._export)
        card.column.addLayout(_row(self.choose, self.export_button))
        return card

    def _import_card(self) -> QWidget:
        card = Card()
        card.column.setSpacing(tokens.MEDIUM)
        self.explanation = Label(_what_import_does(), tone="dim", wrap=True)
        card.column.addWidget(self.explanation)
        self.source = QLineEdit()
        self.source_row = FormRow(tr("Folder or zip file"), self.source)
        self.source.returnPressed.connect(self._import)
        card.column.addWidget(self.source_row)
        self.choose_folder = Button(tr("Folder…"), icon="folder-open")
        self.choose_folder.clicked.connect(self._choose_folder)
        self.choose_zip = Button(tr("Zip file…"), icon="file")
        self.choose_zip.clicked.connect(self._choose_zip)
        self.import_button = Button(tr("Import"), kind=Kind.PRIMARY)
        self.import_button.clicked.connect(self._import)
        card.column.addLayout(_row(self.choose_folder, self.choose_zip, self.import_button))
        return card

    # Opening

    def begin_export(self) -> None:
        """Open on a place for an export, and say how much room it takes."""
        self.place.setText(str(self._moving.suggested()))
        self._ask_room()
        self.open_panel()
        self.form.setFocus(Qt.FocusReason.OtherFocusReason)

    def begin_import(self) -> None:
        """Open where a folder or a zip file is chosen."""
        self.open_panel()
        self.source.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_drop(self, urls: Sequence[QUrl]) -> bool:
        """What was dropped, if it is one export; it is imported when the person says so."""
        path = Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
        if path is None or not is_export(path):
            return False
        self.open_panel()
        self.source.setText(str(path))
        self.import_button.setFocus()
        return True

    # Export

    @Slot()
    def _ask_room(self) -> None:
        self.export_button.setEnabled(False)
        self._remark(tr("Finding out how much room it takes…"))
        self._moving.ask_room(Path(self.place.text()).parent)

    @Slot(object)
    def _show_room(self, room: Room) -> None:
        self.export_button.setEnabled(room.fits)
        needed, free = byte_size(room.needed), byte_size(room.free)
        if room.fits:
            self._remark(tr("It takes about {needed}; {free} are free there.", needed=needed, free=free))
        else:
            self.place_row.show_error(
                tr("It takes about {needed}, and {free} are free there. Choose another place.",
                   needed=needed, free=free)
            )  # fmt: skip

    def _remark(self, sentence: str) -> None:
        self.place_row.clear_error()
        self.place_row.note.setText(sentence)
        self.place_row.note.show()

    @Slot(object)
    def _show_failure(self, error: Exception) -> None:
        self.place_row.show_error(str(error))

    @Slot()
    def _export(self) -> None:
        if not self.export_button.isEnabled():
            return
        path = Path(self.place.text().strip())
        if not path.is_absolute() or not path.parent.is_dir():
            self.place_row.show_error(tr("This folder is not there. Choose another place."))
            return
        self._moving.export(path, packed=bool(self.form.currentData()))
        self.close_panel()

    @Slot()
    def _choose_place(self) -> None:
        def chosen(folder: str) -> None:
            self.place.setText(str(Path(folder) / Path(self.place.text()).name))
            self._ask_room()

        self._open_dialog(tr("Where the export is saved"), QFileDialog.FileMode.Directory, chosen)

    # Import

    @Slot()
    def _choose_folder(self) -> None:
        self._open_dialog(tr("Import a folder"), QFileDialog.FileMode.Directory, self.source.setText)

    @Slot()
    def _choose_zip(self) -> None:
        self._open_dialog(tr("Import a zip file"), QFileDialog.FileMode.ExistingFile, self.source.setText)

    def _open_dialog(self, title: str, mode: QFileDialog.FileMode, chosen: object) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        dialog = self._dialog = QFileDialog(self, title)
        dialog.setFileMode(mode)
        if mode is QFileDialog.FileMode.ExistingFile:
            dialog.setNameFilters([tr("Zip files (*.zip)"), tr("All files (*)")])
        dialog.fileSelected.connect(chosen)
        dialog.open()

    @Slot()
    def _import(self) -> None:
        text = self.source.text().strip()
        if not text:
            self.source_row.show_error(tr("Choose the folder or the zip file of an export first."))
            return
        try:
            path = export_at(Path(text))
        except PersonError as error:
            self.source_row.show_error(str(error))
            return
        self._moving.take_in(path)
        self.source.clear()
        self.close_panel()


def _what_import_does() -> str:
    return tr(
        "Brings back what an export holds, from this Nonet or another. What is here already stays as it is, "
        "and nothing is doubled. The export is looked through first; if anything is wrong with it, nothing "
        "changes."
    )


def _row(*buttons: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(tokens.SMALL)
    for button in buttons[:-1]:
        row.addWidget(button)
    row.addStretch(1)
    row.addWidget(buttons[-1])
    return row

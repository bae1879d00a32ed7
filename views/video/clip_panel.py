"""Cutting a clip beside the player: where it begins and ends, and what is to become of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from app.kernel.notices import NoticeKind, Notices
from controllers.video.clips import END, START, Clipper
from controllers.video.export import readable_name
from controllers.video.moments import moment_text
from models.core.errors import PersonError
from models.core.text import number, tr
from models.core.units import clock
from views.shell.navigation import link
from views.video.edit_fields import Line
from views.video.player.seekbar import SeekBar
from views.widgets import tokens
from views.widgets.buttons import Button, IconButton, Kind
from views.widgets.fields import Select
from views.widgets.forms import FormRow, place_error
from views.widgets.labels import Label
from views.widgets.side_panel import SidePanel

_EXACT_US = 20_000
"""What is cut so near to where it was wanted needs no word."""


class ClipPanel(SidePanel):
    """The stretch of a `Clipper`, also two handles on the seek bar. `shut` when it is closed."""

    shut = Signal()

    def __init__(
        self,
        clipper: Clipper,
        bar: SeekBar,
        notices: Notices,
        visit: Callable[[str], None],
        host: QWidget,
    ) -> None:
        super().__init__(tr("Clip"), host)
        self.clipper, self._bar, self._notices, self._visit = clipper, bar, notices, visit
        self._dialog: QFileDialog | None = None
        self.lines = {START: Line(), END: Line()}
        self.rows = {
            START: FormRow(tr("From"), self.lines[START]),
            END: FormRow(tr("Until"), self.lines[END]),
        }
        self.here = {
            START: IconButton("skip-back", tr("The clip begins here"), size=tokens.ICON_SMALL),
            END: IconButton("skip-forward", tr("The clip ends here"), size=tokens.ICON_SMALL),
        }
        self.side = Select(tr("Where to cut"))
        self.side.addItem(tr("Begin at the key frame before"), False)
        self.side.addItem(tr("Begin at the key frame after"), True)
        self.said = Label("", tone="dim", wrap=True)
        self.name = QLineEdit()
        self.play = Button(tr("Play the clip"), icon="play")
        self.save = Button(tr("Save as a new video"), icon="scissors", kind=Kind.PRIMARY)
        self.export = Button(tr("Export a file"), icon="download")
        self.copy = Button(tr("Copy link"), icon="link")
        self._lay_out()
        self._connect()

    @property
    def wide(self) -> int:
        """How much of its host it covers, in pixels."""
        return min(tokens.PANEL_WIDTH, self._host.width())

    def _lay_out(self) -> None:
        for edge in (START, END):
            row = QHBoxLayout()
            row.setSpacing(tokens.SMALL)
            row.addWidget(self.rows[edge], 1)
            row.addWidget(self.here[edge], 0, Qt.AlignmentFlag.AlignBottom)
            self.body.addLayout(row)
        self.hint = Label(
            tr("Up and Down move it by a picture, with Shift by a second. The handles on the seek bar can be "
               "pulled."),
            tone="dim", wrap=True,
        )  # fmt: skip
        self.title_row = FormRow(tr("Title of the clip"), self.name)
        for part in (self.hint, FormRow(tr("Where to cut"), self.side), self.said, self.title_row):
            self.body.addWidget(part)
        for pair in ((self.play, self.copy), (self.save, self.export)):
            row = QHBoxLayout()
            row.setSpacing(tokens.SMALL)
            for button in pair:
                row.addWidget(button)
            row.addStretch(1)
            self.body.addLayout(row)
        self.body.addStretch(1)

    def _connect(self) -> None:
        for edge, line in self.lines.items():
            line.returnPressed.connect(partial(self._typed, edge))
            line.left.connect(partial(self._typed, edge))
            line.installEventFilter(self)
            self.here[edge].does(partial(self.clipper.set_here, edge))
        self.side.activated.connect(self._choose_side)
        self.play.does(self.clipper.play)
        self.save.clicked.connect(self._save)
        self.export.clicked.connect(self._choose_file)
        self.copy.clicked.connect(self._copy)
        self.clipper.changed.connect(self._show)
        self.clipper.refused.connect(self._refused)
        self._bar.clip_pulled.connect(self._pulled)
        self.closed.connect(self._shut)

    def cut(self, edge: str = "") -> None:
        """Open it for what is watched; `edge` is put where the player is."""
        if not self.clipper.open():
            return
        if edge:
            self.clipper.set_here(edge)
        if not self.is_open:
            self.open_panel()
            self.lines[edge or START].setFocus(Qt.FocusReason.OtherFocusReason)
            self.lines[edge or START].selectAll()

    # What is shown

    @Slot()
    def _show(self) -> None:
        clipper = self.clipper
        card = clipper.card
        if card is None:
            self._bar.set_clip(None)
            self.close_panel()
            return
        self._bar.set_clip((clipper.start_us, clipper.end_us))
        for edge, moment in ((START, clipper.start_us), (END, clipper.end_us)):
            if self.lines[edge].text() != moment_text(moment):
                self.lines[edge].setText(moment_text(moment))
        self.name.setPlaceholderText(f"{card.title} ({clock(clipper.begins_us)})")
        self.side.setCurrentIndex(int(clipper.later))
        for part in (self.side, self.save, self.export, self.name):
            part.setEnabled(clipper.can_cut)
        self.said.setText(self._words())

    def _words(self) -> str:
        """Where the cut really falls, and why."""
        clipper = self.clipper
        if not clipper.can_cut:
            return tr("Only your own videos can be cut. The link plays the part for everyone who may see it.")
        begins, length = clipper.begins_us, clock(clipper.end_us - clipper.begins_us)
        away = begins - clipper.start_us
        if abs(away) <= _EXACT_US:
            return tr("The clip begins exactly there and is {length} long.", length=length)
        values = {"time": moment_text(begins), "seconds": number(abs(away) / 1e6, 1), "length": length}
        if away < 0:
            return tr("The clip begins at {time}, {seconds} s before, and is {length} long: without encoding "
                      "it again, a video can only be cut at a key frame.", **values)  # fmt: skip
        return tr("The clip begins at {time}, {seconds} s after, and is {length} long: without encoding it "
                  "again, a video can only be cut at a key frame.", **values)  # fmt: skip

    @Slot(object)
    def _refused(self, error: PersonError) -> None:
        if not place_error(error, self.rows):
            self._notices.error(error, source="video")

    # Hands

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down nudge the edge whose field they are pressed in."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            way = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
            edge = next((edge for edge, line in self.lines.items() if line is watched), "")
            if way and edge:
                if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                    self.clipper.nudge(edge, seconds=way)
                else:
                    self.clipper.nudge(edge, pictures=way)
                return True
        return super().eventFilter(watched, event)

    def _typed(self, edge: str) -> None:
        moment = self.clipper.start_us if edge == START else self.clipper.end_us
        if self.clipper.card is not None and self.lines[edge].text() != moment_text(moment):
            self.clipper.typed(edge, self.lines[edge].text())

    @Slot(str, object)
    def _pulled(self, edge: str, moment_us: int) -> None:
        self.clipper.set(edge, moment_us)

    @Slot()
    def _choose_side(self) -> None:
        self.clipper.set_later(bool(self.side.currentData()))

    @Slot()
    def _save(self) -> None:
        if self.clipper.save(self.name.text(), self._visit):
            self.name.clear()
            self.close_panel()

    @Slot()
    def _choose_file(self) -> None:
        """The dialog of the system, which does not block the window."""
        card = self.clipper.card
        if card is None:
            return
        dialog = self._dialog = QFileDialog(self, tr("Export a file"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([tr("Videos ({kinds})", kinds="*.mp4")])
        dialog.setDefaultSuffix("mp4")
        begins = clock(self.clipper.begins_us).replace(":", ".")
        dialog.selectFile(readable_name(f"{self.name.text() or card.title} {begins}", "clip.mp4"))
        dialog.fileSelected.connect(self.write)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def write(self, path: str) -> None:
        """Write the clip to this file."""
        self.clipper.export(Path(path))

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(link("video", self.clipper.place()))
        self._notices.post(tr("The link is copied."), NoticeKind.SUCCESS, source="video", key="video.link")

    @Slot()
    def _shut(self) -> None:
        self.clipper.close()
        self.shut.emit()

"""Writing captions beside the player: a list of cues, the one in hand, and the sound they lie on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.kernel.actions import Action, Actions, normal
from controllers.video.caption_editor import CaptionEditor
from controllers.video.moments import moment_text
from models.core.errors import PersonError
from models.core.text import tr
from views.video.cue_list import CueList, fault_text
from views.video.cue_strip import CueStrip
from views.video.edit_fields import Line
from views.widgets import tokens
from views.widgets.buttons import Button, IconButton, Kind
from views.widgets.forms import FormRow, place_error
from views.widgets.labels import Label
from views.widgets.side_panel import SidePanel
from views.widgets.states import Skeleton, State, StateStack, StateView
from views.widgets.tokens import Type

CONTEXT = "video.captions"
_WIDE = 460
_AUTOSAVE_MS = 15_000
_MODIFIERS = (Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Control, Qt.Key.Key_Meta, Qt.Key.Key_Shift)
_FIXED = {"Ctrl+Z": "undo", "Ctrl+Y": "redo", "Ctrl+Shift+Z": "redo", "Ctrl+S": "save"}
"""Keys that mean the same everywhere, and here the captions."""


class CaptionPanel(SidePanel):
    """The track of a `CaptionEditor`. What was changed is kept when the panel is closed, and every 15 s."""

    shut = Signal()

    def __init__(self, editor: CaptionEditor, actions: Actions, host: QWidget) -> None:
        super().__init__(tr("Captions"), host, _WIDE)
        self.editor = editor
        self._actions = actions
        self._filling = False
        self._dialog: QFileDialog | None = None
        self.buttons: dict[str, Button] = {}
        self._ids: dict[str, str] = {}
        self._make_parts()
        self._lay_out()
        self._connect()

    # What there is

    @property
    def wide(self) -> int:
        """How much of its host it covers, in pixels."""
        return min(_WIDE, self._host.width())

    def _make_parts(self) -> None:
        self.status = Label("", Type.CAPTION, tone="dim")
        self.header.insertWidget(1, self.status)
        self.strip = CueStrip(self.editor.player)
        self.list = CueList()
        self.start, self.end = Line(), Line()
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(3 * self.text.fontMetrics().lineSpacing() + tokens.LARGE)
        self.rows = {
            "start": FormRow(tr("From"), self.start),
            "end": FormRow(tr("Until"), self.end),
            "text": FormRow(tr("Text"), self.text),
        }
        self.faults = Label("", Type.CAPTION, tone="warning", wrap=True)
        self.by = Line()
        self.by.setText("0.5")
        self.by.setFixedWidth(64)
        self.by.setAccessibleName(tr("Seconds"))
        self.save_button = Button(tr("Save"), kind=Kind.PRIMARY)
        self.export_button = Button(tr("Export"), icon="download")
        self.stack = StateStack(self.list, Skeleton(6))

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(tokens.TINY)
        for name, icon, title in _tools():
            self.buttons[name] = IconButton(icon, title, size=tokens.ICON_SMALL)
            tools.addWidget(self.buttons[name])
        self.buttons["loop"].setCheckable(True)
        tools.addStretch(1)
        times = QHBoxLayout()
        times.setSpacing(tokens.MEDIUM)
        times.addWidget(self.rows["start"])
        times.addWidget(self.rows["end"])
        foot = QHBoxLayout()
        foot.setSpacing(tokens.SMALL)
        self.later, self.sooner = Button(tr("All later")), Button(tr("All sooner"))
        for widget in (self.by, Label(tr("s"), tone="dim"), self.sooner, self.later):
            foot.addWidget(widget)
        foot.addStretch(1)
        foot.addWidget(self.export_button)
        foot.addWidget(self.save_button)
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SMALL)
        column.addLayout(times)
        column.addWidget(self.rows["text"])
        column.addWidget(self.faults)
        self.form = box
        self.body.addWidget(self.strip)
        self.body.addLayout(tools)
        self.body.addWidget(self.stack, 1)
        self.body.addWidget(box)
        self.body.addLayout(foot)

    def _connect(self) -> None:
        editor = self.editor
        editor.opened.connect(self._show)
        editor.changed.connect(self._show)
        editor.kept.connect(self._kept)
        editor.failed.connect(self._refused)
        self.list.selectionModel().currentChanged.connect(self._row_chosen)
        self.list.activated.connect(self._to_text)
        self.text.textChanged.connect(self._typed)
        self.start.left.connect(self._start_typed)
        self.start.returnPressed.connect(self._start_typed)
        self.end.left.connect(self._end_typed)
        self.end.returnPressed.connect(self._end_typed)
        self.strip.chosen.connect(editor.select)
        self.strip.seeked.connect(editor.player.seek)
        self.strip.pulled.connect(self._pulled)
        self.sooner.clicked.connect(self._all_sooner)
        self.later.clicked.connect(self._all_later)
        self.save_button.clicked.connect(editor.save)
        self.export_button.clicked.connect(self._choose_target)
        for name, button in self.buttons.items():
            button.does(partial(self.do, name))
        self._keyed: list[QObject] = [self, self.text, self.start, self.end, self.list, self.by]
        for widget in self._keyed:
            widget.installEventFilter(self)
        self._autosave = QTimer(self)
        self._autosave.setInterval(_AUTOSAVE_MS)
        self._autosave.timeout.connect(editor.save)
        self.closed.connect(self._shut)
        self._register()

    def _register(self) -> None:
        """The keys of the tools, changeable like all others, told in the sheet of keys."""
        for name, keys in _KEYS.items():
            id_ = f"{CONTEXT}.{name}"
            self._ids[name] = id_
            title = _titles()[name]
            self._actions.register(
                Action(
                    id=id_,
                    title=title,
                    handler=partial(self.do, name),
                    shortcut=keys,
                    context=CONTEXT,
                    when=lambda: self.is_open,
                )
            )
            if name in self.buttons:
                self.buttons[name].set_tip(title, self._actions.shortcut(id_))

    # Hands

    def do(self, name: str) -> None:
        """A tool, by its name."""
        editor = self.editor
        acts: dict[str, Callable[[], object]] = {
            "split": lambda: editor.split(self.text.textCursor().position()),
            "loop": editor.toggle_loop,
            "save": editor.save,
            "play": editor.player.toggle,
            "next": lambda: self._step(1),
            "previous": lambda: self._step(-1),
        }
        acts.get(name, lambda: editor.step(name))()
        if name in ("insert", "split"):
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _insert(self) -> None:
        self.do("insert")

    def _step(self, by: int) -> None:
        if self.editor.track is not None:
            self.editor.select(self.editor.track.selected + by)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        pressed = event.type() in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
        if pressed and isinstance(event, QKeyEvent) and watched in self._keyed:
            name = self._meant(event)
            if name:
                event.accept()
                if event.type() == QEvent.Type.KeyPress:
                    self.do(name)
                return True
        return super().eventFilter(watched, event)

    def _meant(self, event: QKeyEvent) -> str:
        if not event.modifiers() or event.key() in _MODIFIERS:
            return ""
        text = QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
        pressed = normal(text)
        if pressed in _FIXED:
            return _FIXED[pressed]
        return next((name for name, id_ in self._ids.items() if pressed in self._actions.keys(id_)), "")

    @Slot(QModelIndex, QModelIndex)
    def _row_chosen(self, now: QModelIndex, _before: QModelIndex) -> None:
        if not self._filling and now.isValid():
            self.editor.select(now.row())

    @Slot()
    def _to_text(self) -> None:
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        self.text.selectAll()

    @Slot()
    def _typed(self) -> None:
        if not self._filling:
            self.editor.set_text(self.text.toPlainText())

    @Slot()
    def _start_typed(self) -> None:
        self._moment_typed("start", self.start)

    @Slot()
    def _end_typed(self) -> None:
        self._moment_typed("end", self.end)

    def _moment_typed(self, field: str, line: Line) -> None:
        track = self.editor.track
        if track is None or track.selected < 0:
            return
        cue = track.cues[track.selected]
        if line.text() != moment_text(cue.start_us if field == "start" else cue.end_us):
            self.editor.set_moment(field, line.text())

    @Slot(str, object)
    def _pulled(self, edge: str, moment_us: int) -> None:
        self.editor.set_moment(edge, moment_text(moment_us))

    @Slot()
    def _all_sooner(self) -> None:
        self._shift(-1)

    @Slot()
    def _all_later(self) -> None:
        self._shift(1)

    def _shift(self, way: int) -> None:
        try:
            seconds = float(self.by.text().replace(",", "."))
        except ValueError:
            self.faults.setText(tr("“{text}” is no number of seconds.", text=self.by.text()[:20]))
            return
        self.editor.shift(way * round(seconds * 1000) * 1000)

    @Slot()
    def _choose_target(self) -> None:
        if self._dialog is None:
            self._dialog = QFileDialog(self, tr("Export captions"))
            self._dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            self._dialog.setNameFilters([tr("SubRip (*.srt)"), tr("WebVTT (*.vtt)")])
            self._dialog.setDefaultSuffix("srt")
            self._dialog.fileSelected.connect(self._export)
        self._dialog.open()

    @Slot(str)
    def _export(self, path: str) -> None:
        self.editor.export(Path(path))

    # What is shown

    @Slot()
    def _show(self) -> None:
        track = self.editor.track
        self._filling = True
        self.title.setText(self.editor.name or tr("Captions"))
        self.list.items.show_track(track)
        self.strip.show_track(track)
        cue = track.cues[track.selected] if track is not None and track.selected >= 0 else None
        self.form.setEnabled(cue is not None)
        for name in ("delete", "split", "merge", "loop", "start_here", "end_here"):
            self.buttons[name].setEnabled(cue is not None)
        self.buttons["undo"].setEnabled(track is not None and track.can_undo)
        self.buttons["redo"].setEnabled(track is not None and track.can_redo)
        self.buttons["loop"].setChecked(self.editor.looping)
        for line, text in (
            (self.start, moment_text(cue.start_us) if cue else ""),
            (self.end, moment_text(cue.end_us) if cue else ""),
        ):
            if line.text() != text:
                line.setText(text)
        if self.text.toPlainText() != (cue.text if cue else ""):
            self.text.setPlainText(cue.text if cue else "")
        if track is not None and track.selected >= 0:
            index = self.list.items.index(track.selected)
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.list.selectionModel().setCurrentIndex(index, flags)
            self.list.scrollTo(index)
            self.faults.setText(" ".join(fault_text(fault) for fault in track.faults(track.selected)))
        else:
            self.faults.setText("")
        self._filling = False
        self._show_state()

    def _show_state(self) -> None:
        track = self.editor.track
        changed = track is not None and track.changed
        self.save_button.setEnabled(changed)
        if changed:
            self.status.setText(tr("Not saved yet"))
            if not self._autosave.isActive():
                self._autosave.start()
        else:
            self._autosave.stop()
        if track is None:
            self.stack.show_loading()
        elif track.cues:
            self.stack.show_content()
        elif self.stack.currentWidget() is self.list or self.stack.currentWidget() is self.stack.skeleton:
            self.stack.show_state(self._nothing())

    def _nothing(self) -> StateView:
        return StateView(
            State.EMPTY,
            tr("Nothing is said yet"),
            tr("Play to where somebody speaks, and put the first caption there."),
            icon="captions",
            action=tr("Put one in here"),
            do=self._insert,
        )

    @Slot()
    def _kept(self) -> None:
        self._show_state()
        if self.editor.track is not None and not self.editor.track.changed:
            self.status.setText(tr("Saved"))

    @Slot(object)
    def _refused(self, error: PersonError) -> None:
        if not place_error(error, self.rows):
            self.faults.setText(str(error))

    @Slot()
    def _shut(self) -> None:
        self.editor.close()
        self.shut.emit()


_KEYS = {
    "insert": "Alt+I",
    "delete": "Alt+Del",
    "split": "Alt+S",
    "merge": "Alt+M",
    "start_here": "Ctrl+[",
    "end_here": "Ctrl+]",
    "loop": "Alt+L",
    "play": "Ctrl+Space",
    "next": "Alt+Down",
    "previous": "Alt+Up",
}


def _tools() -> list[tuple[str, str, str]]:
    """Name, icon and title of the buttons, in their order."""
    icons = {
        "undo": "undo-2", "redo": "redo-2", "insert": "plus", "split": "scissors", "merge": "link",
        "delete": "trash-2", "start_here": "skip-back", "end_here": "skip-forward", "loop": "repeat",
    }  # fmt: skip
    return [(name, icon, _titles()[name]) for name, icon in icons.items()]


def _titles() -> dict[str, str]:
    return {
        "undo": tr("Undo"),
        "redo": tr("Redo"),
        "insert": tr("Put a caption in here"),
        "split": tr("Split the caption where the cursor is"),
        "merge": tr("Join with the next caption"),
        "delete": tr("Delete the caption"),
        "start_here": tr("The caption begins here"),
        "end_here": tr("The caption ends here"),
        "loop": tr("Play the caption over and over"),
        "play": tr("Play or pause"),
        "next": tr("Next caption"),
        "previous": tr("Previous caption"),
    }

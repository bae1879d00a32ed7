"""All keys (F1): grouped by where they work, searchable, and changed by a click and a press."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from app.kernel.actions import GLOBAL, Action, Actions
from app.kernel.finding import score
from models.core.errors import Conflict, PersonError
from models.core.text import tr
from views.shell.floating import Floating
from views.shell.keys import captured, native
from views.shell.panel_list import empty
from views.widgets import tokens
from views.widgets.buttons import Button, IconButton, Kind, link
from views.widgets.fields import SearchBox
from views.widgets.labels import ElidedLabel, KeyButton, KeyCap, Label, caption
from views.widgets.surfaces import Hairline, ScrollColumn
from views.widgets.tokens import Type

_WIDE, _HIGH = 720, 620
_AT_ONCE = 6


class CheatSheet(Floating):
    """Every action with its keys. `name_of` gives the words for a context such as `video.player`."""

    def __init__(self, host: QWidget, actions: Actions, name_of: Callable[[str], str]) -> None:
        super().__init__(host, tr("Keys"), _WIDE, _HIGH)
        self._actions = actions
        self._name_of = name_of
        self.search = SearchBox(tr("Filter keys"))
        self.search.left.connect(self.close_panel)
        self.search.textChanged.connect(self._fill)
        self._list = ScrollColumn(margin=tokens.LARGE, spacing=2)
        self.rows: dict[str, KeyRow] = {}
        self._left: deque[Action] = deque()
        self._context = ""
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._fill_on)
        head = QHBoxLayout()
        head.setContentsMargins(tokens.WIDE, tokens.MEDIUM, tokens.LARGE, tokens.MEDIUM)
        head.setSpacing(tokens.MEDIUM)
        head.addWidget(Label(tr("Keys"), Type.STRONG))
        head.addWidget(Label(tr("click one to change it"), tone="dim"))
        head.addStretch()
        head.addWidget(self.search)
        close = KeyButton(tr("Esc"), tr("Close the keys"))
        close.clicked.connect(self.close_panel)
        head.addWidget(close)
        self.search.setFixedWidth(200)
        self.column.addLayout(head)
        self.column.addWidget(Hairline())
        self.column.addWidget(self._list, 1)

    def open_keys(self) -> None:
        """Open with everything shown."""
        self.search.clear()
        self._fill("")
        self.open_panel(self.search)

    def close_panel(self) -> None:
        super().close_panel()
        self._clear()  # rows that nobody sees would slow every change of theme

    def _clear(self) -> None:
        self._later.stop()
        self._left.clear()
        empty(self._list.column)
        self.rows = {}

    @Slot(str)
    def _fill(self, text: str) -> None:
        column = self._list.column
        self._clear()
        fitting = [a for a in self._actions.all() if score(text, self._searched(a)) >= (40 if text else 1)]
        fitting.sort(key=lambda action: (action.context != GLOBAL, action.context))
        self._left = deque(fitting)
        self._context = ""
        self._fill_on()
        if not fitting:
            column.addWidget(Label(tr("No key for “{text}”.", text=text), tone="dim"))

    @Slot()
    def _fill_on(self) -> None:
        """A few rows at a time, 1 ms each: all of them at once would hold the window."""
        column = self._list.column
        for _ in range(min(_AT_ONCE, len(self._left))):
            action = self._left.popleft()
            if action.context != self._context:
                self._context = action.context
                heading = caption(self._name_of(action.context))
                heading.setContentsMargins(tokens.SMALL, tokens.SMALL, 0, tokens.TINY)
                column.addWidget(heading)
            self.rows[action.id] = KeyRow(self._actions, action)
            column.addWidget(self.rows[action.id])
        if self._left:
            self._later.start()

    def _searched(self, action: Action) -> str:
        return f"{action.title} {self._actions.shortcut(action.id)} {self._name_of(action.context)}"


class KeyRow(QWidget):
    """One action: its title, its keys; a click waits for other keys and says who has them already."""

    def __init__(self, actions: Actions, action: Action, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions, self._action = actions, action
        self._wanted = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SMALL, 0, tokens.SMALL, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(tokens.SMALL)
        self.title = ElidedLabel(action.title)
        row.addWidget(self.title, 1)
        for keys in action.more:
            row.addWidget(KeyCap(native(keys)))
        self.change = _KeyButton()
        self.change.pressed_keys.connect(self._captured)
        self.change.left.connect(self.refresh)
        self.change.setAccessibleName(tr("Change the key of {title}", title=action.title))
        row.addWidget(self.change)
        self.reset = IconButton("rotate-ccw", tr("Back to the default key"), size=14, side=tokens.WIDE)
        self.reset.clicked.connect(self._reset)
        policy = self.reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(policy)
        row.addWidget(self.reset)
        column.addLayout(row)
        self._column = column
        self.complaint: Complaint | None = None
        actions.changed.connect(self._changed)
        self._show()

    @Slot()
    def refresh(self) -> None:
        """Show what holds now."""
        self._show()

    def _show(self, error: str = "", *, can_take: bool = False) -> None:
        focused = QApplication.focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            self.change.setFocus(Qt.FocusReason.OtherFocusReason)  # what has the focus may be about to go
        self.change.show_keys(native(self._actions.shortcut(self._action.id)))
        self.reset.setVisible(not self._actions.is_default(self._action.id))
        if self.complaint is not None:
            self.complaint.hide()
            self.complaint.deleteLater()
            self.complaint = None
        if error:
            self.complaint = Complaint(error, partial(self._set, take=True) if can_take else None)
            self._column.addWidget(self.complaint)

    @Slot(str)
    def _changed(self, id_: str) -> None:
        if id_ == self._action.id:
            self._show()

    @Slot(str)
    def _captured(self, keys: str) -> None:
        self._wanted = keys
        self._set(take=False)

    def _set(self, *, take: bool) -> None:
        try:
            self._actions.set_shortcut(self._action.id, self._wanted, take=take)
        except Conflict as problem:
            self._show(str(problem), can_take=not take)
        except PersonError as problem:
            self._show(str(problem))
        else:
            self._show()

    @Slot()
    def _reset(self) -> None:
        try:
            self._actions.reset_shortcut(self._action.id)
        except PersonError as problem:
            self._show(str(problem))


class Complaint(QWidget):
    """Who has the keys already, and a way to take them."""

    def __init__(self, sentence: str, take: Callable[[], object] | None) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.note = Label(sentence, Type.CAPTION, tone="negative", wrap=True)
        row.addWidget(self.note, 1)
        self.take: Button | None = None
        if take is not None:
            self.take = link(tr("Take it"))
            self.take.does(take)
            row.addWidget(self.take)


class _KeyButton(Button):
    """Shows keys; after a click it waits for others (Esc leaves them, Backspace takes them away)."""

    pressed_keys = Signal(str)
    left = Signal()
    _waiting = False

    def __init__(self) -> None:
        super().__init__(
            " ", kind=Kind.GHOST, tip=tr("Click and press other keys; Backspace takes them away")
        )
        self.clicked.connect(self._wait)

    def show_keys(self, keys: str) -> None:
        self.setText(keys or tr("none"))
        self.updateGeometry()

    @Slot()
    def _wait(self) -> None:
        self._waiting = True
        self.setText(tr("press keys…"))
        self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        # While it waits, keys that are shortcuts come here too.
        if self._waiting and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        return False if self._waiting else super().focusNextPrevChild(forward)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._waiting:
            self._waiting = False
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._waiting:
            super().keyPressEvent(event)
            return
        bare = not event.modifiers()
        if bare and event.key() == Qt.Key.Key_Escape:
            self._waiting = False
            self.left.emit()
        elif bare and event.key() == Qt.Key.Key_Backspace:
            self._waiting = False
            self.pressed_keys.emit("")
        elif keys := captured(event.key(), event.modifiers()):
            self._waiting = False
            self.pressed_keys.emit(keys)

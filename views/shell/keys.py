"""The registry's keys on widgets: the adapter from actions to Qt's shortcuts and menus."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QWidget

from app.kernel.actions import GLOBAL, Actions
from views.widgets import tokens
from views.widgets.icons import icon


class KeyMap(QObject):
    """The keys of one context on one widget, kept right when the registry changes.

    Global keys work in the widget's whole window, others while the focus is in the widget.
    """

    def __init__(self, actions: Actions, context: str, widget: QWidget) -> None:
        super().__init__(widget)
        self._actions = actions
        self._context = context
        self._widget = widget
        self._shortcuts: dict[str, list[QShortcut]] = {}
        self._live = True
        for action in actions.all():
            self._renew(action.id)
        actions.changed.connect(self._renew)

    def set_live(self, live: bool) -> None:
        """Whether the keys do anything."""
        self._live = live
        for shortcut in (each for known in self._shortcuts.values() for each in known):
            shortcut.setEnabled(live)

    @Slot(str)
    def _renew(self, id_: str) -> None:
        for old in self._shortcuts.pop(id_, []):
            old.setEnabled(False)
            old.deleteLater()
        known = self._actions.known(id_)
        if known is None or known.context != self._context:
            return
        self._shortcuts[id_] = [self._made(keys, id_) for keys in self._actions.keys(id_)]

    def _made(self, keys: str, id_: str) -> QShortcut:
        shortcut = QShortcut(QKeySequence(keys), self._widget)
        shortcut.setEnabled(self._live)
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut if self._context == GLOBAL else inside)
        shortcut.activated.connect(self._runner(keys, id_))
        return shortcut

    def _runner(self, keys: str, id_: str) -> Callable[[], None]:
        def run() -> None:
            focused = QApplication.focusWidget()
            # Space on a button presses it, also where Space means something to what is around it.
            if keys in ("Space", "Return") and isinstance(focused, QAbstractButton):
                focused.click()
            else:
                self._actions.run(id_)

        return run


def native(keys: str) -> str:
    """Keys as the person's system writes them."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText) if keys else ""


def captured(event_key: int, modifiers: Qt.KeyboardModifier) -> str:
    """The keys that were pressed, in the registry's spelling; "" while only modifiers are down."""
    if event_key in (Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta, 0):
        return ""
    combined = modifiers.value & ~Qt.KeyboardModifier.KeypadModifier.value
    return QKeySequence(combined | event_key).toString(QKeySequence.SequenceFormat.PortableText)


def menu_action(actions: Actions, id_: str, parent: QObject) -> QAction:
    """A QAction for a menu. Its key is shown, and triggered by the key map alone."""
    action = actions.get(id_)
    made = QAction(action.title, parent)
    if action.icon:
        made.setIcon(icon(action.icon, "dim", tokens.ICON_SMALL))
    keys = native(actions.shortcut(id_))
    if keys:
        made.setText(f"{action.title}\t{keys}")
    made.setEnabled(action.enabled)
    made.triggered.connect(lambda: actions.run(id_))
    return made


def fill_menu(menu: QMenu, actions: Actions, ids: list[str]) -> QMenu:
    """Put actions into a menu; an empty id is a line."""
    for id_ in ids:
        if id_:
            menu.addAction(menu_action(actions, id_, menu))
        else:
            menu.addSeparator()
    return menu

"""The menu behind the program's sign: every action that has a place in a menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtWidgets import QMenu

from app.kernel.actions import GLOBAL, Actions, Menu
from models.core.text import tr
from views.shell.keys import fill_menu, native

if TYPE_CHECKING:
    from views.shell.window import MainWindow


class Sign(QObject):
    """The program's sign as the menu's button: a click opens it, its tip tells the key."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._logo = window.rail.logo
        self._actions = window.services.actions
        self._logo.clicked.connect(self._open)
        self._actions.changed.connect(self._show_key)
        self._show_key()

    @Slot()
    def _open(self) -> None:
        self._actions.run("menu")

    @Slot()
    def _show_key(self) -> None:
        self._logo.setToolTip(f"{tr('Menu')}  {native(self._actions.shortcut('menu'))}".strip())


def main_menu(window: MainWindow) -> QMenu:
    """A submenu for each kind, with the actions and keys as they are now."""
    actions = window.services.actions
    menu = QMenu(window)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setAccessibleName(tr("Menu"))
    for kind, title in (
        (Menu.FILE, tr("File")),
        (Menu.EDIT, tr("Edit")),
        (Menu.VIEW, tr("View")),
        (Menu.GO, tr("Go")),
        (Menu.ACCOUNT, tr("Account")),
        (Menu.HELP, tr("Help")),
    ):
        ids = _of(actions, kind)
        if ids:
            fill_menu(menu.addMenu(title), actions, ids)
    return menu


def account_menu(window: MainWindow) -> QMenu:
    """The person's own actions, and the settings."""
    actions = window.services.actions
    menu = QMenu(window)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    own = _of(actions, Menu.ACCOUNT)
    return fill_menu(menu, actions, [*own, *([""] if own else []), "settings", "keys"])


def open_main_menu(window: MainWindow) -> None:
    """Open it beside the sign."""
    logo = window.rail.logo
    beside = QPoint(0 if window.isRightToLeft() else logo.width(), 0)
    main_menu(window).popup(logo.mapToGlobal(beside))


def _of(actions: Actions, kind: Menu) -> list[str]:
    """Actions of one menu; those of workspaces after a line."""
    own = [action for action in actions.all() if action.menu is kind]
    everywhere = [action.id for action in own if action.context == GLOBAL]
    inside = [action.id for action in own if action.context != GLOBAL]
    return [*everywhere, *([""] if everywhere and inside else []), *inside]

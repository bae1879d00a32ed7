"""The menu behind the program's sign: every action that has a place in a menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from app.kernel.actions import GLOBAL, Actions, Menu
from models.core.text import tr
from views.shell.keys import fill_menu

if TYPE_CHECKING:
    from views.shell.window import MainWindow


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

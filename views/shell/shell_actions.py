"""What a person can do with the window itself, as actions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.kernel.actions import Action, Menu
from models.core.text import tr
from views.shell.main_menu import open_main_menu

if TYPE_CHECKING:
    from views.shell.window import MainWindow


def shell_actions(window: MainWindow) -> list[Action]:
    """The window's actions; the keys of the workspaces come first, in the order of the rail."""
    return [
        *_workspaces(window),
        *_going(window),
        *_tabs(window),
        *_finding(window),
        *_looking(window),
        *_house(window),
    ]


def _workspaces(window: MainWindow) -> list[Action]:
    return [
        Action(
            id=f"go.{id_}",
            title=tr("Go to {workspace}", workspace=window.stack.title(id_)),
            handler=partial(window.open_workspace, id_),
            shortcut=f"Ctrl+{number}" if number < 10 else "",
            menu=Menu.GO,
            icon=window.icon_of(id_),
            in_palette=False,
        )
        for number, id_ in enumerate(window.tab_ids, start=1)
    ]


def _going(window: MainWindow) -> list[Action]:
    history = window.history
    return [
        Action(
            id="go.back",
            title=tr("Back"),
            handler=window.back,
            shortcut="Alt+Left",
            menu=Menu.GO,
            icon="arrow-left",
            when=lambda: history.can_back,
        ),
        Action(
            id="go.forward",
            title=tr("Forward"),
            handler=window.forward,
            shortcut="Alt+Right",
            menu=Menu.GO,
            icon="arrow-right",
            when=lambda: history.can_forward,
        ),
        Action(
            id="go.copy_link",
            title=tr("Copy the link of this place"),
            handler=window.copy_link,
            shortcut="Ctrl+Shift+L",
            menu=Menu.GO,
            icon="link",
        ),
    ]


def _tabs(window: MainWindow) -> list[Action]:
    going = window.going
    return [
        Action(
            id="tab.new",
            title=tr("New tab"),
            handler=lambda: going.new_tab(going.here),
            shortcut="Ctrl+T",
            menu=Menu.FILE,
            icon="plus",
        ),
        Action(
            id="tab.close",
            title=tr("Close this tab"),
            handler=lambda: going.close_tab(going.here),
            shortcut="Ctrl+W",
            menu=Menu.FILE,
            icon="x",
        ),
        Action(
            id="tab.reopen",
            title=tr("Reopen the tab that was closed last"),
            handler=lambda: going.reopen_tab(going.here),
            shortcut="Ctrl+Shift+T",
            menu=Menu.FILE,
            icon="undo-2",
            when=lambda: going.tabs(going.here).can_reopen,
        ),
        *_among_tabs(window),
    ]


def _among_tabs(window: MainWindow) -> list[Action]:
    going = window.going

    def several() -> bool:
        return len(going.tabs(going.here).all) > 1

    return [
        Action(
            id="tab.next",
            title=tr("Next tab"),
            handler=lambda: going.step_tab(going.here, 1),
            shortcut="Ctrl+Tab",
            menu=Menu.GO,
            icon="chevron-right",
            when=several,
        ),
        Action(
            id="tab.previous",
            title=tr("Previous tab"),
            handler=lambda: going.step_tab(going.here, -1),
            shortcut="Ctrl+Shift+Tab",
            menu=Menu.GO,
            icon="chevron-left",
            when=several,
        ),
    ]


def _finding(window: MainWindow) -> list[Action]:
    return [
        Action(
            id="search",
            title=tr("Search"),
            handler=window.open_search,
            shortcut="Ctrl+K",
            menu=Menu.EDIT,
            icon="search",
            in_palette=False,
        ),
        Action(
            id="commands",
            title=tr("Commands"),
            handler=window.open_commands,
            shortcut="Ctrl+Shift+P",
            menu=Menu.HELP,
            icon="command",
            in_palette=False,
        ),
        Action(
            id="find_here",
            title=tr("Find in this workspace"),
            handler=window.find_here,
            shortcut="Ctrl+F",
            menu=Menu.EDIT,
            icon="search",
        ),
    ]


def _looking(window: MainWindow) -> list[Action]:
    return [
        Action(
            id="view.theme",
            title=tr("Switch between light and dark"),
            handler=window.appearance.toggle,
            shortcut="Ctrl+Alt+T",
            menu=Menu.VIEW,
            icon="moon",
        ),
        Action(
            id="view.detach",
            title=tr("Open this workspace in a window of its own"),
            handler=window.toggle_detached,
            shortcut="Ctrl+Shift+D",
            menu=Menu.VIEW,
            icon="square-arrow-out-up-right",
        ),
        Action(
            id="jobs",
            title=tr("Jobs"),
            handler=window.toggle_jobs,
            shortcut="Ctrl+J",
            menu=Menu.VIEW,
            icon="list-checks",
            when=lambda: window.services.jobs is not None,
        ),
        Action(
            id="notices",
            title=tr("Notices"),
            handler=window.toggle_notices,
            shortcut="Ctrl+Shift+N",
            menu=Menu.VIEW,
            icon="bell",
        ),
    ]


def _house(window: MainWindow) -> list[Action]:
    return [
        Action(
            id="menu",
            title=tr("Menu"),
            handler=partial(open_main_menu, window),
            shortcut="F10",
            icon="command",
            in_palette=False,
        ),
        Action(
            id="settings",
            title=tr("Settings"),
            handler=window.open_settings,
            shortcut="Ctrl+,",
            menu=Menu.FILE,
            icon="settings",
        ),
        Action(
            id="keys",
            title=tr("Keys"),
            handler=window.open_keys,
            shortcut="F1",
            menu=Menu.HELP,
            icon="keyboard",
        ),
        Action(
            id="quit",
            title=tr("Quit Nonet"),
            handler=window.close,
            shortcut="Ctrl+Q",
            menu=Menu.FILE,
            icon="log-out",
        ),
    ]

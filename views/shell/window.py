"""The main window: rail, top bar, the workspaces, status bar, and what slides or floats over them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QMouseEvent,
    QMoveEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.domains import Domain
from app.kernel.actions import GLOBAL
from app.kernel.jobs_view import overall
from app.kernel.notices import NoticeKind
from models.core.text import tr
from views.shell.appearance import Appearance
from views.shell.drops import comes_from_outside, deliver
from views.shell.keys import KeyMap, native
from views.shell.main_menu import Sign, account_menu
from views.shell.navigation import History, link, parse
from views.shell.panels import Panels
from views.shell.rail import Rail
from views.shell.services import ShellServices
from views.shell.session import Session
from views.shell.shell_actions import shell_actions
from views.shell.stack import WorkspaceStack
from views.shell.statusbar import StatusBar
from views.shell.toasts import Toasts
from views.shell.topbar import TopBar
from views.shell.workspace import Crumb, Workspace
from views.widgets.focus import FocusRing
from views.widgets.theme import set_accent

SETTINGS = "settings"


class MainWindow(QWidget):
    """One window for all workspaces. Build it, `show()` it (`painted` once), `restore()` the last place."""

    painted = Signal()

    def __init__(self, domains: Sequence[Domain[Workspace]], services: ShellServices) -> None:
        super().__init__()
        self.services = services
        self._icons = {domain.id: domain.icon for domain in domains}
        self.tab_ids = [domain.id for domain in domains]
        self._titles: dict[str, str] = {}
        self._going = False
        self._was_painted = False
        self.appearance = Appearance(services.settings, self)
        self.history = History()
        self.stack = WorkspaceStack(domains, services.actions, services.notices)
        self.stack.add_domain(Domain(SETTINGS, tr("Settings"), "settings", self._settings_page))
        self.rail = Rail()
        self.top = TopBar()
        self.status = StatusBar()
        self.body = QWidget()
        self._build()
        self.panels = Panels(self)
        self.toasts = Toasts(self.body, services.notices)
        self.session = Session(services.session, self)
        services.actions.register(*shell_actions(self))
        self._keys = KeyMap(services.actions, GLOBAL, self)
        self._fill_rail(domains)
        self._connect()
        self._ring = FocusRing(self)

    # -- building -------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setWindowTitle(tr("Nonet"))
        self.setAcceptDrops(True)
        self.resize(1440, 900)
        self.setMinimumSize(640, 480)
        inner = QVBoxLayout(self.body)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.stack)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(self.body, 1)
        column.addWidget(self.status)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(column, 1)

    def _fill_rail(self, domains: Sequence[Domain[Workspace]]) -> None:
        actions = self.services.actions
        for domain in domains:
            keys = native(actions.shortcut(f"go.{domain.id}"))
            self.rail.add(domain.id, domain.title, domain.icon, f"{domain.title}  {keys}")
        keys = native(actions.shortcut("settings"))
        self.rail.add(SETTINGS, tr("Settings"), "settings", f"{tr('Settings')}  {keys}", at_bottom=True)

    def _connect(self) -> None:
        actions = self.services.actions
        Sign(self)
        self.rail.chosen.connect(self.open_workspace)
        self.rail.detach.connect(self.stack.detach)
        self.top.back.clicked.connect(self.back)
        self.top.forward.clicked.connect(self.forward)
        self.top.breadcrumb.chosen.connect(self.go)
        self.top.search.clicked.connect(self.open_search)
        self.top.bell.clicked.connect(self.toggle_notices)
        self.top.theme_button.clicked.connect(self.appearance.toggle)
        self.top.account.clicked.connect(self.open_account_menu)
        self.status.jobs.clicked.connect(self.toggle_jobs)
        self.status.keys.clicked.connect(self.open_keys)
        self.stack.built.connect(self._workspace_built)
        self.stack.detached.connect(self.session.touch)
        self.stack.attached.connect(self.session.touch)
        self.history.changed.connect(self._show_history)
        self.services.notices.changed.connect(self._show_unread)
        actions.changed.connect(self._show_keys)
        if self.services.jobs is not None:
            self.services.jobs.changed.connect(self._show_jobs)
            self._show_jobs()
        self._show_keys()
        self._show_history()
        self._show_unread()

    def _settings_page(self) -> Workspace:
        from views.shell.settings_panel import SettingsPage

        return SettingsPage(self.services.settings)

    @Slot(str)
    def _workspace_built(self, id_: str) -> None:
        workspace = self.stack.workspace(id_)
        workspace.place_changed.connect(lambda path: self._moved(id_, path))
        workspace.place_adjusted.connect(lambda path: self._moved(id_, path, adjusted=True))
        workspace.title_changed.connect(self._show_place)

    def icon_of(self, id_: str) -> str:
        return self._icons.get(id_, "settings")

    # -- going places ---------------------------------------------------------------------------------

    @property
    def workspace(self) -> Workspace:
        """The current workspace."""
        return self.stack.workspace(self.stack.current_id or self.tab_ids[0])

    @Slot(str)
    def open_workspace(self, id_: str) -> None:
        """Show a workspace where it was left."""
        self._show_workspace(id_)
        self._moved(id_, self.stack.workspace(id_).place())

    @Slot(str)
    def go(self, to: str) -> bool:
        """Follow a link; False where it leads nowhere."""
        place = parse(to)
        if place is None or place.workspace not in self.stack:
            self.services.notices.post(
                tr("There is nothing at {link}.", link=to[:200]), NoticeKind.WARNING, key="dead-link"
            )
            return False
        self._travel(place.workspace, place.path)
        self._moved(place.workspace, self.stack.workspace(place.workspace).place())
        return True

    def _travel(self, id_: str, path: str) -> None:
        self._show_workspace(id_)
        self._going = True
        try:
            self.stack.workspace(id_).go(path)
        finally:
            self._going = False

    def _show_workspace(self, id_: str) -> None:
        left = self.stack.current_id
        workspace = self.stack.show_workspace(id_)
        self.rail.choose(id_)
        set_accent(self, id_)
        if left != id_ and workspace.window() is self:
            workspace.setFocus(Qt.FocusReason.OtherFocusReason)  # its keys work from now on

    def _moved(self, id_: str, path: str, *, adjusted: bool = False) -> None:
        if self._going or id_ != self.stack.current_id:
            return
        here = link(id_, path)
        if adjusted:
            self.history.adjust(here)
        else:
            self.history.visit(here)
        self._show_place()
        self.session.touch()

    @Slot()
    def back(self) -> None:
        self._step(self.history.back())

    @Slot()
    def forward(self) -> None:
        self._step(self.history.forward())

    def _step(self, to: str) -> None:
        place = parse(to)
        if place is not None and place.workspace in self.stack:
            self._travel(*place)
            self._show_place()
            self.session.touch()

    @Slot()
    def _show_place(self) -> None:
        id_ = self.stack.current_id
        crumbs = [Crumb(crumb.title, link(id_, crumb.path)) for crumb in self.workspace.breadcrumb()]
        way = [Crumb(self.stack.title(id_), link(id_)), *crumbs]
        self.top.breadcrumb.show_way(way)
        self._titles[self.history.current] = " / ".join(crumb.title for crumb in way)
        self.setWindowTitle(tr("{place} – Nonet", place=way[-1].title))

    @Slot()
    def _show_history(self) -> None:
        self.top.back.setEnabled(self.history.can_back)
        self.top.forward.setEnabled(self.history.can_forward)

    def title_of(self, to: str) -> str:
        """The way to a place where one was, in words."""
        return self._titles.get(to, "")

    @Slot()
    def copy_link(self) -> None:
        QGuiApplication.clipboard().setText(self.history.current)
        self.services.notices.post(tr("The link of this place is copied."), NoticeKind.SUCCESS, key="copied")

    # -- what can be opened ---------------------------------------------------------------------------

    @Slot()
    def open_search(self) -> None:
        self.panels.palette.ask()

    @Slot()
    def open_commands(self) -> None:
        self.panels.palette.ask(">")

    @Slot()
    def open_keys(self) -> None:
        self.panels.cheat_sheet.open_keys()

    @Slot()
    def open_settings(self) -> None:
        self.open_workspace(SETTINGS)

    @Slot()
    def toggle_notices(self) -> None:
        self.panels.toggle_notices()

    @Slot()
    def toggle_jobs(self) -> None:
        self.panels.toggle_jobs()

    @Slot()
    def find_here(self) -> None:
        if not self.workspace.focus_search():
            self.open_search()

    @Slot()
    def toggle_detached(self) -> None:
        id_ = self.stack.current_id
        if id_ in self.stack.windows:
            self.stack.attach(id_)
        elif id_ != SETTINGS:
            self.stack.detach(id_)

    @Slot()
    def open_account_menu(self) -> None:
        menu = self.account_menu()
        menu.popup(self.top.below_account(menu.sizeHint().width()))

    def account_menu(self) -> QMenu:
        """The person's own actions, and the settings."""
        return account_menu(self)

    # -- what the frame shows -------------------------------------------------------------------------

    def set_account(self, name: str, person: str = "") -> None:
        """Whose circle stands in the top bar; `person` (any text) tells one person's place from another's."""
        self.top.account.set_name(name)
        self.session.person = person

    def set_connection(self, text: str, role: str = "positive") -> None:
        """What the status bar says of where the data is."""
        self.status.connection.set_text(text, role)

    def set_unread(self, id_: str, count: int) -> None:
        """The unread dot of a workspace's tab."""
        self.rail.set_unread(id_, count)

    @Slot()
    def _show_unread(self) -> None:
        self.top.set_count(self.services.notices.unread)

    @Slot()
    def _show_jobs(self) -> None:
        if self.services.jobs is not None:
            self.status.show_jobs(*overall(self.services.jobs.jobs()))

    @Slot()
    def _show_keys(self) -> None:
        actions = self.services.actions
        self.top.search.set_keys(native(actions.shortcut("search")))
        key = native(actions.shortcut("keys"))
        self.status.keys.set_text(tr("{key} keys", key=key) if key else tr("Keys"))
        self.top.back.set_tip(tr("Back"), native(actions.shortcut("go.back")))
        self.top.forward.set_tip(tr("Forward"), native(actions.shortcut("go.forward")))
        self.top.bell.set_tip(tr("Notices"), native(actions.shortcut("notices")))
        self.top.theme_button.set_tip(tr("Light or dark"), native(actions.shortcut("view.theme")))

    # -- drops ----------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if comes_from_outside(event.mimeData()):
            event.acceptProposedAction()
            self.panels.show_drop(event.mimeData().urls())

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.panels.hide_drop()

    def dropEvent(self, event: QDropEvent) -> None:
        self.panels.hide_drop()
        event.acceptProposedAction()
        self.drop(event.mimeData().urls())

    def drop(self, urls: Sequence[QUrl]) -> bool:
        """Hand files and links to the current workspace, or else to the first that takes them."""
        return deliver(self, urls)

    # -- the session ----------------------------------------------------------------------------------

    def restore(self) -> None:
        """Go where the window was last time; to the first workspace where that is gone."""
        self.session.restore()

    def forget(self) -> None:
        """Whoever was here has left: what they opened closes, and nothing says where they have been."""
        self.panels.close_all()
        self._titles.clear()
        self.history.clear()
        self.top.breadcrumb.show_way(())
        self.setWindowTitle(tr("Nonet"))
        self.set_account("")
        self.session.touch()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if (handle := self.windowHandle()) is not None:
            handle.installEventFilter(self)  # the mouse's back and forward, before any list takes them
        aside = self.services.settings.set_aside
        if aside is not None:
            self.services.notices.post(
                tr(
                    "The settings could not be read. They are kept as {name}; the defaults hold.",
                    name=aside.name,
                ),
                NoticeKind.WARNING,
                key="settings-broken",
                stays=True,
            )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Expose and not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)  # it is painted while this event is handled
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
            step = {Qt.MouseButton.BackButton: self.back, Qt.MouseButton.ForwardButton: self.forward}
            if event.button() in step:
                step[event.button()]()
                return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.session.touch()

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self.session.touch()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.session.save()
        for window in list(self.stack.windows.values()):
            window.hide()
        super().closeEvent(event)

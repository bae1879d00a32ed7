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
from views.shell.drops import addresses, comes_from_outside, deliver
from views.shell.going import Going
from views.shell.history_menu import HistoryMenus
from views.shell.keys import KeyMap, native
from views.shell.main_menu import Sign, account_menu
from views.shell.navigation import History
from views.shell.panels import Panels
from views.shell.rail import Rail
from views.shell.services import ShellServices
from views.shell.session import Session
from views.shell.shell_actions import shell_actions
from views.shell.stack import WorkspaceStack
from views.shell.statusbar import StatusBar
from views.shell.toasts import Toasts
from views.shell.topbar import TopBar
from views.shell.workspace import Workspace
from views.widgets.focus import FocusRing
from views.widgets.theme import set_accent

SETTINGS = "settings"


class MainWindow(QWidget):
    """One window for all workspaces. Build it, `show()` it (`painted` once), `restore()` the last place."""

    painted = Signal()
    dropped = Signal()

    def __init__(self, domains: Sequence[Domain[Workspace]], services: ShellServices) -> None:
        super().__init__()
        self.services = services
        self._icons = {domain.id: domain.icon for domain in domains}
        self.tab_ids = [domain.id for domain in domains]
        self._was_painted = False
        self.appearance = Appearance(services.settings, self)
        self.stack = WorkspaceStack(domains, services.actions, services.notices)
        self.going = Going(self.stack, services.notices)
        self.stack.add_domain(Domain(SETTINGS, tr("Settings"), "settings", self._settings_page))
        self.rail = Rail()
        self.top = TopBar()
        self.status = StatusBar()
        self.body = QWidget()
        self._build()
        self.panels = Panels(self)
        self.going.asides = self.panels.asides()
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
        self.going.moved.connect(self._show_place)
        self.going.arrived.connect(self._arrived)
        self.history_menus = HistoryMenus(self)
        self.stack.detached.connect(self.session.touch)
        self.stack.attached.connect(self.session.touch)
        self.history.changed.connect(self._show_history)
        self.services.notices.changed.connect(self.show_unread)
        actions.changed.connect(self._show_keys)
        if self.services.jobs is not None:
            self.services.jobs.changed.connect(self._show_jobs)
            self._show_jobs()
        self._show_keys()
        self._show_history()
        self.show_unread()

    def _settings_page(self) -> Workspace:
        from views.shell.settings_panel import SettingsPage

        return SettingsPage(self.services.settings, self.services.actions)

    def icon_of(self, id_: str) -> str:
        return self._icons.get(id_, "settings")

    # -- going places ---------------------------------------------------------------------------------

    @property
    def history(self) -> History:
        return self.going.history

    @property
    def workspace(self) -> Workspace:
        """The current workspace."""
        return self.stack.workspace(self.stack.current_id or self.tab_ids[0])

    @Slot(str)
    def open_workspace(self, id_: str) -> None:
        """Show a workspace where it was left."""
        self.going.open_workspace(id_)

    @Slot(str)
    def go(self, to: str) -> bool:
        """Follow a link; False where it leads nowhere."""
        return self.going.go(to)

    @Slot()
    def back(self) -> None:
        self.going.back()

    @Slot()
    def forward(self) -> None:
        self.going.forward()

    @Slot(str)
    def _arrived(self, id_: str) -> None:
        self.rail.choose(id_)
        QTimer.singleShot(0, self, self._tint)  # in an event of its own: it reaches every part of the window

    @Slot()
    def _tint(self) -> None:
        if id_ := self.stack.current_id:
            set_accent(self, id_)

    @Slot()
    def _show_place(self) -> None:
        way = self.going.way(self.stack.current_id)
        self.top.breadcrumb.show_way(way)
        self.setWindowTitle(tr("{place} – Nonet", place=way[-1].title))
        self.session.touch()

    @Slot()
    def _show_history(self) -> None:
        self.top.back.setEnabled(self.history.can_back)
        self.top.forward.setEnabled(self.history.can_forward)

    def title_of(self, to: str) -> str:
        """The way to a place where one was, in words."""
        return self.going.title_of(to)

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
    def show_unread(self) -> None:
        """The count on the bell."""
        self.top.set_count(self.panels.unread)

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
            self.panels.show_drop(addresses(event.mimeData()))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.panels.hide_drop()

    def dropEvent(self, event: QDropEvent) -> None:
        self.panels.hide_drop()
        event.acceptProposedAction()
        self.drop(addresses(event.mimeData()))

    def drop(self, urls: Sequence[QUrl]) -> bool:
        """Hand files and links to the current workspace, or else to the first that takes them."""
        taken = deliver(self, urls)
        if taken:
            self.dropped.emit()
        return taken

    # -- the session ----------------------------------------------------------------------------------

    def restore(self) -> None:
        """Go where the window was last time; to the first workspace where that is gone."""
        self.session.restore()

    def forget(self) -> None:
        """Whoever was here has left: what they opened closes, and nothing says where they have been."""
        self.panels.close_all()
        self.going.forget()
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

"""The workspaces of a window: built when first opened, taken out into windows of their own and put back."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domains import Domain
from app.kernel.actions import GLOBAL, Actions
from app.kernel.memory import settle
from app.kernel.notices import Notices
from models.core.text import tr
from views.shell.keys import KeyMap
from views.shell.tab_strip import Tabbed
from views.shell.tabs import Tab, Tabs
from views.shell.workspace import Workspace
from views.widgets.focus import FocusRing
from views.widgets.pages import Pages
from views.widgets.states import State, StateView
from views.widgets.surfaces import Ground
from views.widgets.theme import name_accent, set_accent

_log = logging.getLogger(__name__)

_SETTLED_MS = 3000  # by then a workspace has made what it makes by and by


class Broken(Workspace):
    """Stands where a workspace could not be built."""

    def __init__(self, title: str, details: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.addWidget(
            StateView(
                State.ERROR,
                tr("{title} could not be opened", title=title),
                tr("The other workspaces go on. Start Nonet again, or send the details."),
                details=details,
            )
        )


class Berth(QWidget):
    """Where a workspace lies: in its page, or taken out as a window of its own; closing that puts it back.

    It stays the page's child also as a window: what gets another parent is styled anew, widget by widget,
    and a workspace has a thousand of them.
    """

    closing = Signal(str)

    def __init__(
        self, id_: str, title: str, workspace: Workspace, tabs: Tabs, page: QWidget, actions: Actions
    ) -> None:
        super().__init__(page)
        self.id = id_
        self._title = title
        self._actions = actions
        self._keys: KeyMap | None = None
        self.workspace = workspace
        set_accent(self, id_)  # the page's does not reach into another window
        self.frame = Tabbed(workspace, tabs, title, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.frame)
        workspace.title_changed.connect(self._retitle)

    def take_out(self) -> None:
        """Become a window, as large as it was."""
        size = self.size()
        self.setWindowFlags(Qt.WindowType.Window)
        self.winId()
        # None: it may lie below the window that it came from
        self.windowHandle().setTransientParent(None)  # type: ignore[arg-type]  # as Qt takes it
        self.setMinimumSize(480, 320)
        self.resize(size.expandedTo(self.minimumSize()))
        if self._keys is None:
            self._keys = KeyMap(self._actions, GLOBAL, self)
            FocusRing(self)
        self._keys.set_live(True)
        self._retitle()

    def put_back(self) -> None:
        """Become a part of the page again."""
        if self._keys is not None:
            self._keys.set_live(False)
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setMinimumSize(0, 0)

    def _retitle(self) -> None:
        if self.isWindow():
            self.setWindowTitle(tr("{place} – Nonet", place=self.workspace.title or self._title))

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()  # what is closed would be hidden, wherever it lies by then
        self.closing.emit(self.id)


class WorkspaceStack(Pages):
    """One page for each workspace. `built(id)` is told when a workspace has just been made, `detached(id)`
    and `attached(id)` when it left for a window or came back. `tabs_of` gives the tabs of a workspace."""

    built = Signal(str)
    detached = Signal(str)
    attached = Signal(str)

    def __init__(self, domains: Sequence[Domain[Workspace]], actions: Actions, notices: Notices) -> None:
        super().__init__()
        self._domains = {domain.id: domain for domain in domains}
        self._actions = actions
        self._notices = notices
        self._pages: dict[str, Ground] = {}
        self._workspaces: dict[str, Workspace] = {}
        self._berths: dict[str, Berth] = {}
        self.windows: dict[str, Berth] = {}
        self.tabs_of: Callable[[str], Tabs] = lambda _: Tabs(Tab(1))

    def add_domain(self, domain: Domain[Workspace]) -> None:
        """A page that has no tab among the workspaces, such as the settings."""
        self._domains[domain.id] = domain

    def __contains__(self, id_: object) -> bool:
        return id_ in self._domains

    @property
    def ids(self) -> list[str]:
        return list(self._domains)

    def title(self, id_: str) -> str:
        return self._domains[id_].title

    def is_built(self, id_: str) -> bool:
        return id_ in self._workspaces

    @property
    def current_id(self) -> str:
        page = self.currentWidget()
        return next((id_ for id_, known in self._pages.items() if known is page), "")

    def workspace(self, id_: str) -> Workspace:
        """The workspace, built now if this is the first time."""
        if id_ not in self._workspaces:
            domain = self._domains[id_]
            page = Ground()
            QVBoxLayout(page).setContentsMargins(0, 0, 0, 0)
            name_accent(page, id_)
            self._pages[id_] = page
            self.addWidget(page)
            workspace = self._made(domain)
            self._workspaces[id_] = workspace
            berth = Berth(id_, domain.title, workspace, self.tabs_of(id_), page, self._actions)
            berth.closing.connect(self.attach)
            self._berths[id_] = berth
            self._put(page, berth)
            KeyMap(self._actions, id_, workspace)
            self.built.emit(id_)
            QTimer.singleShot(_SETTLED_MS, self, settle)
        return self._workspaces[id_]

    def _made(self, domain: Domain[Workspace]) -> Workspace:
        try:
            return domain.make()
        except Exception as problem:  # noqa: BLE001  the other workspaces go on
            _log.exception("workspace %s cannot be built", domain.id)
            notice = self._notices.error(problem, source=domain.id)
            return Broken(domain.title, notice.details)

    def frame(self, id_: str) -> Tabbed:
        """What is around a workspace that has been built: the row of its tabs."""
        return self._berths[id_].frame

    def show_workspace(self, id_: str) -> Workspace:
        """Make it the current one; a detached one comes to the front in its window."""
        workspace = self.workspace(id_)
        self.setCurrentWidget(self._pages[id_])
        window = self.windows.get(id_)
        if window is not None:
            window.raise_()
            window.activateWindow()
        return workspace

    # -- windows of their own -------------------------------------------------------------------------

    def detach(self, id_: str) -> Berth:
        """Take a workspace out into its own window; the window, where it already has one."""
        if id_ in self.windows:
            return self.windows[id_]
        self.workspace(id_)
        window = self.windows[id_] = self._berths[id_]
        self._put(self._pages[id_], self._placeholder(id_))
        window.take_out()
        window.show()
        window.workspace.setFocus(Qt.FocusReason.OtherFocusReason)  # the keyboard comes along
        self.detached.emit(id_)
        return window

    def _placeholder(self, id_: str) -> StateView:
        return StateView(
            State.EMPTY,
            tr("{title} is in a window of its own", title=self.title(id_)),
            icon="square-arrow-out-up-right",
            action=tr("Put it back"),
            do=lambda: self.attach(id_),
        )

    def attach(self, id_: str) -> None:
        """Put a detached workspace back."""
        window = self.windows.pop(id_, None)
        if window is None:
            return
        was_active = window.isActiveWindow()
        window.put_back()
        self._put(self._pages[id_], window)
        window.show()
        if was_active:  # the keyboard comes along
            self.window().activateWindow()
            window.workspace.setFocus(Qt.FocusReason.OtherFocusReason)
        self.attached.emit(id_)

    @staticmethod
    def _put(page: Ground, content: QWidget) -> None:
        column = page.layout()
        assert column is not None
        while (item := column.takeAt(0)) is not None:
            old = item.widget()
            if isinstance(old, StateView):
                old.hide()
                old.deleteLater()
        column.addWidget(content)

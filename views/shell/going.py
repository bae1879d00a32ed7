"""Going places: links, tabs, and the way back and forward through all of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import count

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication

from app.kernel.notices import NoticeKind, Notices
from models.core.text import tr
from views.shell.navigation import History, link, parse
from views.shell.stack import Berth, WorkspaceStack
from views.shell.tabs import Tab, Tabs
from views.shell.workspace import Crumb


class Going(QObject):
    """Where the window is. `moved` is told when that, or what it is called, is another; `arrived` with the
    workspace's id when one of them has been brought to the front.

    `asides` are places that slide in over whatever is there: their name in links, and what opens them.
    """

    moved = Signal()
    arrived = Signal(str)

    def __init__(self, stack: WorkspaceStack, notices: Notices) -> None:
        super().__init__()
        self.stack = stack
        self.history = History()
        self.asides: dict[str, Callable[[], object]] = {}
        self._notices = notices
        self._tabs: dict[str, Tabs] = {}
        self._titles: dict[str, str] = {}
        self._numbers = count(1)
        self._going = False
        stack.tabs_of = self.tabs
        stack.built.connect(self._built)

    # -- the workspaces -------------------------------------------------------------------------------

    def tabs(self, id_: str) -> Tabs:
        """The tabs of a workspace."""
        if id_ not in self._tabs:
            self._tabs[id_] = Tabs(Tab(next(self._numbers)))
        return self._tabs[id_]

    @property
    def here(self) -> str:
        """The workspace that the person works in: the one in the window in front."""
        window = QApplication.activeWindow()
        return window.id if isinstance(window, Berth) else self.stack.current_id

    @Slot(str)
    def _built(self, id_: str) -> None:
        workspace = self.stack.workspace(id_)
        place = self.tabs(id_).current.place
        if place:
            self._quietly(id_, place)  # where it was left last time
        workspace.place_changed.connect(lambda path: self._went(id_, path))
        workspace.place_adjusted.connect(lambda path: self._went(id_, path, adjusted=True))
        workspace.title_changed.connect(lambda: self._named(id_))
        workspace.tab_asked.connect(lambda path, title: self.new_tab(id_, path, title, behind=True))
        frame = self.stack.frame(id_)
        frame.chosen.connect(partial(self.choose_tab, id_))
        frame.closed.connect(partial(self.close_tab, id_))
        frame.others_closed.connect(partial(self._close_others, id_))
        frame.torn.connect(partial(self.tear_off, id_))
        frame.new_asked.connect(partial(self.new_tab, id_))

    # -- going ----------------------------------------------------------------------------------------

    def open_workspace(self, id_: str) -> None:
        """Show a workspace where it was left."""
        self._show(id_)
        self._went(id_, self.stack.workspace(id_).place())

    def go(self, to: str) -> bool:
        """Follow a link; False where it leads nowhere, which is said."""
        place = parse(to)
        if place is not None and place.workspace in self.asides:
            self.asides[place.workspace]()
            return True
        if place is None or place.workspace not in self.stack:
            self._notices.post(
                tr("There is nothing at {link}.", link=to[:200]), NoticeKind.WARNING, key="dead-link"
            )
            return False
        self._travel(place.workspace, place.path)
        self._went(place.workspace, self.stack.workspace(place.workspace).place())
        return True

    def _show(self, id_: str) -> None:
        left = self.stack.current_id
        workspace = self.stack.show_workspace(id_)
        self.arrived.emit(id_)
        focused = QApplication.focusWidget()
        inside = focused is not None and workspace.isAncestorOf(focused)
        if id_ not in self.stack.windows and (left != id_ or not inside):
            workspace.setFocus(Qt.FocusReason.OtherFocusReason)  # its keys work from now on

    def _travel(self, id_: str, path: str) -> None:
        self._show(id_)
        self._quietly(id_, path)

    def _quietly(self, id_: str, path: str) -> None:
        """Go without a step of back and forward."""
        self._going = True
        try:
            self.stack.workspace(id_).go(path)
        finally:
            self._going = False

    def _went(self, id_: str, path: str, *, adjusted: bool = False) -> None:
        if self._going:
            return
        if id_ == self.stack.current_id:
            here = link(id_, path)
            if adjusted:
                self.history.adjust(here)
            else:
                self.history.visit(here, self.tabs(id_).current.number)
        self._named(id_)

    def _named(self, id_: str) -> None:
        """Tell what the place of a workspace is called."""
        workspace = self.stack.workspace(id_)
        way = self.way(id_)
        self.tabs(id_).told(workspace.place(), way[-1].title)
        if id_ == self.stack.current_id:
            self._titles[self.history.current] = " / ".join(crumb.title for crumb in way)
            self.moved.emit()

    def way(self, id_: str) -> list[Crumb]:
        """The way to where a workspace is, from its name on; each step but the last with its link."""
        crumbs = self.stack.workspace(id_).breadcrumb()
        steps = [Crumb(crumb.title, link(id_, crumb.path)) for crumb in crumbs]
        return [Crumb(self.stack.title(id_), link(id_)), *steps]

    def title_of(self, to: str) -> str:
        """The way to a place where one was, in words."""
        return self._titles.get(to, "")

    # -- back and forward -----------------------------------------------------------------------------

    @Slot()
    def back(self, steps: int = 1) -> None:
        self._step(self.history.back(steps))

    @Slot()
    def forward(self, steps: int = 1) -> None:
        self._step(self.history.forward(steps))

    def _step(self, to: str) -> None:
        place = parse(to)
        if place is not None and place.workspace in self.stack:
            self._show(place.workspace)
            self.tabs(place.workspace).choose(self.history.step.tab)
            self._quietly(*place)
            self._named(place.workspace)

    # -- tabs -----------------------------------------------------------------------------------------

    def new_tab(self, id_: str, path: str = "", title: str = "", *, behind: bool = False) -> None:
        """Open a place of a workspace in a tab of its own, `behind` the one that is seen."""
        self.tabs(id_).open(Tab(next(self._numbers), path, title), behind=behind)
        if not behind:
            self._arrive(id_)

    def choose_tab(self, id_: str, number: int) -> None:
        """Go where a tab is."""
        if self.tabs(id_).choose(number):
            self._arrive(id_)

    def step_tab(self, id_: str, by: int) -> None:
        """Go to the next tab, or to the one before."""
        if self.tabs(id_).step(by):
            self._arrive(id_)

    def close_tab(self, id_: str, number: int = 0) -> None:
        """Close a tab, or the current one. The last one goes back to the beginning of its workspace."""
        tabs = self.tabs(id_)
        seen = tabs.current.number
        if len(tabs.all) == 1:
            self.go(link(id_))
        elif tabs.close(number or seen) and tabs.current.number != seen:
            self._arrive(id_)

    def _close_others(self, id_: str, number: int) -> None:
        self.choose_tab(id_, number)
        for tab in list(self.tabs(id_).all):
            if tab.number != number:
                self.tabs(id_).close(tab.number)

    def reopen_tab(self, id_: str) -> None:
        """Open the tab again that was closed last."""
        if self.tabs(id_).reopen():
            self._arrive(id_)

    def tear_off(self, id_: str, number: int) -> None:
        """Take a tab, with its workspace, into a window of its own."""
        self.choose_tab(id_, number)
        self.stack.detach(id_)

    def _arrive(self, id_: str) -> None:
        """Go where the current tab of a workspace is, as a step."""
        self._quietly(id_, self.tabs(id_).current.place)
        self._went(id_, self.stack.workspace(id_).place())

    # -- kept for the next start ----------------------------------------------------------------------

    def state(self) -> dict[str, object]:
        """Tabs, history and what places are called, as JSON can hold them."""
        kept = {step.link for step in (*self.history.behind(), self.history.step, *self.history.ahead())}
        return {
            "tabs": {id_: tabs.state() for id_, tabs in self._tabs.items()},
            "history": self.history.state(),
            "titles": {to: title for to, title in self._titles.items() if to in kept},
        }

    def load(self, state: object) -> None:
        """What `state` gave, before any workspace is shown."""
        kept = state if isinstance(state, dict) else {}
        tabs, titles = kept.get("tabs"), kept.get("titles")
        for id_, each in (tabs if isinstance(tabs, dict) else {}).items():
            if id_ in self.stack and not self.stack.is_built(id_):
                self.tabs(id_).load(each)
        self._titles = {
            str(to): str(title) for to, title in (titles if isinstance(titles, dict) else {}).items()
        }
        self.history.load(kept.get("history"))
        used = [tab.number for known in self._tabs.values() for tab in known.all]
        self._numbers = count(max(used, default=0) + 1)

    def forget(self) -> None:
        """Whoever was here has left: nothing says where they have been."""
        self._titles.clear()
        self.history.clear()
        for tabs in self._tabs.values():
            tabs.reset(Tab(next(self._numbers)))

"""What slides or floats over the workspaces, each built when it is first opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, QUrl

from app.kernel.actions import GLOBAL
from app.kernel.finding import Found
from models.core.text import tr
from views.shell.keys import native
from views.shell.navigation import link

if TYPE_CHECKING:
    from controllers.notifications.centre import Centre
    from views.shell.cheatsheet import CheatSheet
    from views.shell.drop_overlay import DropOverlay
    from views.shell.jobs_panel import JobsPanel
    from views.shell.notices_panel import NoticesPanel
    from views.shell.palette import Palette
    from views.shell.window import MainWindow


class Panels:
    """The window's panels. Only one slides in at a time."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.centre: Centre | None = None  # there some time after the record is open
        self.before_notices: Callable[[], object] = lambda: None

    @property
    def unread(self) -> int:
        """What the bell counts: of this window, and of what the person was told."""
        told = 0 if self.centre is None else self.centre.unread.total
        return self._window.services.notices.unread + told

    @cached_property
    def palette(self) -> Palette:
        from views.shell.palette import Palette

        window = self._window
        services = window.services
        return Palette(
            window.body, services.actions, services.finders, places=self.places, go=window.go, do=self._do
        )

    @cached_property
    def cheat_sheet(self) -> CheatSheet:
        from views.shell.cheatsheet import CheatSheet

        return CheatSheet(self._window.body, self._window.services.actions, self._name_of)

    @cached_property
    def notices(self) -> NoticesPanel:
        from views.shell.notices_panel import NoticesPanel

        self.before_notices()
        window = self._window
        panel = NoticesPanel(window.body, window.services.notices, self.centre)
        panel.go.connect(window.go)
        panel.settings_asked.connect(lambda words: window.go(link("settings", words)))
        return panel

    @cached_property
    def jobs(self) -> JobsPanel | None:
        from views.shell.jobs_panel import JobsPanel

        model = self._window.services.jobs
        return None if model is None else JobsPanel(self._window.body, model)

    @cached_property
    def drop_overlay(self) -> DropOverlay:
        from views.shell.drop_overlay import DropOverlay

        return DropOverlay(self._window.body)

    def _do(self, id_: str) -> None:
        """Do an action; one of a workspace there, where the person sees what it does."""
        window = self._window
        workspace = window.services.actions.get(id_).context.partition(".")[0]
        if workspace in window.stack:
            window.open_workspace(workspace)
        window.services.actions.run(id_)

    def places(self) -> list[Found]:
        """Where one can go: where one was, and the workspaces."""
        window = self._window
        shortcut = window.services.actions.shortcut
        seen = [
            Found(title=window.title_of(to), icon="history", link=to)
            for to in window.history.recent()[:5]
            if " / " in window.title_of(to)
        ]
        tabs = [
            Found(
                title=window.stack.title(id_),
                icon=window.icon_of(id_),
                link=link(id_),
                detail=native(shortcut(f"go.{id_}")),
            )
            for id_ in window.tab_ids
        ]
        return [*seen, *tabs]

    def asides(self) -> dict[str, Callable[[], object]]:
        """The panels that links lead to (`nonet://jobs`), and what opens each."""
        return {"jobs": self._open_jobs, "notices": self._open_notices, "keys": self._window.open_keys}

    def _open_jobs(self) -> None:
        if self.jobs is not None and not self.jobs.isVisible():
            self.toggle_jobs()

    def _open_notices(self) -> None:
        if not self.notices.isVisible():
            self.toggle_notices()

    def _name_of(self, context: str) -> str:
        """A context in words: Everywhere, Video, Video: player."""
        if context == GLOBAL:
            return tr("Everywhere")
        id_, _, part = context.partition(".")
        title = self._window.stack.title(id_) if id_ in self._window.stack else id_.capitalize()
        parts = {
            "player": tr("player"), "ladder": tr("order book"), "chart": tr("chart"),
            "practice": tr("recording"),
        }  # fmt: skip
        return f"{title}: {parts.get(part, part)}" if part else title

    def toggle_notices(self) -> None:
        if "jobs" in self.__dict__ and self.jobs is not None:
            self.jobs.close_panel()
        made = "notices" in self.__dict__
        panel = self.notices
        if made:
            panel.toggle()
        else:
            QTimer.singleShot(0, panel, panel.open_panel)  # making it was enough for one event

    def toggle_jobs(self) -> None:
        if self.jobs is None:
            return
        if "notices" in self.__dict__:
            self.notices.close_panel()
        self.jobs.toggle()

    def close_all(self) -> None:
        """Close whatever is open."""
        for name in ("palette", "cheat_sheet", "notices", "jobs"):
            panel = self.__dict__.get(name)
            if panel is not None:
                panel.close_panel()

    def show_drop(self, urls: Sequence[QUrl]) -> None:
        """Say what dropping these would do, and where."""
        window = self._window
        sentence = window.workspace.drop_sentence(urls)
        for id_ in window.tab_ids if not sentence else ():
            if window.stack.is_built(id_):
                sentence = sentence or window.stack.workspace(id_).drop_sentence(urls)
        count = len(urls)
        default = tr("Drop it here") if count == 1 else tr("Drop {count} files here", count=count)
        self.drop_overlay.show_sentence(sentence or default)

    def hide_drop(self) -> None:
        if "drop_overlay" in self.__dict__:
            self.drop_overlay.hide()

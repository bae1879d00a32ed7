"""What a person can do with all of their data, as actions: undo, back up, export for a report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.kernel.actions import Action, Menu
from app.kernel.actor import Actor
from app.kernel.notices import NoticeAction, NoticeKind
from app.kernel.paths import Paths
from app.kernel.tasks import Tasks
from models import migrations
from models.core.backup import Backup, back_up
from models.core.clock import utc_now
from models.core.text import tr
from models.core.units import byte_size
from views.shell.services import ShellServices

if TYPE_CHECKING:
    from controllers.portable.moving import Moving
    from views.shell.moving_panel import MovingPanel


class DataActions:
    """The actions and what they need."""

    def __init__(
        self,
        actor: Actor,
        tasks: Tasks,
        paths: Paths,
        services: ShellServices,
        moving: Callable[[], Moving],
        host: QWidget,
    ) -> None:
        self._actor = actor
        self._tasks = tasks
        self._paths = paths
        self._notices = services.notices
        self._settings = services.settings
        self._moving = moving
        self._host = host
        self._panel: MovingPanel | None = None
        services.takers.append(self._take_drop)

    def actions(self) -> list[Action]:
        """All of them."""
        actor = self._actor
        return [
            Action(
                id="edit.undo",
                title=tr("Undo"),
                handler=actor.undo,
                shortcut="Ctrl+Z",
                menu=Menu.EDIT,
                icon="undo-2",
                when=lambda: bool(actor.undo_title()),
            ),
            Action(
                id="edit.redo",
                title=tr("Redo"),
                handler=actor.redo,
                shortcut="Ctrl+Shift+Z",
                menu=Menu.EDIT,
                icon="redo-2",
                when=lambda: bool(actor.redo_title()),
            ),
            Action(
                id="data.back_up",
                title=tr("Back up my data now"),
                handler=self._back_up,
                menu=Menu.FILE,
                icon="hard-drive",
            ),
            *self._taking_along(),
            Action(
                id="data.diagnostics",
                title=tr("Export diagnostics for a report"),
                handler=self._export,
                menu=Menu.HELP,
                icon="bug",
            ),
        ]

    def _taking_along(self) -> list[Action]:
        return [
            Action(
                id="data.export",
                title=tr("Export everything I own…"),
                handler=lambda: self._there().begin_export(),
                menu=Menu.FILE,
                icon="upload",
            ),
            Action(
                id="data.import",
                title=tr("Import…"),
                handler=lambda: self._there().begin_import(),
                menu=Menu.FILE,
                icon="download",
            ),
        ]

    def _there(self) -> MovingPanel:
        if self._panel is None:
            from views.shell.moving_panel import MovingPanel

            moving = self._moving()
            self._panel = MovingPanel(moving, self._host)
            moving.exported.connect(self._moved_out)
        return self._panel

    def _moved_out(self, path: Path) -> None:
        self._notices.post(
            tr("Everything you own is in “{name}”.", name=path.name),
            NoticeKind.SUCCESS,
            actions=[self._show(path.parent)],
        )

    def _take_drop(self, urls: Sequence[QUrl]) -> bool:
        from controllers.portable.moving import is_export

        paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
        return len(paths) == len(urls) == 1 and is_export(paths[0]) and self._there().take_drop(urls)

    def _back_up(self) -> None:
        paths = self._paths
        self._tasks.run(
            lambda: back_up(paths.record, paths.backups, revision=migrations.HEAD, at=utc_now()),
            self._backed_up,
            self._failed,
        )

    def _backed_up(self, backup: Backup) -> None:
        self._notices.post(
            tr("Your data is backed up ({size}).", size=byte_size(backup.size)),
            NoticeKind.SUCCESS,
            actions=[self._show(backup.path.parent)],
        )

    def _export(self) -> None:
        """Beside the backups: nothing of it leaves this computer by itself."""
        target = self._paths.root / f"diagnostics-{datetime.now().astimezone():%Y%m%d-%H%M%S}.zip"
        values = {s.key: self._settings.get(s) for s in self._settings.declared()}

        def export() -> Path:
            from app.kernel import diagnostics

            return diagnostics.export(self._paths, target, settings=values)

        self._tasks.run(export, self._exported, self._failed)

    def _exported(self, path: Path) -> None:
        self._notices.post(
            tr("The diagnostics are in {name}. They hold no titles, names or messages.", name=path.name),
            NoticeKind.SUCCESS,
            actions=[self._show(path.parent)],
        )

    @staticmethod
    def _show(folder: Path) -> NoticeAction:
        return NoticeAction(
            tr("Show in folder"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
        )

    def _failed(self, error: Exception) -> None:
        self._notices.error(error)

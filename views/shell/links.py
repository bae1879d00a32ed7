"""Links of ours from outside of the window, and the desktop that is told who opens them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from app.kernel.actions import Action, Menu
from app.kernel.link_handler import register
from app.kernel.notices import NoticeKind, Notices
from app.kernel.paths import Paths, data_folder
from app.kernel.resources import resource
from app.kernel.tasks import Tasks
from models.core.errors import Unavailable
from models.core.text import tr

_MAIN = Path(__file__).resolve().parents[2] / "main.py"


class LinkActions:
    """What a person can do about links; on Linux alone so far, where a program registers itself."""

    def __init__(self, tasks: Tasks, paths: Paths, notices: Notices) -> None:
        self._tasks = tasks
        self._paths = paths
        self._notices = notices

    def actions(self) -> list[Action]:
        """All of them."""
        if not sys.platform.startswith("linux"):
            return []
        return [
            Action(
                id="links.register",
                title=tr("Open Nonet links with this program"),
                handler=self.register,
                menu=Menu.FILE,
                icon="link",
            )
        ]

    def command(self) -> list[str]:
        """What starts this program again, on the same data."""
        desktop = {name: value for name, value in os.environ.items() if name != "NONET_DATA"}
        own = data_folder(None, desktop, Path.home())
        data = [] if self._paths.root.resolve() == own.resolve() else ["--data", str(self._paths.root)]
        return [sys.executable, str(_MAIN), *data]

    def register(self) -> None:
        """Write it down for the desktop."""
        command, icon = self.command(), resource("icons", "nonet.svg")

        def write() -> Path:
            try:
                return register(command, icon, os.environ, Path.home())
            except OSError as error:
                raise Unavailable(
                    tr("The desktop could not be told ({reason}).", reason=error.strerror or error),
                    what_now=tr("See whether the folder .local/share/applications may be written to."),
                ) from error

        def written(_: Path) -> None:
            sentence = tr("Links that begin with nonet:// now open here, from any program.")
            self._notices.post(sentence, NoticeKind.SUCCESS, key="links.register")

        self._tasks.run(write, written, self._failed)

    def _failed(self, error: Exception) -> None:
        self._notices.error(error, source="links")

"""Where dropped files and links go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl

from app.kernel.notices import NoticeKind
from models.core.text import tr
from views.shell.navigation import parse

if TYPE_CHECKING:
    from views.shell.window import MainWindow


def deliver(window: MainWindow, urls: Sequence[QUrl]) -> bool:
    """Follow a link of ours, or hand everything to the current workspace, or else to the first that takes
    it. Says so where nobody does."""
    for url in urls:
        if parse(url.toString()) is not None:
            return window.go(url.toString())
    here = window.stack.current_id
    for id_ in dict.fromkeys([here, *window.tab_ids]):
        if window.stack.workspace(id_).drop(urls):
            if id_ != here:
                window.open_workspace(id_)
            return True
    name = urls[0].fileName() if urls else ""
    window.services.notices.post(tr("Nothing here can take “{name}”.", name=name), NoticeKind.WARNING)
    return False

"""Where dropped files and links go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QUrl

from app.kernel.notices import NoticeKind
from models.core.text import tr
from views.shell.navigation import parse

if TYPE_CHECKING:
    from views.shell.window import MainWindow


OWN = "application/x-nonet-"
"""What the kinds of our own things begin with, such as videos that are dragged onto the queue."""


def comes_from_outside(data: QMimeData) -> bool:
    """Whether what is dragged are files or links, and not things of ours that could be files elsewhere: a
    video that is let go where it was is not to be added again."""
    return bool(addresses(data)) and not any(kind.startswith(OWN) for kind in data.formats())


def addresses(data: QMimeData) -> list[QUrl]:
    """The files and links that are dragged; a link of ours may come as plain text."""
    if data.hasUrls():
        return data.urls()
    text = data.text().strip() if data.hasText() else ""
    return [QUrl(text)] if parse(text) is not None else []


def deliver(window: MainWindow, urls: Sequence[QUrl]) -> bool:
    """Follow a link of ours, or hand everything to the current workspace, or else to the first that takes
    it. Says so where nobody does."""
    for url in urls:
        to = url.toString(QUrl.ComponentFormattingOption.FullyEncoded)
        if parse(to) is not None:
            return window.go(to)
    if any(take(urls) for take in window.services.takers):
        return True
    here = window.stack.current_id
    for id_ in dict.fromkeys([here, *window.tab_ids]):
        if window.stack.workspace(id_).drop(urls):
            if id_ != here:
                window.open_workspace(id_)
            return True
    name = urls[0].fileName() if urls else ""
    window.services.notices.post(tr("Nothing here can take “{name}”.", name=name), NoticeKind.WARNING)
    return False

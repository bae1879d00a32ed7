"""What every workspace offers to the window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QUrl, Signal

from views.widgets.focus import HandsOn


class Crumb(NamedTuple):
    """A step of the way to where one is; `path` goes there ("" for the last one)."""

    title: str
    path: str = ""


class Workspace(HandsOn):
    """The base of workspaces. A place is a path inside the workspace, such as `watch/0192…?t=62`; the window
    makes links of it (`nonet://video/watch/0192…?t=62`).

    Tell `place_changed` after going somewhere by yourself (it becomes a step of back and forward), and
    `place_adjusted` when only the same step is said differently (typed text, a playing position).
    `tab_asked` opens a place, by its title, in a tab behind the one that is seen (a middle click). A place is
    written as in a URL: what a person typed is percent-encoded in it.
    """

    place_changed = Signal(str)
    place_adjusted = Signal(str)
    title_changed = Signal()
    tab_asked = Signal(str, str)

    @property
    def title(self) -> str:
        """What a window of its own is called; the workspace's name where it is empty."""
        return ""

    def place(self) -> str:
        """Where one is now."""
        return ""

    def go(self, place: str) -> None:
        """Go to a place; to the start for an empty or unknown one. Does not tell `place_changed`."""

    def breadcrumb(self) -> Sequence[Crumb]:
        """The way to the place, without the workspace itself."""
        return ()

    def drop(self, urls: Sequence[QUrl]) -> bool:
        """Take dropped files or links; False where this workspace has no use for them."""
        return False

    def drop_sentence(self, urls: Sequence[QUrl]) -> str:
        """What dropping this here would do, for the overlay; "" where nothing can be dropped."""
        return ""

    def focus_search(self) -> bool:
        """Ctrl+F: go to the field that searches here; False where there is none."""
        return False

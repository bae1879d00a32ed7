"""Places as links, and the way back and forward."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

SCHEME = "nonet://"
_KEPT = 200


class Place(NamedTuple):
    """A workspace and a path in it."""

    workspace: str
    path: str


def link(workspace: str, path: str = "") -> str:
    """The link of a place."""
    return f"{SCHEME}{workspace}/{path.lstrip('/')}"


def parse(text: str) -> Place | None:
    """The place a link means, None for anything else."""
    if not text.casefold().startswith(SCHEME):
        return None
    workspace, _, path = text[len(SCHEME) :].partition("/")
    if not workspace.isidentifier():
        return None
    return Place(workspace.casefold(), path)


class History(QObject):
    """Where the person has been. `changed` is told when back or forward may mean something else."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._links: list[str] = []
        self._at = -1

    @property
    def current(self) -> str:
        return self._links[self._at] if self._links else ""

    @property
    def can_back(self) -> bool:
        return self._at > 0

    @property
    def can_forward(self) -> bool:
        return self._at < len(self._links) - 1

    def recent(self) -> list[str]:
        """Different places, the last first, without the current one."""
        seen = dict.fromkeys(reversed(self._links[: self._at + 1]))
        seen.pop(self.current, None)
        return list(seen)

    def clear(self) -> None:
        """Forget where one has been."""
        self._links, self._at = [], -1
        self.changed.emit()

    def visit(self, to: str) -> None:
        """A step to a place; what was forward is forgotten."""
        if to == self.current:
            return
        self._links = [*self._links[: self._at + 1], to][-_KEPT:]
        self._at = len(self._links) - 1
        self.changed.emit()

    def adjust(self, to: str) -> None:
        """The current step is said differently."""
        if self._links:
            self._links[self._at] = to
        else:
            self.visit(to)

    def back(self) -> str:
        """One step back; the link to go to, "" at the start."""
        return self._move(-1) if self.can_back else ""

    def forward(self) -> str:
        """One step forward; the link to go to, "" at the end."""
        return self._move(1) if self.can_forward else ""

    def _move(self, by: int) -> str:
        self._at += by
        self.changed.emit()
        return self.current

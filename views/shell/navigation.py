"""Places as links, and the way back and forward."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote

from PySide6.QtCore import QObject, Signal

SCHEME = "nonet://"
_KEPT = 200
_SAFE = "!#$%&'()*+,-./:;=?@[]_~"  # of a link; what is not ASCII or a letter or digit is encoded


class Target(NamedTuple):
    """A workspace and a path in it."""

    workspace: str
    path: str


class Step(NamedTuple):
    """Where one was: a link, and the tab (0 for whichever is there)."""

    link: str
    tab: int = 0


def link(workspace: str, path: str = "") -> str:
    """The link of a place. A place is written as in a URL; what cannot stand in one is encoded here."""
    return f"{SCHEME}{workspace}/{quote(path.lstrip('/'), safe=_SAFE)}"


def parse(text: str) -> Target | None:
    """The place a link means, None for anything else; the inverse of `link`."""
    if not text.casefold().startswith(SCHEME):
        return None
    workspace, _, path = text[len(SCHEME) :].strip().partition("/")
    if not (workspace.isascii() and workspace.isidentifier()):
        return None
    return Target(workspace.casefold(), quote(path.lstrip("/"), safe=_SAFE))


class History(QObject):
    """Where the person has been. `changed` is told when back or forward may mean something else."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._steps: list[Step] = []
        self._at = -1

    @property
    def current(self) -> str:
        return self.step.link

    @property
    def step(self) -> Step:
        """Where one is; an empty one before the first place."""
        return self._steps[self._at] if self._steps else Step("")

    @property
    def can_back(self) -> bool:
        return self._at > 0

    @property
    def can_forward(self) -> bool:
        return self._at < len(self._steps) - 1

    def behind(self) -> list[Step]:
        """The steps that back leads to, the nearest first."""
        return self._steps[: max(0, self._at)][::-1]

    def ahead(self) -> list[Step]:
        """The steps that forward leads to, the nearest first."""
        return self._steps[self._at + 1 :]

    def recent(self) -> list[str]:
        """Different places, the last first, without the current one."""
        seen = dict.fromkeys(step.link for step in reversed(self._steps[: self._at + 1]))
        seen.pop(self.current, None)
        return list(seen)

    def clear(self) -> None:
        """Forget where one has been."""
        self._steps, self._at = [], -1
        self.changed.emit()

    def visit(self, to: str, tab: int = 0) -> None:
        """A step to a place; what was forward is forgotten."""
        step = Step(to, tab)
        if step == self.step and self._steps:
            return
        self._steps = [*self._steps[: self._at + 1], step][-_KEPT:]
        self._at = len(self._steps) - 1
        self.changed.emit()

    def adjust(self, to: str) -> None:
        """The current step is said differently."""
        if self._steps:
            self._steps[self._at] = Step(to, self.step.tab)
        else:
            self.visit(to)

    def back(self, steps: int = 1) -> str:
        """Back so many steps; the link to go to, "" where there are not as many."""
        return self._move(-steps) if steps <= self._at else ""

    def forward(self, steps: int = 1) -> str:
        """Forward so many steps; the link to go to, "" where there are not as many."""
        return self._move(steps) if self._at + steps < len(self._steps) else ""

    def _move(self, by: int) -> str:
        self._at += by
        self.changed.emit()
        return self.current

    # -- kept for the next start ----------------------------------------------------------------------

    def state(self) -> dict[str, object]:
        """All of it, as JSON can hold it."""
        return {"steps": [list(step) for step in self._steps], "at": self._at}

    def load(self, state: object) -> None:
        """What `state` gave; what makes no sense is left out."""
        kept = state if isinstance(state, dict) else {}
        steps, at = kept.get("steps"), kept.get("at")
        listed = steps if isinstance(steps, list) else []
        self._steps = [Step(each[0], each[1]) for each in listed if _sound(each)][-_KEPT:]
        last = len(self._steps) - 1
        self._at = min(max(at, 0), last) if isinstance(at, int) else last
        self.changed.emit()


def _sound(step: object) -> bool:
    return (
        isinstance(step, Sequence)
        and len(step) == 2
        and isinstance(step[0], str)
        and isinstance(step[1], int)
        and parse(step[0]) is not None
    )

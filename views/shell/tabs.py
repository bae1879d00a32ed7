"""The tabs of a workspace: places that are open at once, of which one is seen."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

_CLOSED = 25


@dataclass
class Tab:
    """An open place of a workspace. `number` tells it from every other tab of the window."""

    number: int
    place: str = ""
    title: str = ""


class Tabs(QObject):
    """The tabs of one workspace, in their order; there is always one. `changed` follows every change.

    A tab is a place and no widget: the workspace goes there when the tab is chosen. So there is one player,
    whatever is open, and twenty tabs cost what one does.
    """

    changed = Signal()

    def __init__(self, first: Tab) -> None:
        super().__init__()
        self.all = [first]
        self._at = 0
        self._closed: list[tuple[int, Tab]] = []

    @property
    def current(self) -> Tab:
        return self.all[self._at]

    @property
    def at(self) -> int:
        """Where the current one stands."""
        return self._at

    @property
    def can_reopen(self) -> bool:
        return bool(self._closed)

    def has(self, number: int) -> bool:
        return any(tab.number == number for tab in self.all)

    def open(self, tab: Tab, *, behind: bool = False) -> None:
        """Add a tab beside the current one, and choose it unless it is to stay `behind`."""
        self.all.insert(self._at + 1, tab)
        if not behind:
            self._at += 1
        self.changed.emit()

    def close(self, number: int) -> bool:
        """Close a tab; the one beside it is seen then. False for the last, which stays."""
        place = next((place for place, tab in enumerate(self.all) if tab.number == number), None)
        if place is None or len(self.all) == 1:
            return False
        self._closed = [*self._closed, (place, self.all.pop(place))][-_CLOSED:]
        if place < self._at or self._at == len(self.all):
            self._at -= 1
        self.changed.emit()
        return True

    def reopen(self) -> bool:
        """Open and choose the tab that was closed last, where it was; False where there is none."""
        if not self._closed:
            return False
        place, tab = self._closed.pop()
        self._at = min(place, len(self.all))
        self.all.insert(self._at, tab)
        self.changed.emit()
        return True

    def choose(self, number: int) -> bool:
        """Make a tab the current one; False where it is that already, or is not there."""
        for place, tab in enumerate(self.all):
            if tab.number == number and place != self._at:
                self._at = place
                self.changed.emit()
                return True
        return False

    def step(self, by: int) -> bool:
        """Choose the next tab (1) or the one before (-1), going round."""
        return self.choose(self.all[(self._at + by) % len(self.all)].number)

    def move(self, place: int, to: int) -> None:
        """Put a tab elsewhere in the order; the same one stays current."""
        current = self.current
        self.all.insert(to, self.all.pop(place))
        self._at = self.all.index(current)
        self.changed.emit()

    def told(self, place: str, title: str) -> None:
        """Where the current tab has got to."""
        tab = self.current
        if (tab.place, tab.title) != (place, title):
            tab.place, tab.title = place, title
            self.changed.emit()

    def reset(self, first: Tab) -> None:
        """Forget every tab, the closed ones too."""
        self.all, self._at, self._closed = [first], 0, []
        self.changed.emit()

    # -- kept for the next start ----------------------------------------------------------------------

    def state(self) -> dict[str, object]:
        """All that are open, as JSON can hold them."""
        return {"tabs": [[tab.number, tab.place, tab.title] for tab in self.all], "at": self._at}

    def load(self, state: object) -> None:
        """What `state` gave, where it makes sense."""
        kept = state if isinstance(state, dict) else {}
        listed = kept.get("tabs")
        tabs = [Tab(*each) for each in listed if _sound(each)] if isinstance(listed, list) else []
        if not tabs or len({tab.number for tab in tabs}) < len(tabs):
            return
        at = kept.get("at")
        self.all = tabs
        self._at = min(max(at, 0), len(tabs) - 1) if isinstance(at, int) else 0
        self.changed.emit()


def _sound(each: object) -> bool:
    if not isinstance(each, list) or len(each) != 3:
        return False
    number, place, title = each
    return isinstance(number, int) and number > 0 and isinstance(place, str) and isinstance(title, str)

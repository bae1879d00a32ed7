"""The place for practice: recordings that are played again, live prices to trade on paper, and backtests.

`practice`, `practice/live`, `practice/backtests[/<run>]`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from models.core.text import tr
from views.shell.keys import KeyMap
from views.shell.places import Page
from views.shell.workspace import Crumb
from views.trading.actions import PRACTICE
from views.trading.hall import Hall
from views.trading.replay_room import ReplayRoom
from views.widgets import tokens
from views.widgets.chips import Segmented
from views.widgets.surfaces import Hairline

PLACE = "practice"
REPLAY, LIVE, BACKTESTS = "", "live", "backtests"


class PracticePage(Page):
    """Its rooms are made when they are first opened."""

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall = hall
        self.rooms = Segmented(self._titles(), tr("What to practise on"))
        self.replay = ReplayRoom(hall)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.replay)
        self._made: dict[str, QWidget] = {REPLAY: self.replay}
        row = QHBoxLayout()
        row.setContentsMargins(tokens.MEDIUM, tokens.SMALL, tokens.MEDIUM, tokens.SMALL)
        row.addWidget(self.rooms)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(Hairline())
        column.addWidget(self._stack, 1)
        self.rooms.chosen.connect(self._go)
        KeyMap(hall.registry, PRACTICE, self.replay)

    @staticmethod
    def _titles() -> list[tuple[str, str]]:
        return [(REPLAY, tr("Recordings"))]

    @property
    def room(self) -> QWidget:
        """The room that is seen."""
        return self._made[self.rooms.value()]

    # Places

    def begins(self) -> QWidget:
        return self.room

    def show_place(self, ids: Sequence[str], query: Mapping[str, str]) -> bool:
        name = ids[0] if ids else REPLAY
        if name not in dict(self._titles()) or len(ids) > 1:
            return False
        self.rooms.choose(name)
        self._stack.setCurrentWidget(self.room)
        return True

    @property
    def title(self) -> str:
        return tr("Practice")

    def breadcrumb(self) -> Sequence[Crumb]:
        return (Crumb(tr("Practice"), PLACE), Crumb(dict(self._titles())[self.rooms.value()]))

    @Slot(str)
    def _go(self, name: str) -> None:
        self._hall.visit(f"{PLACE}/{name}" if name else PLACE)

    def forget(self) -> None:
        self._hall.parts.recorder.close()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._hall.parts.prepare(self.replay.screens.charting.furnish)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._hall.parts.recorder.replay.pause()

    # Drops

    def take(self, paths: Sequence[Path]) -> bool:
        """Open what was dropped; False where there is no recording among it."""
        if not self._hall.parts.recorder.take(paths):
            return False
        if self.rooms.value() != REPLAY or not self.isVisible():
            self._hall.visit(PLACE)
        return True


def make(hall: Hall) -> PracticePage:
    """The page of the place `practice`."""
    return PracticePage(hall)

"""The place for practice: recordings that are played again, live prices to trade on paper, and backtests.

`practice`, `practice/live`, `practice/backtests[/<run>]`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast
from uuid import UUID

from PySide6.QtCore import Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from controllers.trading.recorder import is_strategy
from models.core.text import tr
from views.shell.keys import KeyMap
from views.shell.places import Page
from views.shell.workspace import Crumb
from views.trading.actions import PRACTICE
from views.trading.hall import Hall
from views.trading.practice.replay_room import ReplayRoom
from views.widgets import tokens
from views.widgets.by_and_by import ByAndBy
from views.widgets.chips import Segmented
from views.widgets.pages import Pages
from views.widgets.surfaces import Hairline

if TYPE_CHECKING:
    from views.trading.practice.backtest_room import BacktestRoom
    from views.trading.practice.live_room import LiveRoom

    Room = ReplayRoom | LiveRoom | BacktestRoom

PLACE = "practice"
REPLAY, LIVE, BACKTESTS = "", "live", "backtests"


class PracticePage(Page):
    """Its rooms are made when they are first opened."""

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall = hall
        self.rooms = Segmented(self._titles(), tr("What to practise on"))
        self._stack = Pages()
        self._made: dict[str, tuple[Room, ByAndBy]] = {}
        self._stack.addWidget(QWidget())  # until a room is there
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
        self._run: UUID | None = None

    @staticmethod
    def _titles() -> list[tuple[str, str]]:
        return [
            (REPLAY, tr("Recordings")), (LIVE, tr("Live prices")), (BACKTESTS, tr("Backtests")),
        ]  # fmt: skip

    # Rooms

    def _begun(self, name: str) -> tuple[Room, ByAndBy]:
        """A room, at least begun, and what makes the rest of it: all at once it would hold the window."""
        made = self._made.get(name)
        if made is None:
            room = self._empty_room(name)
            self._stack.addWidget(room)
            building = ByAndBy(room.build(), self)
            building.done.connect(partial(self._built, name))
            made = self._made[name] = (room, building)
        return made

    def _empty_room(self, name: str) -> Room:
        if name == LIVE:
            from views.trading.practice.live_room import LiveRoom

            return LiveRoom(self._hall, self._stack)
        if name == BACKTESTS:
            from views.trading.practice.backtest_room import BacktestRoom

            return BacktestRoom(self._hall, self._stack)
        return ReplayRoom(self._hall, self._stack)

    def _built(self, name: str) -> None:
        if name == REPLAY:
            room = self.replay
            for part in (room.bar, room.screens.book, room.screens.views):  # elsewhere Space means more
                KeyMap(self._hall.registry, PRACTICE, part)
        elif name == BACKTESTS:
            runs = self.backtests
            runs.run_wanted.connect(lambda run: self._hall.visit(f"{PLACE}/{BACKTESTS}/{run}"))
            runs.manual_wanted.connect(lambda: self._hall.read_manual("strategies"))
        if name == self.rooms.value():
            self._open_room()

    def _whole(self, name: str) -> Room:
        room, building = self._begun(name)
        building.finish()
        return room

    @property
    def room(self) -> QWidget:
        """The room that is wanted, made now if it is not there yet."""
        return self._whole(self.rooms.value())

    @property
    def replay(self) -> ReplayRoom:
        """The room for recordings."""
        return cast("ReplayRoom", self._whole(REPLAY))

    @property
    def live(self) -> LiveRoom:
        """The room for live prices."""
        return cast("LiveRoom", self._whole(LIVE))

    @property
    def backtests(self) -> BacktestRoom:
        """The room for backtests."""
        return cast("BacktestRoom", self._whole(BACKTESTS))

    def _open_room(self) -> None:
        """Show the room that is wanted, which is whole."""
        room = self.room
        self._stack.setCurrentWidget(room)
        if self.rooms.value() == BACKTESTS:
            self.backtests.look_at(self._run)
        if self.isAncestorOf(QApplication.focusWidget() or self):
            room.setFocus()
        if self.isVisible():
            self._furnish()

    # Places

    def begins(self) -> QWidget:
        room, building = self._begun(self.rooms.value())
        return room if building.is_done else self.rooms

    def show_place(self, ids: Sequence[str], query: Mapping[str, str]) -> bool:
        name, *rest = ids or [REPLAY]
        if name not in dict(self._titles()) or (rest and name != BACKTESTS) or len(rest) > 1:
            return False
        if name == BACKTESTS:
            try:
                run = UUID(rest[0]) if rest else None
            except ValueError:
                return False
            self._run = run
        self.rooms.choose(name)
        building = self._begun(name)[1]
        if building.is_done:
            self._open_room()
        else:
            building.start()
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
        self._hall.parts.live.hang_up()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._furnish()

    def _furnish(self) -> None:
        """Have the chart of the room that is seen made."""
        room, building = self._begun(self.rooms.value())
        screens = getattr(room, "screens", None)
        if building.is_done and screens is not None:
            self._hall.parts.prepare(screens.charting.furnish)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._hall.parts.recorder.replay.pause()

    # Drops

    def take(self, paths: Sequence[Path]) -> bool:
        """Open what was dropped; False where there is neither a strategy nor a recording among it."""
        if is_strategy(paths):
            self._hall.visit(f"{PLACE}/{BACKTESTS}")
            self.backtests.take_strategy(paths[0])
            return True
        if not self._hall.parts.recorder.take(paths):
            return False
        if self.rooms.value() != REPLAY or not self.isVisible():
            self._hall.visit(PLACE)
        return True


def make(hall: Hall) -> PracticePage:
    """The page of the place `practice`."""
    return PracticePage(hall)

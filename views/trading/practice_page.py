"""The place for practice: recordings that are played again, live prices to trade on paper, and backtests.

`practice`, `practice/live`, `practice/backtests[/<run>]`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast
from uuid import UUID

from PySide6.QtCore import Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from controllers.trading.recorder import is_strategy
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

if TYPE_CHECKING:
    from views.trading.backtest_room import BacktestRoom
    from views.trading.live_room import LiveRoom

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
        screens = self.replay.screens
        for part in (self.replay.bar, screens.book, screens.views):  # elsewhere arrows and Space mean more
            KeyMap(hall.registry, PRACTICE, part)

    @staticmethod
    def _titles() -> list[tuple[str, str]]:
        return [
            (REPLAY, tr("Recordings")), (LIVE, tr("Live prices")), (BACKTESTS, tr("Backtests")),
        ]  # fmt: skip

    @property
    def room(self) -> QWidget:
        """The room that is seen."""
        return self._made[self.rooms.value()]

    @property
    def live(self) -> LiveRoom:
        """The room for live prices, made when it is first opened."""
        made = self._made.get(LIVE)
        if made is None:
            from views.trading.live_room import LiveRoom

            made = self._made[LIVE] = LiveRoom(self._hall)
            self._stack.addWidget(made)
        return cast("LiveRoom", made)

    @property
    def backtests(self) -> BacktestRoom:
        """The room for backtests, made when it is first opened."""
        made = self._made.get(BACKTESTS)
        if made is None:
            made = self._made[BACKTESTS] = self._make_backtests()
            self._stack.addWidget(made)
        return cast("BacktestRoom", made)

    def _make_backtests(self) -> BacktestRoom:
        from views.trading.backtest_room import BacktestRoom

        room = BacktestRoom(self._hall)
        room.run_wanted.connect(lambda run: self._hall.visit(f"{PLACE}/{BACKTESTS}/{run}"))
        room.manual_wanted.connect(lambda: self._hall.read_manual("strategies"))
        return room

    # Places

    def begins(self) -> QWidget:
        return self.room

    def show_place(self, ids: Sequence[str], query: Mapping[str, str]) -> bool:
        name, *rest = ids or [REPLAY]
        if name not in dict(self._titles()) or (rest and name != BACKTESTS) or len(rest) > 1:
            return False
        if name == BACKTESTS:
            try:
                run = UUID(rest[0]) if rest else None
            except ValueError:
                return False
            self.backtests.look_at(run)
        elif name == LIVE:
            self._hall.parts.prepare(self.live.screens.charting.furnish)
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
        self._hall.parts.live.hang_up()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._hall.parts.prepare(self.replay.screens.charting.furnish)

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

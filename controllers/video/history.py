"""What was watched, day by day: searched, taken out, cleared, paused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from app.kernel.actor import Actor
from app.kernel.gateway import Changes
from models.core.errors import PersonError
from models.core.registry import Command
from models.core.text import tr
from models.video.entities import HistoryView, Viewing
from models.video.history_commands import ClearHistory, HideViewings, PauseHistory
from models.video.history_queries import History

PAGE = 60
TABLES = frozenset({"watch_event", "watch_hidden", "watch_settings", "video"})


class WatchHistory(QObject):
    """The newest viewings, more of them as they are asked for. `viewings` is None until it is known."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, actor: Actor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actor = actor
        self._visible = False
        self._shown = PAGE
        self._generation = 0
        self.words = ""
        self.viewings: tuple[Viewing, ...] | None = None
        self.more = False
        self.paused = False
        actor.gateway.changed.connect(self._changed)
        actor.changed.connect(self._somebody_else)

    def set_visible(self, visible: bool) -> None:
        """Only what is seen is kept true."""
        self._visible = visible
        if visible:
            self.refresh()

    def set_words(self, words: str) -> None:
        """Leave only videos in which these words are."""
        if words != self.words:
            self.words = words
            self._shown = PAGE
            self.refresh()

    def show_more(self) -> None:
        """Ask for older ones too."""
        if self.more:
            self.more = False
            self._shown += PAGE
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Ask again."""
        self._generation += 1
        asked = self._generation

        def take(view: HistoryView) -> None:
            if isValid(self) and asked == self._generation:
                self.viewings, self.more, self.paused = view.viewings, view.more, view.paused
                self.changed.emit()

        def fail(error: PersonError) -> None:
            if isValid(self) and asked == self._generation:
                self.failed.emit(error)

        self._actor.ask(History, take, failed=fail, words=self.words, limit=self._shown)

    # What is changed

    def remove(self, viewings: Sequence[Viewing]) -> None:
        """Take viewings out of the history."""
        ids = [each.session_id for each in viewings]
        if ids:
            self._send(HideViewings, tr("Remove from history"), session_ids=ids)

    def clear(self) -> None:
        """Let the history begin anew."""
        self._send(ClearHistory, tr("Clear the history"))

    def pause(self, paused: bool) -> None:
        """Leave out what is watched from now on, or keep it again."""
        self._send(PauseHistory, tr("Pause the history"), paused=paused)

    def _send(self, kind: type[Command], title: str, **fields: Any) -> None:
        self._actor.send_made(self._actor.make(kind, **fields), title=title)

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        if self._visible and changes.tables & TABLES:
            self.refresh()

    @Slot()
    def _somebody_else(self) -> None:
        self._generation += 1
        self.words, self._shown, self.viewings = "", PAGE, None
        self.changed.emit()
        if self._visible:
            self.refresh()

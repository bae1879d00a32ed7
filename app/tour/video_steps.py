"""What the steps in Video share: the library, its rows, opening and leaving a film."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.tour.driver import Until, Walk, settled
from controllers.video.playback import State
from controllers.video.titles import title_of

if TYPE_CHECKING:
    from app.tour.walks import Tour

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
Key = Qt.Key


class VideoSteps:
    """Steps in the Video workspace; they build on each other."""

    def __init__(self, tour: Tour) -> None:
        self._tour = tour
        self._hands = tour.hands

    @property
    def _titles(self) -> list[str]:
        return [title_of(path) for path in self._tour.clips.paths]

    def _rows(self) -> list[str]:
        """The titles in the grid, in its order; "" for a row that is still coming."""
        library = self._tour.video.library.library
        cards = [library.peek(row) for row in range(library.total or 0)]
        return ["" if card is None else card.title for card in cards]

    def _row(self, title: str) -> int:
        rows = self._rows()
        if title not in rows:
            raise LookupError(f"“{title}” is not in the grid: {rows}")
        return rows.index(title)

    def _to_library(self) -> Walk:
        """Ctrl+2, Ctrl+L: all videos, none of them chosen."""
        video = self._tour.video
        self._hands.key(Key.Key_2, CTRL)
        yield self._tour.here("video")
        self._hands.key(Key.Key_L, CTRL)
        yield Until(lambda: video.place() == "" and video.library.isVisible(), "the library")
        yield from self._tour.no_toasts()
        yield Until(lambda: video.library.library.total is not None, "the library's videos")

    def _all(self) -> Walk:
        """The library without filters."""
        yield from self._to_library()
        tools = self._tour.video.library.tools
        if self._tour.video.library.library.filter.narrows:
            self._hands.click(tools.chip("all"))
        yield Until(lambda: len(self._rows()) == len(self._titles) and all(self._rows()), "all videos")
        yield settled()

    def _open(self, title: str) -> Walk:
        """A double click on its card, and it plays: pictures are painted."""
        grid = self._tour.video.library.grid
        grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
        yield settled()
        self._hands.double_click_row(grid, self._row(title))
        yield from self._plays(title)

    def _plays(self, title: str) -> Walk:
        video = self._tour.video
        player = video.watching.player
        yield Until(lambda: video.title == title, f"the page of “{title}”")
        yield Until(lambda: player.state is State.PLAYING, f"“{title}” to play")
        painted = player.frames_painted
        yield Until(lambda: player.frames_painted > painted + 12, "its pictures to move")

    def _leave_player(self) -> Walk:
        """Back to the library; nothing plays on in the corner."""
        yield from self._to_library()
        mini = self._tour.video.mini
        if mini.isVisible():
            self._hands.hover(mini)
            yield Until(mini.close_button.isVisible, "the mini-player's buttons")
            self._hands.click(mini.close_button)
        yield Until(lambda: not mini.isVisible(), "the mini-player to close")

"""What is done to the cards of a grid, the same on every page: played, queued, saved, edited, deleted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtWidgets import QMenu, QWidget

from controllers.video.playlists import places_of
from models.core.text import tr
from models.video.entities import PlaylistKind, VideoCard
from views.video.grid import CardGrid
from views.video.page import Hall
from views.widgets import tokens
from views.widgets.icons import icon


class Lines:
    """A context menu that is made line by line and gone once it is closed."""

    def __init__(self, parent: QWidget) -> None:
        self.menu = QMenu(parent)
        self.menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def put(
        self, sign: str, title: str, act: Callable[[], object], keys: str = "", *, on: bool = True
    ) -> None:
        """Add a line; with `on` False it is there, but cannot be chosen."""
        text = f"{title}\t{keys}" if keys else title
        action = self.menu.addAction(icon(sign, size=tokens.ICON_SMALL), text)
        action.triggered.connect(lambda: act())
        action.setEnabled(on)

    def line(self) -> None:
        """A line between groups."""
        self.menu.addSeparator()


class CardHands(QObject):
    """Enter and double click open, F2 edits, Delete trashes (what is the person's own), the menu has all."""

    def __init__(self, hall: Hall, grid: CardGrid) -> None:
        super().__init__(grid)
        self._hall = hall
        self._grid = grid
        grid.opened.connect(self._open)
        grid.edit_asked.connect(self._edit)
        grid.delete_asked.connect(self._trash)
        grid.menu_asked.connect(self._menu)

    def chosen(self, done: Callable[[list[VideoCard]], None]) -> None:
        """The cards that are selected, or the current one."""
        rows = self._grid.chosen_rows()
        if rows:
            self._grid.items.source.collect(rows, done)

    @Slot(object, bool)
    def _open(self, card: VideoCard, new_tab: bool) -> None:
        self._hall.open_video(card.space_id, card.id, new_tab)

    @Slot()
    def _edit(self) -> None:
        card = self._grid.current_card()
        if card is not None and card.mine:
            self._hall.edit(card.space_id, card.id)

    @Slot()
    def _trash(self) -> None:
        self.chosen(self._trash_own)

    def _trash_own(self, cards: list[VideoCard]) -> None:
        own = [card for card in cards if card.mine]
        if own:
            self._hall.parts.shelf.trash(own)

    @Slot(QPoint)
    def _menu(self, at: QPoint) -> None:
        card = self._grid.current_card()
        if card is None:
            return
        lines = Lines(self._grid)
        one = len(self._grid.chosen_rows()) == 1
        lines.put("play", tr("Play"), lambda: self._open(card, False), tr("Enter"), on=one)
        playing_lines(lines, self._hall, self.chosen)
        if one:
            lines.put("user", tr("Go to the channel"), lambda: self._hall.visit(f"channel/{card.space_id}"))
        if card.mine:
            lines.line()
            lines.put("pencil", tr("Edit details"), self._edit, "F2", on=one)
            lines.put("trash-2", tr("Move to trash"), self._trash, tr("Delete"))
        lines.menu.popup(at)


def playing_lines(
    lines: Lines, hall: Hall, chosen: Callable[[Callable[[list[VideoCard]], None]], None]
) -> None:
    """The lines that put the chosen videos into the queue and into playlists."""
    queue, saver = hall.parts.queue, hall.saver
    later, favourites = PlaylistKind.WATCH_LATER, PlaylistKind.FAVOURITES
    lines.put("list-plus", tr("Play next"), lambda: chosen(lambda cards: queue.add_next(places_of(cards))))
    lines.put("list-video", tr("Add to queue"), lambda: chosen(lambda cards: queue.add(places_of(cards))))
    lines.put("clock", tr("Watch later"), lambda: chosen(lambda cards: saver.add_to(later, places_of(cards))))
    lines.put(
        "star", tr("Favourites"), lambda: chosen(lambda cards: saver.add_to(favourites, places_of(cards)))
    )
    lines.put("folder-plus", tr("Save to playlist…"),
              lambda: chosen(lambda cards: hall.save(places_of(cards))), "Ctrl+Shift+S")  # fmt: skip

"""The library as rows: a page cache over `LibraryPage`, in which a million videos scroll.

What is shown stays while newer answers are under way, and answers to an older filter are dropped.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from app.kernel.actor import Actor
from app.kernel.gateway import Changes
from controllers.video.filters import Filter
from models.core.clock import utc_now
from models.core.errors import PersonError
from models.video.entities import Page, VideoCard
from models.video.queries import Categories, ContinueWatching, LibraryPage

PAGE = 60
PAGES_KEPT = 40
TABLES = frozenset({"video", "video_view", "watch_position", "channel", "member", "community_follow"})


class Library(QObject):
    """The rows of one filter. `card(row)` is None until its page is there, and asks for it.

    `resetting` and `reset` surround a change of how many rows there are or of their order; `rows_changed`
    (first, last) tells rows whose content changed. `waiting` tells whether an answer is under way that
    will change what is shown; `failed` carries a `PersonError`.
    """

    resetting = Signal()
    reset = Signal()
    rows_changed = Signal(int, int)
    waiting = Signal(bool)
    failed = Signal(object)
    categories_changed = Signal()

    def __init__(
        self, actor: Actor, parent: QObject | None = None, *, trashed: bool = False, filters: bool = True
    ) -> None:
        """Without `filters` the categories there are stay unknown."""
        super().__init__(parent)
        self._actor = actor
        self._trashed = trashed
        self._filters = filters and not trashed
        self._filter = Filter()
        self._fixed: dict[str, Any] = {}
        self._pages: OrderedDict[int, tuple[VideoCard, ...]] = OrderedDict()
        self._asked: set[int] = set()
        self._generation = 0
        self._refreshing: dict[int, Page] | None = None
        self._wanted: set[int] = set()
        self._window = (0, PAGE - 1)
        self._again = False
        self._sent = self._filter
        self._visible = False
        self._stale = True
        self.total: int | None = None
        self.categories: tuple[str, ...] = ()
        actor.gateway.changed.connect(self._changed)
        actor.changed.connect(self._somebody_else)

    # What is shown

    @property
    def filter(self) -> Filter:
        """What the rows are narrowed to; with an answer under way, what they will be."""
        return self._filter

    def set_filter(self, wanted: Filter) -> None:
        """Show something else. Sent at once; while an answer is under way only the newest is kept."""
        if wanted != self._filter:
            self._filter = wanted
            self._window = (0, PAGE - 1)
            self.refresh()

    def fix(self, **fields: Any) -> None:
        """Keep to some videos whatever the filter: fields of `LibraryPage`, such as a channel."""
        if fields != self._fixed:
            self._fixed = fields
            self._start_anew()

    def card(self, row: int) -> VideoCard | None:
        """The video of a row; None while its page is on its way."""
        page = row // PAGE
        cards = self._pages.get(page)
        if cards is None:
            if self.total is not None and row < self.total:
                self._ask_page(page)
            return None
        self._pages.move_to_end(page)
        return cards[row % PAGE] if row % PAGE < len(cards) else None

    def peek(self, row: int) -> VideoCard | None:
        """The video of a row if it is there; asks for nothing."""
        cards = self._pages.get(row // PAGE, ())
        return cards[row % PAGE] if row % PAGE < len(cards) else None

    def row_of(self, video_id: UUID) -> int | None:
        """The row of a video among the pages that are there."""
        for page, cards in self._pages.items():
            for n, card in enumerate(cards):
                if card.id == video_id:
                    return page * PAGE + n
        return None

    def set_window(self, first: int, last: int) -> None:
        """Which rows are to be seen: these are asked again when something changed."""
        self._window = (max(0, first), max(0, last))

    def set_visible(self, visible: bool) -> None:
        """A library that nobody sees is not asked again until it is seen."""
        self._visible = visible
        if visible and self._stale:
            self.refresh()

    def collect(self, rows: Sequence[int], done: Callable[[list[VideoCard]], None]) -> None:
        """The videos of these rows, those that are not there yet included; `done` on the Qt thread."""
        missing = sorted({row // PAGE for row in rows} - set(self._pages))
        found: dict[int, tuple[VideoCard, ...]] = dict(self._pages)

        def step() -> None:
            if missing:
                self._ask(missing.pop(), take, self._fail)
                return
            cards = (found.get(row // PAGE, ())[row % PAGE : row % PAGE + 1] for row in rows)
            done([card for one in cards for card in one])

        def take(page: Page) -> None:
            found[page.offset // PAGE] = page.cards
            step()

        step()

    # Asking

    @Slot()
    def refresh(self) -> None:
        """Ask again for what is to be seen; the rows stay as they are until it is all there."""
        if self._refreshing is not None:
            self._again = True
            return
        self._generation += 1
        self._asked.clear()
        self._stale = False
        self._sent = self._filter
        self._refreshing = {}
        first, last = self._window
        self._wanted = set(range(first // PAGE, last // PAGE + 1))
        self.waiting.emit(True)
        generation = self._generation
        for page in sorted(self._wanted):
            self._ask(page, lambda answer: self._refreshed(generation, answer), self._fail)
        if self._filters:
            self._actor.ask(Categories, self._take_categories)

    def _ask(
        self, page: int, done: Callable[[Page], None], failed: Callable[[PersonError], None] | None
    ) -> None:
        fields = {**self._filter.fields(utc_now()), **self._fixed}
        self._actor.ask(
            LibraryPage, done, failed=failed, offset=page * PAGE, limit=PAGE, trashed=self._trashed, **fields
        )

    def _ask_page(self, page: int) -> None:
        if page in self._asked or self._refreshing is not None:
            return
        self._asked.add(page)
        generation = self._generation
        self._ask(page, lambda answer: self._arrived(generation, answer), self._fail)

    def _arrived(self, generation: int, answer: Page) -> None:
        """A page that was scrolled to. Another total means that there is more to be asked again."""
        if generation != self._generation or not isValid(self):
            return
        page = answer.offset // PAGE
        self._asked.discard(page)
        if answer.total != self.total:
            self.refresh()
            return
        self._keep(page, answer.cards)
        self.rows_changed.emit(answer.offset, answer.offset + len(answer.cards) - 1)

    def _refreshed(self, generation: int, answer: Page) -> None:
        if generation != self._generation or self._refreshing is None or not isValid(self):
            return
        self._refreshing[answer.offset // PAGE] = answer
        if set(self._refreshing) < self._wanted:
            return
        pages, self._refreshing = self._refreshing, None
        if self._sent == self._filter:
            self._apply(pages)
            self.waiting.emit(False)
        if self._again:
            self._again = False
            self.refresh()

    def _apply(self, pages: dict[int, Page]) -> None:
        total = next(iter(pages.values())).total
        same = total == self.total and all(
            _ids(page.cards) == _ids(self._pages.get(number, ())) for number, page in pages.items()
        )
        if same:
            self._apply_contents(pages)
            return
        self.resetting.emit()
        self._pages.clear()
        self.total = total
        for number, page in pages.items():
            self._keep(number, page.cards)
        self.reset.emit()

    def _apply_contents(self, pages: dict[int, Page]) -> None:
        """The same videos in the same places: only what differs is told. Other pages are asked again."""
        old = {number: self._pages[number] for number in pages}
        gone = [number for number in self._pages if number not in pages]
        for number in gone:
            del self._pages[number]
        for number, page in pages.items():
            self._keep(number, page.cards)
            pairs = zip(page.cards, old[number], strict=True)
            differing = [n for n, (new, before) in enumerate(pairs) if new != before]
            if differing:
                self.rows_changed.emit(page.offset + differing[0], page.offset + differing[-1])

    def _keep(self, page: int, cards: tuple[VideoCard, ...]) -> None:
        self._pages[page] = cards
        self._pages.move_to_end(page)
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)

    def _fail(self, error: PersonError) -> None:
        if not isValid(self):
            return
        self._refreshing = None
        self._again = False
        self._asked.clear()
        self._stale = True
        self.waiting.emit(False)
        self.failed.emit(error)

    def _take_categories(self, categories: tuple[str, ...]) -> None:
        if isValid(self) and categories != self.categories:
            self.categories = categories
            self.categories_changed.emit()

    # What changes

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        if changes.tables & TABLES:
            self._stale = True
            if self._visible:
                self.refresh()

    @Slot()
    def _somebody_else(self) -> None:
        """Another person: nothing of the last one's is shown any more, nor taken in when it arrives."""
        self._start_anew()

    def _start_anew(self) -> None:
        self._generation += 1
        self._refreshing = None
        self._again = False
        self._filter = Filter()
        self.resetting.emit()
        self._pages.clear()
        self.total = None
        self.reset.emit()
        self._stale = True
        if self._visible:
            self.refresh()


class Watching(QObject):
    """The videos that were begun, newest first: a short list with the same face as `Library`."""

    resetting = Signal()
    reset = Signal()
    rows_changed = Signal(int, int)

    def __init__(self, actor: Actor, parent: QObject | None = None, *, limit: int = 12) -> None:
        super().__init__(parent)
        self._actor = actor
        self._limit = limit
        self._visible = False
        self._stale = True
        self.cards: tuple[VideoCard, ...] = ()
        actor.gateway.changed.connect(self._changed)
        actor.changed.connect(self._somebody_else)

    @property
    def total(self) -> int:
        return len(self.cards)

    def card(self, row: int) -> VideoCard | None:
        return self.cards[row] if row < len(self.cards) else None

    peek = card

    def row_of(self, video_id: UUID) -> int | None:
        return next((n for n, card in enumerate(self.cards) if card.id == video_id), None)

    def set_window(self, first: int, last: int) -> None:
        """All of it is always there."""

    def set_visible(self, visible: bool) -> None:
        self._visible = visible
        if visible and self._stale:
            self.refresh()

    def collect(self, rows: Sequence[int], done: Callable[[list[VideoCard]], None]) -> None:
        done([self.cards[row] for row in rows])

    def refresh(self) -> None:
        """Ask again."""
        self._stale = False
        self._actor.ask(ContinueWatching, self._take, limit=self._limit)

    def _take(self, cards: tuple[VideoCard, ...]) -> None:
        if not isValid(self) or cards == self.cards:
            return
        if _ids(cards) == _ids(self.cards):
            self.cards = cards
            self.rows_changed.emit(0, len(cards) - 1)
            return
        self.resetting.emit()
        self.cards = cards
        self.reset.emit()

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        if changes.tables & TABLES:
            self._stale = True
            if self._visible:
                self.refresh()

    @Slot()
    def _somebody_else(self) -> None:
        self._take(())
        self._stale = True
        if self._visible:
            self.refresh()


def _ids(cards: Iterable[VideoCard]) -> list[UUID]:
    return [card.id for card in cards]

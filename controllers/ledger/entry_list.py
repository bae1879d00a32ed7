"""A person's transfers, newest first, page by page, narrowed by words and by account."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from app.kernel.actor import Actor
from app.kernel.gateway import Changes
from models.core.errors import PersonError
from models.ledger.entities import Cursor, Entry, EntryPage
from models.ledger.queries import History

PAGE = 100
MOST_AGAIN = 2000
"""Rows that are asked for again when something has changed; further ones come when they are scrolled to."""


class EntryList(QObject):
    """`entries` is None until it is known."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, actor: Actor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actor = actor
        self._visible = False
        self._generation = 0
        self._after: Cursor | None = None
        self._coming = False
        self.words = ""
        self.account: UUID | None = None
        self.entries: tuple[Entry, ...] | None = None
        actor.gateway.changed.connect(self._follow)
        actor.changed.connect(self._somebody_else)

    def set_visible(self, visible: bool) -> None:
        """Only what is seen is kept true."""
        self._visible = visible
        if visible:
            self.refresh()

    def set_words(self, words: str) -> None:
        """Leave only what these words are in."""
        if words.strip() != self.words:
            self.words = words.strip()
            self.refresh(1)

    def set_account(self, account: UUID | None) -> None:
        """Leave only the entries of one account."""
        if account != self.account:
            self.account = account
            self.entries = None
            self.changed.emit()
            self.refresh(1)

    @Slot()
    def refresh(self, least: int = 0) -> None:
        """Ask again for as much as is there."""
        there = 0 if self.entries is None or least else len(self.entries)
        self._ask(None, min(max(PAGE, there), MOST_AGAIN))

    @Slot()
    def show_more(self) -> None:
        """Ask for older ones too."""
        if self._after is not None and not self._coming:
            self._ask(self._after, PAGE)

    def _ask(self, after: Cursor | None, limit: int) -> None:
        self._generation += 1
        asked = self._generation
        self._coming = True

        def take(page: EntryPage) -> None:
            if isValid(self) and asked == self._generation:
                self._coming = False
                before = self.entries or () if after is not None else ()
                self.entries, self._after = (*before, *page.entries), page.after
                self.changed.emit()

        def fail(error: PersonError) -> None:
            if isValid(self) and asked == self._generation:
                self._coming = False
                self.failed.emit(error)

        self._actor.ask(
            History, take, failed=fail, account=self.account, words=self.words, after=after, limit=limit
        )

    @Slot(object)
    def _follow(self, changes: Changes) -> None:
        if self._visible and "ledger_transfer" in changes.tables:
            self.refresh()

    @Slot()
    def _somebody_else(self) -> None:
        self._generation += 1
        self.words, self.account, self.entries, self._after = "", None, None, None
        self._coming = False
        self.changed.emit()
        if self._visible:
            self.refresh()

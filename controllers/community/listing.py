"""What is said about the target that a page shows: loaded page by page, read anew when it changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from app.kernel.actor import Actor
from app.kernel.gateway import Changes
from app.kernel.notices import NoticeKind, Notices
from controllers.community.threads import Replies, Row, Threads
from models.accounts.entities import Account
from models.accounts.queries import OwnAccount
from models.community.entities import CommentCard, Comments, Order, Talk
from models.community.queries import CommentPage, OneThread, TalkAbout
from models.community.targets import Target
from models.core.errors import PersonError
from models.core.text import tr

PAGE = 30
_AGAIN = 120
"""Heads that are read anew after a change; those further down stay as they are until they are."""


class Listing(QObject):
    """Follows one target at a time. `changed` tells of `talk`, `listed` of `rows`, `failed` of an error
    that stands in the place of the comments."""

    changed = Signal()
    listed = Signal()
    failed = Signal(object)

    def __init__(self, actor: Actor, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actor = actor
        self._notices = notices
        self.target: Target | None = None
        self.talk: Talk | None = None
        self.order = Order.TOP
        self.threads = Threads()
        self.loaded = False
        self.linked: UUID | None = None
        self.my_name = ""
        self._asked_more = False
        self._turn = 0
        actor.gateway.changed.connect(self._record_changed)
        actor.changed.connect(self.close)

    # What is shown

    @property
    def rows(self) -> list[Row]:
        """The lines of the list."""
        return self.threads.rows()

    @property
    def more_to_come(self) -> bool:
        """Whether there are further heads."""
        return self.threads.after is not None

    @property
    def me(self) -> UUID:
        """Who is signed in."""
        return self._actor.account

    def open(self, target: Target, comment_id: UUID | None = None) -> None:
        """Show what is said about a target; with `comment_id` that comment's thread comes first."""
        if target != self.target or comment_id is not None:
            self.close()
            self.target, self.linked = target, comment_id
        self._refresh()

    @Slot()
    def close(self) -> None:
        """Show nothing."""
        self.target = self.talk = self.linked = None
        self.threads = Threads()
        self.loaded = self._asked_more = False
        self._turn += 1
        self.changed.emit()
        self.listed.emit()

    def set_order(self, order: Order) -> None:
        """Order the comments anew."""
        if order is not self.order:
            self.order = order
            self.threads = Threads()
            self.loaded = self._asked_more = False
            self.linked = None
            self._turn += 1
            self.listed.emit()
            self._refresh()

    def more(self) -> None:
        """Load the next page."""
        if self.threads.after is not None and not self._asked_more:
            self._asked_more = True
            self._ask(CommentPage, self._add, order=self.order, after=self.threads.after, limit=PAGE)

    def toggle_replies(self, head: UUID) -> None:
        """Open a thread, or close it."""
        thread = self.threads.replies.get(head)
        if thread is None:
            self.threads.replies[head] = Replies()
            self.more_replies(head)
        else:
            thread.open = not thread.open
            self.listed.emit()

    def is_open(self, head: UUID) -> bool:
        """Whether the answers of a thread are shown."""
        thread = self.threads.replies.get(head)
        return thread is not None and thread.open

    def more_replies(self, head: UUID) -> None:
        """Load more answers of a thread."""
        thread = self.threads.replies.setdefault(head, Replies())

        def add(page: Comments) -> None:
            self.threads.add_replies(head, page)
            self.listed.emit()

        self._ask(CommentPage, add, thread=head, after=thread.after, limit=PAGE)

    # Inside

    def _refresh(self) -> None:
        if self.target is None:
            return
        self._actor.ask(OwnAccount, self._take_name)
        self._ask(TalkAbout, self._talk)
        asked = min(max(PAGE, len(self.threads.heads)), _AGAIN)
        self._ask(
            CommentPage, lambda page: self._heads(page, asked), self._fail, order=self.order, limit=asked
        )
        for head, thread in self.threads.replies.items():
            if thread.open:
                self._again(head, thread)

    def _again(self, head: UUID, thread: Replies) -> None:
        def take(page: Comments) -> None:
            thread.cards, thread.after = list(page.cards), page.after
            self.listed.emit()

        self._ask(CommentPage, take, thread=head, limit=max(PAGE, len(thread.cards)))

    def _take_name(self, account: Account | None) -> None:
        self.my_name = "" if account is None else account.name

    def _talk(self, talk: Talk) -> None:
        self.talk = talk
        self.changed.emit()

    def _heads(self, page: Comments, asked: int) -> None:
        first = not self.loaded
        self.loaded = True
        self.threads.refresh(page, asked)
        if self.linked is not None:
            self._ask(OneThread, self._put_first, lambda _: self._not_there(first), comment_id=self.linked)
        self.listed.emit()

    def _put_first(self, cards: tuple[CommentCard, ...]) -> None:
        self.threads.put_first(cards)
        self.listed.emit()

    def _not_there(self, first: bool) -> None:
        if first:
            self._notices.post(
                tr("The comment of this link is not there any more."), NoticeKind.WARNING, source="community"
            )
        self.linked = None

    def _add(self, page: Comments) -> None:
        self._asked_more = False
        self.threads.add(page)
        self.listed.emit()

    def _ask(
        self,
        query: Any,
        done: Callable[[Any], object],
        failed: Callable[[PersonError], object] = lambda _: None,
        **fields: Any,
    ) -> None:
        """Ask about the target; an answer about the one before is dropped."""
        turn = self._turn

        def answered(answer: Any) -> None:
            if turn == self._turn:
                done(answer)

        def refused(error: PersonError) -> None:
            if turn == self._turn:
                failed(error)

        self._actor.ask(query, answered, failed=refused, target=self.target, **fields)

    def _fail(self, error: PersonError) -> None:
        self.loaded = True
        self.failed.emit(error)

    @Slot(object)
    def _record_changed(self, changes: Changes) -> None:
        if self.target is None or not any(table.startswith("community_") for table in changes.tables):
            return
        if self.target.space_id in changes.spaces or "community_block" in changes.tables:
            self._refresh()

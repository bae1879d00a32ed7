"""The comments of one target that are loaded: heads in their order, and the answers of opened threads."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from models.community.entities import CommentCard, Comments, Cursor


@dataclass(slots=True)
class Replies:
    """The answers of one thread."""

    cards: list[CommentCard] = field(default_factory=list)
    after: Cursor | None = None
    open: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list: a comment, or (`card` is None) the way to more answers of `head`."""

    head: UUID
    card: CommentCard | None

    @property
    def key(self) -> tuple[UUID, bool]:
        """What makes it the same line after a refresh."""
        return (self.head, False) if self.card is None else (self.card.id, True)


class Threads:
    """Rows in the order in which they stand below each other."""

    def __init__(self) -> None:
        self.heads: list[CommentCard] = []
        self.after: Cursor | None = None
        self.replies: dict[UUID, Replies] = {}

    def rows(self) -> list[Row]:
        """Heads, each followed by the answers of its opened thread."""
        found: list[Row] = []
        for head in self.heads:
            found.append(Row(head.id, head))
            thread = self.replies.get(head.id)
            if thread is not None and thread.open:
                found += [Row(head.id, card) for card in thread.cards]
                if thread.after is not None:
                    found.append(Row(head.id, None))
        return found

    def add(self, page: Comments) -> None:
        """Take in the next page of heads; what has come up meanwhile does not come twice."""
        known = {card.id for card in self.heads}
        self.heads += [card for card in page.cards if card.id not in known]
        self.after = page.after

    def refresh(self, page: Comments, asked: int) -> None:
        """Take in the first heads anew; those beyond `asked` stay as they were."""
        fresh = {card.id for card in page.cards}
        if page.after is None or len(self.heads) <= asked:
            self.heads, self.after = list(page.cards), page.after
        else:
            self.heads = [*page.cards, *(card for card in self.heads[asked:] if card.id not in fresh)]

    def add_replies(self, head: UUID, page: Comments) -> None:
        """Take in more answers of a thread."""
        thread = self.replies.setdefault(head, Replies())
        known = {card.id for card in thread.cards}
        thread.cards += [card for card in page.cards if card.id not in known]
        thread.after = page.after

    def put_first(self, cards: tuple[CommentCard, ...]) -> None:
        """Show the thread that a link leads to before all others."""
        head, *answers = cards
        self.heads = [head, *(card for card in self.heads if card.id != head.id)]
        if answers:
            self.replies[head.id] = Replies(answers)

    def patch(self, comment_id: UUID, **values: Any) -> None:
        """Say at once what the record will say in a moment."""
        for cards in (self.heads, *(thread.cards for thread in self.replies.values())):
            for n, card in enumerate(cards):
                if card.id == comment_id:
                    cards[n] = replace(card, **values)

"""A record where people talk: a maker with a public film, and whoever comes by."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import insert

from models.accounts.names import name_key
from models.accounts.tables import Account
from models.community.commands import WriteComment
from models.community.entities import COMMENT, CommentCard, Order, Reaction, Talk
from models.community.queries import CheckCounts, CommentPage, TalkAbout
from models.community.reaction_commands import SetReaction
from models.community.targets import Target
from models.video.commands import EditVideo, channel_of
from models.video.entities import Privacy
from models.video.targets import video_target
from tests.support.video_record import VideoRecord


class Place:
    """A film that everybody may see, its maker, and what is said about it."""

    def __init__(self, record: VideoRecord, privacy: Privacy = Privacy.PUBLIC) -> None:
        self.record = record
        self.maker = record.person()
        self.space = channel_of(self.maker)
        self.film = record.video(self.maker)
        record.did(self.maker, EditVideo, self.space, video_id=self.film, privacy=privacy)

    @property
    def target(self) -> Target:
        return video_target(self.space, self.film)

    def somebody(self, name: str = "") -> UUID:
        """A person, with a name where one is given."""
        person = self.record.person()
        if name:
            row = {
                "space_id": person, "name": name, "name_key": name_key(name), "role": "user",
                "created_at": self.record.clock(),
            }  # fmt: skip
            with self.record.connection.begin():
                self.record.connection.execute(insert(Account), [row])
        return person

    def fields(self, **more: Any) -> dict[str, Any]:
        """What names the film in a command."""
        return {"kind": "video", "target_id": self.film, **more}

    def say(self, person: UUID, text: str = "Good!", to: UUID | None = None) -> UUID:
        """Write a comment, or an answer."""
        made = self.record.did(person, WriteComment, self.space, **self.fields(text=text, parent_id=to))
        return made.command_id

    def think(self, person: UUID, reaction: Reaction, of: UUID | None = None) -> None:
        """Like or dislike the film, or a comment."""
        what = self.fields() if of is None else {"kind": COMMENT, "target_id": of}
        self.record.did(person, SetReaction, self.space, **what, reaction=reaction)

    def talk(self, person: UUID) -> Talk:
        return self.record.ask(TalkAbout(actor=person, target=self.target))

    def page(
        self, person: UUID, order: Order = Order.NEWEST, thread: UUID | None = None
    ) -> tuple[CommentCard, ...]:
        """All comments as this person sees them, asked for a few at a time."""
        found: list[CommentCard] = []
        after = None
        while True:
            page = self.record.ask(
                CommentPage(
                    actor=person, target=self.target, order=order, thread=thread, after=after, limit=3
                )
            )
            found += page.cards
            after = page.after
            if after is None:
                return tuple(found)

    def texts(self, person: UUID, thread: UUID | None = None) -> list[str]:
        return [card.text for card in self.page(person, thread=thread)]

    def miscounts(self) -> tuple[object, ...]:
        return self.record.ask(CheckCounts(actor=self.maker))

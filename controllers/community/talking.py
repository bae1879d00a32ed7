"""Everything a person can say and do about the target that a page shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from app.kernel.notices import NoticeAction
from controllers.community.listing import Listing
from controllers.community.threads import Replies
from models.community.commands import (
    DeleteComment,
    EditComment,
    HeartComment,
    KeepDraft,
    RestoreComment,
    SetPinned,
    WriteComment,
)
from models.community.entities import (
    COMMENT,
    CommentCard,
    CommentState,
    Person,
    Reaction,
    Reason,
    Ruling,
)
from models.community.moderation_commands import (
    BanPerson,
    BlockPerson,
    OpenComments,
    ReportTarget,
    RuleOnComments,
)
from models.community.queries import KeptDraft, PeopleThere
from models.community.reaction_commands import SetReaction
from models.community.targets import Target
from models.community.wording import sendable
from models.core.dispatcher import Verdict
from models.core.errors import PersonError
from models.core.registry import Command
from models.core.text import tr

Done = Callable[[], object]
Failed = Callable[[PersonError], object]


class Talking(Listing):
    """The comments of a target with all that can be done about them; refusals without a place of their own
    become notices."""

    # What is thought

    def react(self, reaction: Reaction) -> None:
        """Like or dislike the target; a second time takes it back."""
        talk = self.talk
        if talk is not None:
            wanted = Reaction.NONE if talk.mine is reaction else reaction
            target = talk.target
            self._send(
                SetReaction,
                kind=target.kind,
                target_id=target.id,
                reaction=wanted,
                title=tr("Like or dislike"),
            )

    def react_to(self, card: CommentCard, reaction: Reaction) -> None:
        """Like or dislike a comment; shown at once."""
        wanted = Reaction.NONE if card.mine is reaction else reaction
        likes = card.likes + (wanted is Reaction.LIKE) - (card.mine is Reaction.LIKE)
        self.threads.patch(card.id, mine=wanted, likes=likes)
        self.listed.emit()
        self._send(SetReaction, kind=COMMENT, target_id=card.id, reaction=wanted, title=tr("Like or dislike"))

    # What is said

    def write(self, text: str, parent: CommentCard | None, done: Done, failed: Failed) -> None:
        """Comment, or answer a comment; what is held is said so."""
        if self.target is None:
            return
        target = self.target

        def written(verdict: Verdict) -> None:
            done()
            if parent is not None:
                self._show_answer(parent.thread_id or parent.id)
            if verdict.result and verdict.result.get("state") == CommentState.HELD.value:
                self._say(tr("Your comment is held for review. Until then only you see it."))

        self._send(
            WriteComment,
            kind=target.kind,
            target_id=target.id,
            text=sendable(text),
            parent_id=None if parent is None else parent.id,
            done=written,
            failed=failed,
            title=tr("Comment"),
        )

    def _show_answer(self, head: UUID) -> None:
        thread = self.threads.replies.setdefault(head, Replies())
        thread.open = True
        if thread.after is None:
            self.more_replies(head)

    def edit(self, card: CommentCard, text: str, done: Done, failed: Failed) -> None:
        """Say it differently."""
        self._send(
            EditComment,
            comment_id=card.id,
            text=sendable(text),
            done=lambda _: done(),
            failed=failed,
            title=tr("Edit comment"),
        )

    def delete(self, card: CommentCard) -> None:
        """Delete one's own comment, with a way back in the notice."""
        space = card.target.space_id
        undo = NoticeAction(tr("Undo"), lambda: self._send(RestoreComment, space=space, comment_id=card.id))
        self._send(
            DeleteComment,
            comment_id=card.id,
            done=lambda _: self._say(tr("The comment is deleted."), undo),
            title=tr("Delete comment"),
        )

    def keep_draft(self, place: str, text: str) -> None:
        """Keep what was begun, for the next visit."""
        self._actor.send(KeepDraft, place=place, text=sendable(text))

    def draft(self, place: str, got: Callable[[str], None]) -> None:
        """What was begun at a place."""
        self._actor.ask(KeptDraft, got, place=place)

    def people(self, begins: str, got: Callable[[tuple[Person, ...]], None]) -> None:
        """Who can be mentioned."""
        self._ask(PeopleThere, got, begins=begins)

    # What is done about it

    def pin(self, card: CommentCard) -> None:
        """Pin a comment, or no longer."""
        target = card.target
        self._send(
            SetPinned,
            kind=target.kind,
            target_id=target.id,
            comment_id=None if card.pinned else card.id,
            title=tr("Pin comment"),
        )

    def heart(self, card: CommentCard) -> None:
        """Heart a comment, or no longer."""
        self.threads.patch(card.id, hearted=not card.hearted)
        self.listed.emit()
        self._send(HeartComment, comment_id=card.id, hearted=not card.hearted, title=tr("Heart comment"))

    def rule(self, card: CommentCard, ruling: Ruling) -> None:
        """Approve, hold or remove a comment."""
        said = {
            Ruling.APPROVED: tr("The comment is approved."),
            Ruling.HELD: tr("The comment is held for review."),
            Ruling.REMOVED: tr("The comment is removed."),
        }[ruling]
        self._send(
            RuleOnComments,
            comment_ids=[card.id],
            ruling=ruling,
            done=lambda verdict: self._say(said, self._back(verdict)),
            title=tr("Decide on a comment"),
        )

    def ban(self, card: CommentCard) -> None:
        """Let the writer comment here no more."""
        said = tr("{name} cannot comment here any more.", name=card.name)
        self._send(
            BanPerson,
            account_id=card.author,
            done=lambda verdict: self._say(said, self._back(verdict)),
            title=tr("Block from commenting"),
        )

    def block(self, card: CommentCard) -> None:
        """Hear no more from the writer."""
        said = tr("You will see nothing more from {name}, and they cannot answer you.", name=card.name)
        self._send(
            BlockPerson,
            space=self._actor.account,
            account_id=card.author,
            done=lambda verdict: self._say(said, self._back(verdict)),
            title=tr("Block person"),
        )

    def report(
        self, target: Target, kind: str, id_: UUID, reason: Reason, text: str, done: Done, failed: Failed
    ) -> None:
        """Say what is wrong with the target or a comment on it."""

        def told(verdict: Verdict) -> None:
            done()
            self._say(tr("Thank you. Somebody will look at it."), self._back(verdict))

        self._send(
            ReportTarget,
            space=target.space_id,
            kind=kind,
            target_id=id_,
            reason=reason,
            text=sendable(text),
            done=told,
            failed=failed,
            title=tr("Report"),
        )

    def switch(self, on: bool) -> None:
        """Switch the comments on or off."""
        if self.target is not None:
            made = self._actor.make(
                OpenComments,
                space_id=self.target.space_id,
                kind=self.target.kind,
                target_id=self.target.id,
                open=on,
            )
            self._actor.send_made(made, failed=self._complain, title=tr("Switch comments"))

    # Sending

    def _send(
        self,
        command: type[Command],
        *,
        space: UUID | None = None,
        done: Callable[[Verdict], object] | None = None,
        failed: Failed | None = None,
        title: str = "",
        **fields: Any,
    ) -> None:
        space = space or (self.target.space_id if self.target is not None else None)

        def ended(verdict: Verdict) -> None:
            if done is not None:
                done(verdict)

        def refused(error: PersonError) -> None:
            (failed or self._complain)(error)
            self._refresh()  # what was shown at once is taken back

        self._actor.send(command, space_id=space, done=ended, failed=refused, title=title, **fields)

    def _back(self, verdict: Verdict) -> NoticeAction:
        """The way back from what was just done."""
        return NoticeAction(tr("Undo"), lambda: self._take_back(verdict))

    def _take_back(self, verdict: Verdict) -> None:
        if verdict.undo is not None:
            self._actor.send_made(verdict.undo, failed=self._complain)

    def _say(self, text: str, *actions: NoticeAction) -> None:
        self._notices.post(text, actions=actions, source="community", key="community.done")

    def _complain(self, error: PersonError) -> None:
        self._notices.error(error, source="community")

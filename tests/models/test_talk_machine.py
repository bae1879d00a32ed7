"""People talk, like and moderate in any order: what is seen and counted is what a plain model says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from models.community import comments, reaction_commands
from models.community.commands import DeleteComment, RestoreComment, WriteComment
from models.community.entities import COMMENT, Reaction, Ruling
from models.community.moderation_commands import BanPerson, LiftBan, RuleOnComments
from models.community.reaction_commands import SetReaction
from tests.support.community import Place
from tests.support.video_record import VideoRecord


@dataclass
class Said:
    """A comment as the plain model has it."""

    author: int
    head: UUID | None
    state: str = "shown"
    likes: dict[int, Reaction] = field(default_factory=dict)


class Talking(RuleBasedStateMachine):
    """Three visitors (0–2) and the maker, who moderates."""

    @initialize()
    def begin(self) -> None:
        self.folder = TemporaryDirectory()
        self.record = VideoRecord(Path(self.folder.name))  # of its own: a bug must not outlive its example
        self.place = Place(self.record)
        self.people = [self.place.somebody() for _ in range(3)]
        self.said: dict[UUID, Said] = {}
        self.film: dict[int, Reaction] = {}
        self.banned: set[int] = set()

    def teardown(self) -> None:
        self.record.close()
        self.folder.cleanup()

    # What the plain model says

    def _seen(self, id_: UUID) -> bool:
        said = self.said[id_]
        head = said if said.head is None else self.said[said.head]
        return said.state == "shown" and head.state in ("shown", "deleted")

    def _answers(self, id_: UUID) -> int:
        return sum(said.head == id_ and said.state == "shown" for said in self.said.values())

    def _pick(self, data: st.DataObject) -> UUID:
        return list(self.said)[data.draw(st.integers(0, len(self.said) - 1))]

    # What people do

    @rule(who=st.integers(0, 2), answer=st.booleans(), data=st.data())
    def write(self, who: int, answer: bool, data: st.DataObject) -> None:
        parent = self._pick(data) if answer and self.said else None
        fields = self.place.fields(text="Hm", parent_id=parent)
        verdict = self.record.send(self.people[who], WriteComment, self.place.space, **fields)
        may = who not in self.banned and (parent is None or self._seen(parent))
        assert verdict.ok is may, verdict.error
        if may:
            head = None if parent is None else self.said[parent].head or parent
            self.said[verdict.command_id] = Said(who, head)

    @precondition(lambda self: self.said)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        id_ = self._pick(data)
        said = self.said[id_]
        command = {"comment_id": id_}
        verdict = self.record.send(self.people[said.author], DeleteComment, self.place.space, **command)
        assert verdict.ok is (said.state not in ("removed", "blocked"))
        if verdict.ok:
            said.state = "deleted"

    @precondition(lambda self: self.said)
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        id_ = self._pick(data)
        said = self.said[id_]
        self.record.did(self.people[said.author], RestoreComment, self.place.space, comment_id=id_)
        if said.state == "deleted":
            said.state = "blocked" if said.author in self.banned else "shown"

    @precondition(lambda self: self.said)
    @rule(ruling=st.sampled_from([Ruling.APPROVED, Ruling.REMOVED]), data=st.data())
    def decide(self, ruling: Ruling, data: st.DataObject) -> None:
        ids = [self._pick(data) for _ in range(data.draw(st.integers(1, 3)))]
        self.record.send(self.place.maker, RuleOnComments, self.place.space, comment_ids=ids, ruling=ruling)
        for id_ in ids:
            said = self.said[id_]
            if said.state != "deleted":
                approved = "blocked" if said.author in self.banned else "shown"
                said.state = approved if ruling is Ruling.APPROVED else "removed"

    @rule(who=st.integers(0, 2), ban=st.booleans())
    def block(self, who: int, ban: bool) -> None:
        if ban is (who in self.banned):
            return
        command = BanPerson if ban else LiftBan
        self.record.did(self.place.maker, command, self.place.space, account_id=self.people[who])
        self.banned ^= {who}
        for said in self.said.values():
            if said.author == who and said.state == ("shown" if ban else "blocked"):
                said.state = "blocked" if ban else "shown"

    @rule(who=st.integers(0, 2), reaction=st.sampled_from(Reaction))
    def think(self, who: int, reaction: Reaction) -> None:
        self.place.think(self.people[who], reaction)
        self.film[who] = reaction

    @precondition(lambda self: self.said)
    @rule(who=st.integers(0, 2), reaction=st.sampled_from(Reaction), data=st.data())
    def think_of_a_comment(self, who: int, reaction: Reaction, data: st.DataObject) -> None:
        id_ = self._pick(data)
        fields = {"kind": COMMENT, "target_id": id_, "reaction": reaction}
        verdict = self.record.send(self.people[who], SetReaction, self.place.space, **fields)
        assert verdict.ok is self._seen(id_)
        if verdict.ok:
            self.said[id_].likes[who] = reaction

    # What is seen

    @invariant()
    def counts_are_the_rows(self) -> None:
        assert self.place.miscounts() == ()

    @invariant()
    def what_is_seen_is_what_the_plain_model_says(self) -> None:
        talk = self.place.talk(self.people[0])
        opinions = list(self.film.values())
        assert (talk.likes, talk.dislikes) == (
            opinions.count(Reaction.LIKE), opinions.count(Reaction.DISLIKE),
        )  # fmt: skip
        assert talk.comments == sum(map(self._seen, self.said))
        heads = {
            id_
            for id_, said in self.said.items()
            if said.head is None
            and (said.state == "shown" or (said.state == "deleted" and self._answers(id_)))
        }
        page = self.place.page(self.people[0])
        assert {card.id for card in page} == heads
        for card in page:
            assert card.likes == list(self.said[card.id].likes.values()).count(Reaction.LIKE)
            assert card.replies == self._answers(card.id)


def run(examples: int) -> None:
    run_state_machine_as_test(
        Talking,
        settings=settings(
            max_examples=examples, stateful_step_count=20, deadline=None, derandomize=True,
            suppress_health_check=list(HealthCheck), phases=[Phase.generate],
        ),
    )  # fmt: skip


def test_any_order_of_talk_keeps_what_is_seen_and_counted_right() -> None:
    run(12)


def _forgets_answers(head: Any) -> int:
    return int(head.state == "shown")


def _never_dislikes(
    ctx: Any, space: UUID, kind: str, target: UUID, before: Reaction, after: Reaction
) -> None:
    likes = {Reaction.LIKE: 1}
    _react(ctx, space, kind, target, before, after if after in likes else before)


_react: Callable[..., None] = reaction_commands.react


@pytest.mark.parametrize(
    ("module", "name", "planted"),
    [(comments, "_counts", _forgets_answers), (reaction_commands, "react", _never_dislikes)],
)
def test_a_planted_bug_is_found(
    monkeypatch: pytest.MonkeyPatch, module: object, name: str, planted: object
) -> None:
    monkeypatch.setattr(module, name, planted)
    with pytest.raises(AssertionError):
        run(400)  # ends with the first that is found

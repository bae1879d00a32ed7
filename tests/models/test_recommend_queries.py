"""What a person is offered: for a reason, only what they may see, and never against what they said."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from models.community.entities import Reaction
from models.community.reaction_commands import SetReaction
from models.core.errors import NotFound
from models.core.ids import new_id
from models.video.commands import DescribeMedia, EditVideo, PurgeVideo, TrashVideo, channel_of
from models.video.entities import Privacy
from models.video.recommend.commands import Correct, ForgetTaste
from models.video.recommend.entities import CorrectionKind, Recommendation, Why
from models.video.recommend.learning import LessonOf, learn
from models.video.recommend.model import ModelFile, NoModel
from models.video.recommend.queries import BecauseWatched, ChangeNumber, Corrections, Recommended
from models.video.targets import VIDEO
from models.video.watch_commands import RecordWatch
from tests.support.video_record import VideoRecord

MINUTE = 60_000_000
SAILING = ("Sailing a dinghy", "Reefing a sail", "Sailing at night", "Splicing a sail rope")
BAKING = ("Sourdough bread", "Baking rye bread", "Bread in a pot", "Baking with a bread oven")


class World:
    """Ada's channel sails and Ben's bakes; others watch one or the other."""

    def __init__(self, record: VideoRecord, folder: Path) -> None:
        self.record = record
        self.models = ModelFile(folder / "recommend.model")
        self.ada, self.ben, self.me = (record.person() for _ in range(3))
        self.sailing = [self.video(self.ada, title) for title in SAILING]
        self.baking = [self.video(self.ben, title) for title in BAKING]
        self.record.clock.turn(days=60)

    def video(self, owner: UUID, title: str, privacy: Privacy = Privacy.PUBLIC) -> UUID:
        space = channel_of(owner)
        video = self.record.video(owner, title)
        self.record.did(owner, DescribeMedia, space, video_id=video, duration_us=10 * MINUTE)
        self.record.did(owner, EditVideo, space, video_id=video, privacy=privacy)
        return video

    def watch(self, who: UUID, owner: UUID, video: UUID, share: float = 0.8, **fields: object) -> None:
        end = int(10 * MINUTE * share)
        self.record.did(
            who, RecordWatch, channel_id=channel_of(owner), video_id=video, session_id=new_id(), start_us=0,
            end_us=end, position_us=0, **fields,
        )  # fmt: skip

    def react(self, who: UUID, owner: UUID, video: UUID, reaction: Reaction) -> None:
        space = channel_of(owner)
        self.record.did(who, SetReaction, space, kind=VIDEO, target_id=video, reaction=reaction)

    def others_watch(self, people: int = 6) -> None:
        """Somebody who sails watches the first two sailing videos, who bakes the first three baking ones."""
        for n in range(people):
            viewer = self.record.person()
            mine = self.sailing[:2] if n % 2 else self.baking[:3]
            for video in mine:
                self.watch(viewer, self.ada if n % 2 else self.ben, video)

    def learn(self) -> None:
        self.models.publish(learn(self.record.ask(LessonOf(actor=self.me))))

    def offered(self, who: UUID | None = None, **fields: object) -> tuple[Recommendation, ...]:
        asked = Recommended(actor=who or self.me, models=self.models, **fields)  # type: ignore[arg-type]
        return self.record.ask(asked)

    def titles(self, who: UUID | None = None, **fields: object) -> list[str]:
        return [each.card.title for each in self.offered(who, **fields)]


@pytest.fixture
def world(record: VideoRecord, tmp_path: Path) -> World:
    return World(record, tmp_path)


def test_what_goes_together_comes_first_and_says_because_of_what(world: World) -> None:
    world.others_watch()
    world.watch(world.me, world.ada, world.sailing[0])
    world.learn()
    first = world.offered()[0]
    assert (first.card.title, first.why, first.about) == (SAILING[1], Why.WATCHED, SAILING[0])
    shelf = world.record.ask(BecauseWatched(actor=world.me, models=world.models))
    assert shelf is not None
    assert shelf.about.title == SAILING[0]
    assert shelf.items[0].card.title == SAILING[1]
    assert not {each.card.title for each in shelf.items} & set(BAKING)


def test_what_nobody_watched_yet_is_found_by_its_words(world: World) -> None:
    world.watch(world.me, world.ben, world.baking[0])
    world.learn()
    new = world.video(world.ada, "A second sourdough")  # after the learning
    offered = world.offered()
    assert [each.card.title in BAKING or each.card.id == new for each in offered[:4]] == [True] * 4
    reasons = {each.card.title: each for each in offered}
    assert (reasons[BAKING[1]].why, reasons[BAKING[1]].about) == (Why.ALIKE, BAKING[0])
    assert (reasons["A second sourdough"].why, reasons["A second sourdough"].about) == (Why.ALIKE, BAKING[0])


def test_who_comes_new_is_offered_what_is_popular_and_new_always_in_the_same_order(world: World) -> None:
    world.others_watch(8)
    for video in world.baking[:1] * 4:
        world.watch(world.record.person(), world.ben, video)
    newest = world.video(world.ada, "Anchoring")
    world.learn()
    offered = world.offered()
    assert [(each.card.title, each.why) for each in offered[:2]] == [
        (BAKING[0], Why.POPULAR), ("Anchoring", Why.NEW),
    ]  # fmt: skip
    assert offered == world.offered()
    assert {each.card.id for each in offered} == {*world.sailing, *world.baking, newest}


def test_before_anything_is_learnt_there_is_something_to_watch(world: World) -> None:
    assert world.models.newest() is None
    assert len(world.offered()) == 8
    assert world.record.ask(BecauseWatched(actor=world.me, models=world.models)) is None
    assert Recommended(actor=world.me).models.newest() is NoModel().newest() is None


def test_nobody_is_offered_what_they_may_not_see(world: World) -> None:
    hidden = [
        world.video(world.ada, f"Sailing {privacy.value}", privacy)
        for privacy in (Privacy.PRIVATE, Privacy.UNLISTED)
    ]
    making = world.record.video(world.ada, "Sailing, being made", ready=False)
    gone = world.video(world.ada, "Sailing, thrown away")
    world.watch(world.me, world.ada, world.sailing[0])
    for video in hidden:
        world.watch(world.ada, world.ada, video)
        world.watch(world.ada, world.ada, world.sailing[0])
    world.learn()
    world.record.did(world.ada, TrashVideo, channel_of(world.ada), video_id=gone)
    world.record.did(
        world.ada, EditVideo, channel_of(world.ada), video_id=world.sailing[1], privacy=Privacy.PRIVATE
    )
    mine = {each.card.id for each in world.offered()}
    assert not mine & {*hidden, making, gone, world.sailing[1]}
    assert {each.card.id for each in world.offered(world.ada)} >= {world.sailing[1]}
    with pytest.raises(NotFound):
        world.offered(around=(channel_of(world.ada), hidden[0]))


def test_a_title_that_may_not_be_seen_any_more_is_no_reason(world: World) -> None:
    world.others_watch()
    world.watch(world.me, world.ada, world.sailing[0])
    world.learn()
    space = channel_of(world.ada)
    world.record.did(world.ada, EditVideo, space, video_id=world.sailing[0], privacy=Privacy.PRIVATE)
    offered = world.offered()
    assert offered[0].card.title == SAILING[1]
    assert all(SAILING[0] not in (each.about, each.card.title) for each in offered)
    assert world.record.ask(BecauseWatched(actor=world.me, models=world.models)) is None


def test_what_was_finished_or_begun_is_left_out_until_it_is_asked_for(world: World) -> None:
    world.others_watch()
    world.watch(world.me, world.ada, world.sailing[0], 1.0, finished=True)
    world.record.did(
        world.me, RecordWatch, channel_id=channel_of(world.ada), video_id=world.sailing[2],
        session_id=new_id(), start_us=0, end_us=MINUTE, position_us=MINUTE,
    )  # fmt: skip
    world.learn()
    assert not {SAILING[0], SAILING[2]} & set(world.titles())
    assert SAILING[2] in world.titles(around=(channel_of(world.ada), world.sailing[1]))
    assert {SAILING[0], SAILING[2]} <= set(world.titles(seen_too=True))


def test_what_follows_a_video_is_about_that_video(world: World) -> None:
    world.others_watch()
    for video in world.baking[:2]:
        world.watch(world.me, world.ben, video)
    world.learn()
    after = world.offered(around=(channel_of(world.ada), world.sailing[0]))
    assert after[0].card.title == SAILING[1]
    assert world.sailing[0] not in {each.card.id for each in after}
    late = world.video(world.ada, "Sailing in a gale")
    assert world.titles(around=(channel_of(world.ada), late))[0] in SAILING


def test_corrections_hold_and_can_be_taken_back(world: World) -> None:
    world.others_watch()
    world.watch(world.me, world.ada, world.sailing[0])
    world.learn()
    before = world.titles()
    ada, record = channel_of(world.ada), world.record

    def say(kind: CorrectionKind, video: UUID) -> object:
        return record.did(world.me, Correct, kind=kind, channel_id=ada, video_id=video)

    first = record.did(
        world.me, Correct, kind=CorrectionKind.NOT_INTERESTED, channel_id=ada, video_id=world.sailing[1]
    )
    assert SAILING[1] not in world.titles()
    say(CorrectionKind.SEEN, world.sailing[2])
    assert SAILING[2] not in world.titles()
    channel = record.did(
        world.me, Correct, kind=CorrectionKind.NOT_THIS_CHANNEL, channel_id=ada, video_id=world.sailing[3]
    )
    assert set(world.titles()) == set(BAKING)
    assert set(world.titles(chronological=True)) == set(BAKING)
    assert record.ask(Corrections(actor=world.me)) == 3
    assert SAILING[1] in world.titles(world.ben), "what one person said is theirs alone"
    record.undo(channel)
    record.undo(first)
    assert SAILING[1] in world.titles()
    forgotten = record.did(world.me, ForgetTaste)
    assert record.ask(Corrections(actor=world.me)) == 0
    assert all(each.why not in (Why.WATCHED, Why.ALIKE) for each in world.offered())
    record.undo(forgotten)
    assert record.ask(Corrections(actor=world.me)) == 1
    say(CorrectionKind.SEEN, world.sailing[2])
    record.undo(record.did(world.me, Correct, kind=CorrectionKind.NOT_INTERESTED, channel_id=ada,
                           video_id=world.sailing[2]))  # fmt: skip
    assert SAILING[2] not in world.titles()
    assert set(before) == {*SAILING, *BAKING}


def test_without_recommendations_the_newest_come_first(world: World) -> None:
    world.others_watch()
    world.watch(world.me, world.ada, world.sailing[0])
    world.learn()
    offered = world.offered(chronological=True)
    assert [each.card.added_at for each in offered] == sorted(
        (each.card.added_at for each in offered), reverse=True
    )
    assert {each.why for each in offered} == {Why.NEW}


def test_a_video_that_is_deleted_takes_what_was_said_of_it_along(world: World) -> None:
    ada, record = channel_of(world.ada), world.record
    record.did(world.me, Correct, kind=CorrectionKind.SEEN, channel_id=ada, video_id=world.sailing[0])
    record.did(world.ada, TrashVideo, ada, video_id=world.sailing[0])
    record.did(world.ada, PurgeVideo, ada, video_id=world.sailing[0])
    assert record.ask(Corrections(actor=world.me)) == 0


def test_a_model_says_up_to_which_change_it_knows_the_record(world: World) -> None:
    before = world.record.ask(ChangeNumber(actor=world.me))
    world.learn()
    model = world.models.newest()
    assert model is not None and model.change == before
    world.watch(world.me, world.ada, world.sailing[0])
    assert world.record.ask(ChangeNumber(actor=world.me)) > before


def test_a_like_says_more_than_watching_and_is_the_reason(world: World) -> None:
    world.others_watch()
    world.watch(world.me, world.ben, world.baking[0], 0.9)
    world.learn()
    assert world.offered()[0].card.title in BAKING
    world.record.clock.turn(minutes=1)
    world.react(world.me, world.ada, world.sailing[0], Reaction.LIKE)
    first = world.offered()[0]
    assert (first.card.title, first.why, first.about) == (SAILING[1], Why.LIKED, SAILING[0])
    shelf = world.record.ask(BecauseWatched(actor=world.me, models=world.models))
    assert shelf is not None
    assert (shelf.about.title, shelf.liked) == (SAILING[0], True)
    assert {each.why for each in shelf.items} == {Why.LIKED}
    world.react(world.me, world.ada, world.sailing[0], Reaction.NONE)
    assert world.offered()[0].card.title in BAKING, "taken back, it says nothing any more"


def test_what_is_disliked_and_its_like_come_last(world: World) -> None:
    world.others_watch()
    world.watch(world.me, world.ada, world.sailing[0])
    world.learn()
    assert world.titles()[0] == SAILING[1]
    world.react(world.me, world.ada, world.sailing[0], Reaction.DISLIKE)
    titles = world.titles()
    assert SAILING[0] not in titles, "nor is it offered itself"
    assert set(titles[:3]) == set(BAKING[:3]), "as popular as the second of sailing, which goes with it"
    world.react(world.me, world.ada, world.sailing[1], Reaction.DISLIKE)
    assert SAILING[1] not in world.titles(around=(channel_of(world.ada), world.sailing[2]))
    assert all(each.why not in (Why.WATCHED, Why.LIKED, Why.ALIKE) for each in world.offered())


def test_likes_teach_what_goes_together(world: World) -> None:
    for _ in range(12):
        viewer = world.record.person()
        for video in (world.sailing[0], world.sailing[3]):
            world.react(viewer, world.ada, video, Reaction.LIKE)
    world.watch(viewer, world.ada, world.sailing[2])
    world.react(viewer, world.ada, world.sailing[2], Reaction.DISLIKE)
    lesson = world.record.ask(LessonOf(actor=world.me))
    assert {video for _, video, _ in lesson.watched} == {world.sailing[0], world.sailing[3]}
    assert {share for _, _, share in lesson.watched} == {1.0}
    world.learn()
    world.watch(world.me, world.ada, world.sailing[0])
    reasons = {offer.card.title: (offer.why, offer.about) for offer in world.offered()}
    assert reasons[SAILING[3]] == (Why.WATCHED, SAILING[0])


def test_who_begins_again_is_not_held_to_old_likes(world: World) -> None:
    world.others_watch()
    world.learn()
    world.react(world.me, world.ada, world.sailing[0], Reaction.LIKE)
    assert world.offered()[0].why is Why.LIKED
    world.record.clock.turn(minutes=1)
    world.record.did(world.me, ForgetTaste)
    assert all(each.why is not Why.LIKED for each in world.offered())


def test_another_s_likes_are_nobody_else_s_reason(world: World) -> None:
    world.others_watch()
    world.learn()
    world.react(world.ben, world.ada, world.sailing[0], Reaction.LIKE)
    assert all(each.why not in (Why.LIKED, Why.WATCHED) for each in world.offered())

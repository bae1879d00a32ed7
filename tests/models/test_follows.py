"""Following: said in one's own space, counted in the target's, and the count is always that of the rows."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.community import events
from models.community.entities import FollowLevel
from models.community.events import Happened, Happening
from models.community.follow_commands import CountFollower, ForgetFollow, SetFollow
from models.community.follow_queries import FollowsOf, IsFollowing
from models.community.targets import Target
from models.core.context import Context
from models.core.errors import NotAllowed, NotFound
from models.core.ids import new_id
from models.video.channel_commands import CreateChannel, PurgeChannel, TrashChannel, space_of
from models.video.commands import EditVideo, TrashVideo, channel_of
from models.video.entities import Privacy
from models.video.targets import channel_target, video_target
from tests.support.video_record import VideoRecord


def followers(record: VideoRecord, target: Target) -> int:
    """As the rows say."""
    rows = record.sql(
        "SELECT count(*) FROM community_follower WHERE space_id = ? AND target_id = ?",
        target.space_id.bytes, target.id.bytes,
    )  # fmt: skip
    return int(rows[0][0])


def state(record: VideoRecord, person: UUID, target: Target) -> tuple[bool, FollowLevel, int]:
    found = record.ask(IsFollowing(actor=person, target=target))
    assert found.followers == followers(record, target)
    return found.following, found.level, found.followers


def test_a_channel_is_followed_heard_less_of_and_left(record: VideoRecord) -> None:
    maker, fan = record.person(), record.person()
    channel = channel_target(channel_of(maker))
    assert state(record, fan, channel) == (False, FollowLevel.ALL, 0)
    followed = record.did(fan, SetFollow, target=channel)
    record.did(fan, SetFollow, target=channel)
    assert state(record, fan, channel) == (True, FollowLevel.ALL, 1)
    quieter = record.did(fan, SetFollow, target=channel, level=FollowLevel.NONE)
    assert state(record, fan, channel) == (True, FollowLevel.NONE, 1)
    assert [(f.target, f.title) for f in record.ask(FollowsOf(actor=fan, kind="channel"))] == [
        (channel, "Channel")
    ]
    record.undo(quieter)
    assert state(record, fan, channel) == (True, FollowLevel.ALL, 1)
    record.undo(followed)
    assert state(record, fan, channel) == (False, FollowLevel.ALL, 0)
    assert record.ask(FollowsOf(actor=fan, kind="channel")) == ()


def test_nobody_follows_for_another_nor_what_is_not_for_them(record: VideoRecord) -> None:
    maker, fan = record.person(), record.person()
    film = video_target(channel_of(maker), record.video(maker))
    assert isinstance(record.refused(fan, SetFollow, target=film), NotFound)
    assert isinstance(record.refused(fan, SetFollow, maker, target=film), NotAllowed)
    assert isinstance(record.refused(fan, SetFollow, target=Target("planet", maker, new_id())), NotFound)
    assert followers(record, film) == 0
    with pytest.raises(NotFound):
        record.ask(IsFollowing(actor=fan, target=film))


def test_a_follower_cannot_be_counted_by_hand_for_what_is_hidden(record: VideoRecord) -> None:
    maker, fan = record.person(), record.person()
    film = video_target(channel_of(maker), record.video(maker))
    record.did(
        fan, CountFollower, film.space_id, kind="video", target_id=film.id, following=True,
        level=FollowLevel.ALL,
    )  # fmt: skip
    assert followers(record, film) == 0


def test_what_is_hidden_later_can_still_be_left(record: VideoRecord) -> None:
    maker, fan = record.person(), record.person()
    film = video_target(channel_of(maker), record.video(maker))
    record.did(maker, EditVideo, film.space_id, video_id=film.id, privacy=Privacy.PUBLIC)
    record.did(fan, SetFollow, target=film)
    assert isinstance(record.refused(maker, ForgetFollow, fan, target=film), NotAllowed)
    record.did(maker, TrashVideo, film.space_id, video_id=film.id)
    [kept] = record.ask(FollowsOf(actor=fan, kind="video"))
    assert (kept.title, kept.place) == ("", "")
    record.did(fan, SetFollow, target=film, following=False)
    assert record.ask(FollowsOf(actor=fan, kind="video")) == ()
    assert followers(record, film) == 0


def test_the_one_who_is_followed_can_be_told_once(
    record: VideoRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Happening] = []

    def note(_ctx: Context, happening: Happening) -> None:
        heard.append(happening)

    monkeypatch.setattr(events, "_TELLERS", [note])
    maker, fan = record.person(), record.person()
    channel = channel_target(channel_of(maker))
    record.did(maker, SetFollow, target=channel)
    for level in FollowLevel:
        record.did(fan, SetFollow, target=channel, level=level)
    assert [(h.kind, h.person, h.actor, h.target) for h in heard] == [(Happened.FOLLOW, maker, fan, channel)]


@settings(max_examples=40, deadline=None)
@given(steps=st.lists(st.tuples(st.integers(0, 2), st.booleans(), st.sampled_from(FollowLevel)), max_size=20))
def test_the_count_is_that_of_a_plain_set(
    shared_record: VideoRecord, steps: list[tuple[int, bool, FollowLevel]]
) -> None:
    record = shared_record
    channel = channel_target(channel_of(record.person()))
    people = [record.person() for _ in range(3)]
    plain: dict[UUID, FollowLevel] = {}
    for who, following, level in steps:
        person = people[who]
        record.did(person, SetFollow, target=channel, following=following, level=level)
        if following:
            plain[person] = level
        else:
            plain.pop(person, None)
    for person in people:
        level = plain.get(person, FollowLevel.ALL)
        assert state(record, person, channel) == (person in plain, level, len(plain))


def test_a_purged_channel_leaves_nobody_following_nothing(record: VideoRecord) -> None:
    maker, fan = record.person(), record.person()
    id_ = new_id()
    second = space_of(maker, id_)
    made = CreateChannel(id=id_, space_id=second, actor=maker, at=record.clock(), name="Second")
    assert record.submit(made).ok
    channel = channel_target(second)
    record.did(fan, SetFollow, target=channel)
    record.did(maker, TrashChannel, channel.space_id)
    assert len(record.ask(FollowsOf(actor=fan, kind="channel"))) == 1
    record.did(maker, PurgeChannel, channel.space_id)
    assert record.ask(FollowsOf(actor=fan, kind="channel")) == ()
    assert followers(record, channel) == 0

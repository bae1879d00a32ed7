"""The catalogue: whatever is done to videos, views and likes, it is what the rows say; so are its sums."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.community.entities import Reaction
from models.community.reaction_commands import SetReaction
from models.core.ids import new_id
from models.video.caption_commands import AddCaption
from models.video.catalogue import triggers
from models.video.commands import (
    DescribeMedia,
    EditVideo,
    PurgeVideo,
    RestoreVideo,
    TrashVideo,
    channel_of,
)
from models.video.counts import triggers as counts
from models.video.entities import Privacy, Sort
from models.video.queries import LibraryPage
from models.video.targets import VIDEO
from models.video.watch_commands import RecordWatch
from tests.support.video_record import VideoRecord, blob

MINUTE = 60_000_000

_N = st.integers(0, 2)
_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("title"), _N, st.sampled_from(["boats", "Äpfel", "ZEBRA"])),
        st.tuples(st.just("category"), _N, st.sampled_from(["", "Music"])),
        st.tuples(st.just("privacy"), _N, st.sampled_from(list(Privacy))),
        st.tuples(st.just("length"), _N, st.sampled_from([0, MINUTE - 1, MINUTE, 61 * MINUTE])),
        st.tuples(st.just("captions"), _N, st.just(0)),
        st.tuples(st.just("view"), _N, st.integers(0, 1)),
        st.tuples(st.just("react"), _N, st.tuples(st.integers(0, 1), st.sampled_from(list(Reaction)))),
        st.tuples(st.just("trash"), _N, st.just(0)),
        st.tuples(st.just("restore"), _N, st.just(0)),
        st.tuples(st.just("purge"), _N, st.just(0)),
        st.tuples(st.just("gone and back"), _N, st.just(0)),
        st.tuples(st.just("rebuild"), _N, st.just(0)),
    ),
    max_size=20,
)


class Play:
    """One person's three videos, of which one is private; two people who watch and say what they think."""

    def __init__(self, record: VideoRecord) -> None:
        self.record = record
        self.ada = record.person()
        self.people = [self.ada, record.person()]
        self.videos = [self.video(n) for n in range(3)]

    def video(self, n: int) -> UUID:
        made = self.record.video(self.ada, f"Film {n}")
        if n:
            self.edit(made, privacy=Privacy.PUBLIC)
        return made

    def edit(self, video: UUID, **fields: Any) -> None:
        self.record.send(self.ada, EditVideo, channel_of(self.ada), video_id=video, **fields)

    def do(self, step: str, n: int, value: Any) -> None:
        record, ada, channel, video = self.record, self.ada, channel_of(self.ada), self.videos[n]
        record.clock.turn(minutes=1)
        match step:
            case "title" | "category" | "privacy":
                self.edit(video, **{step: value})
            case "length":
                record.send(ada, DescribeMedia, channel, video_id=video, duration_us=value, height=n * 360)
            case "captions":
                timed = [[0, "said"]]
                record.send(ada, AddCaption, channel, video_id=video, blob=blob(7), size=1, lines=timed)
            case "view":
                record.send(
                    self.people[value], RecordWatch, channel_id=channel, video_id=video,
                    session_id=new_id(), start_us=0, end_us=10, position_us=0,
                )  # fmt: skip
            case "react":
                who, reaction = value
                record.send(
                    self.people[who], SetReaction, channel, kind=VIDEO, target_id=video, reaction=reaction
                )
            case "trash" | "restore":
                kind = TrashVideo if step == "trash" else RestoreVideo
                record.send(ada, kind, channel, video_id=video)
            case "purge":
                record.send(ada, TrashVideo, channel, video_id=video)
                record.did(ada, PurgeVideo, channel, video_id=video)
                self.videos[n] = self.video(n)
            case "gone" | "gone and back":
                record.sql_done("CREATE TABLE kept AS SELECT * FROM video WHERE id = ?", video.bytes)
                record.sql_done("DELETE FROM video WHERE id = ?", video.bytes)
                if step != "gone":
                    record.sql_done("INSERT INTO video SELECT * FROM kept")
                record.sql_done("DROP TABLE kept")
            case "rebuild":
                for statement in triggers.REBUILD:
                    record.sql_done(statement)


def _rated(likes: int, dislikes: int) -> float:
    """By the score interval as the books have it."""
    n, z = likes + dislikes, 1.96
    if not likes:
        return float(-dislikes)
    p = likes / n
    bound: float = (p + z * z / (2 * n) - z * ((p * (1 - p) + z * z / (4 * n)) / n) ** 0.5) / (1 + z * z / n)
    return bound


def _kept(record: VideoRecord) -> tuple[dict[Any, Any], dict[Any, int]]:
    rows = record.sql(
        "SELECT space_id, id, audience, trashed, added_at, title, duration_us, height, captions, category,"
        " views, round(rating, 9) FROM video_catalogue"
    )
    sums = record.sql(
        "SELECT space_id, audience, trashed, duration_us, height, captions, category, videos"
        " FROM video_catalogue_sum"
    )
    return {row[:2]: row[2:] for row in rows}, {row[:-1]: row[-1] for row in sums}


def _plain(record: VideoRecord) -> tuple[dict[Any, Any], dict[Any, int]]:
    """The same, from the rows of videos, of views and of reactions, one by one."""
    views = Counter(record.sql("SELECT space_id, video_id FROM video_view"))
    votes = Counter(record.sql("SELECT space_id, target_id, liked FROM community_reaction"))
    rows: dict[Any, Any] = {}
    sums: Counter[tuple[Any, ...]] = Counter()
    for space, id_, audience, trashed_at, added_at, title, length, height, captions, category in record.sql(
        "SELECT space_id, id, audience, trashed_at, added_at, title, duration_us, height, has_captions,"
        " category FROM video"
    ):
        trashed, small = int(trashed_at is not None), "".join(c.lower() if c.isascii() else c for c in title)
        rating = round(_rated(votes[space, id_, 1], votes[space, id_, 0]), 9)
        kind = (height, captions, category)
        rows[space, id_] = (audience, trashed, added_at, small, length, *kind, views[space, id_], rating)
        sums[space, audience, trashed, length - length % MINUTE, *kind] += 1
    return rows, dict(sums)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_STEPS)
def test_whatever_is_done_the_catalogue_is_what_the_rows_say(
    shared_record: VideoRecord, steps: list[tuple[str, int, Any]]
) -> None:
    play = Play(shared_record)
    for step in steps:
        play.do(*step)
    assert _kept(shared_record) == _plain(shared_record)


_ALL: tuple[tuple[str, int, Any], ...] = (
    ("gone and back", 1, 0), ("title", 1, "ZEBRA"), ("length", 1, MINUTE),
    ("view", 0, 0), ("view", 1, 0), ("view", 1, 1),
    ("react", 0, (0, Reaction.LIKE)), ("react", 1, (0, Reaction.LIKE)), ("react", 1, (1, Reaction.DISLIKE)),
    ("gone", 2, 0),
)  # fmt: skip
_MORE: dict[str, tuple[str, ...]] = {
    "catalogue_views_insert": counts.REBUILD,
    "catalogue_views_delete": ("DELETE FROM video_total", "DELETE FROM video_view"),
    "catalogue_rating_delete": ("DELETE FROM community_tally", "DELETE FROM community_reaction"),
    "catalogue_sum_insert": triggers.REBUILD,
}
"""What it takes beside these to see that a trigger is missing: others make up for it."""


@pytest.mark.parametrize("lost", triggers.NAMES)
def test_a_planted_bug_is_seen(record: VideoRecord, lost: str) -> None:
    """Without one of the triggers, the catalogue or its sums are wrong."""
    play = Play(record)
    record.sql_done(f"DROP TRIGGER {lost}")
    for step in _ALL:
        play.do(*step)
    for statement in _MORE.get(lost, ()):
        record.sql_done(statement)
    assert _kept(record) != _plain(record)


def test_who_may_see_a_part_is_shown_and_told_that_part(record: VideoRecord) -> None:
    """From both ends, in every order, with every kind of count."""
    ada, eve = record.person(), record.person()
    channel = channel_of(ada)
    public, half = set(), record.clock()
    for n in range(9):
        record.clock.turn(minutes=1)
        half = record.clock() if n == 5 else half
        video = record.video(ada, f"Film {n % 4}")
        record.did(ada, DescribeMedia, channel, video_id=video, duration_us=n % 3 * MINUTE + n % 2)
        if n % 3:
            record.did(ada, EditVideo, channel, video_id=video, privacy=Privacy.PUBLIC)
            public.add(video)
    all_of_it: tuple[dict[str, Any], ...] = ({}, {"channel": channel}, {"min_us": 0})
    part_of_it: tuple[dict[str, Any], ...] = ({"min_us": MINUTE + 1}, {"since": half})
    for fields in (*all_of_it, *part_of_it):
        for sort in (one for one in Sort if one is not Sort.RELEVANCE):
            whole = record.ask(LibraryPage(actor=eve, sort=sort, **fields))
            parts = [
                record.ask(LibraryPage(actor=eve, sort=sort, offset=n, limit=2, **fields))
                for n in range(0, 8, 2)
            ]
            assert [card.id for part in parts for card in part.cards] == [card.id for card in whole.cards]
            assert {part.total for part in parts} == {whole.total} == {len(whole.cards)}
            assert {card.id for card in whole.cards} <= public
            assert (whole.total == len(public)) is (fields in all_of_it)

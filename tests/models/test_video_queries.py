"""The library against a plain list: every filter, every order, every page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select

from models.community.tables import Tally
from models.core.ids import new_id
from models.video.commands import AddVideo, DescribeMedia, EditVideo, PublishVideo, channel_of
from models.video.entities import Privacy, Sort
from models.video.queries import Categories, LibraryPage
from models.video.tables import Video, VideoView
from models.video.targets import VIDEO
from models.video.watch_commands import RecordWatch
from tests.support.video_record import VideoRecord, rendition

Row = Any
MINUTE = 60_000_000


class Library:
    """A few very different videos of one person, and the same as plain rows."""

    def __init__(self, record: VideoRecord) -> None:
        self.record = record
        self.ada = record.person()
        self.start = record.clock()
        for n in range(12):
            self._add(n)
        with record.connection.begin():
            rows = record.connection.execute(select(Video).where(Video.space_id == channel_of(self.ada)))
            self.rows: list[Row] = list(rows.all())
            views = record.connection.execute(select(VideoView.video_id)).scalars().all()
            votes = record.connection.execute(select(Tally.target_id, Tally.likes, Tally.dislikes)).all()
        self.views = {row.id: views.count(row.id) for row in self.rows}
        self.votes = {row.target_id: (row.likes, row.dislikes) for row in votes}

    def rated(self, row: Row) -> tuple[float, int]:
        """By the score interval as the books have it: the lowest share of likes that is not implausible."""
        likes, dislikes = self.votes.get(row.id, (0, 0))
        n, z = likes + dislikes, 1.96
        if not likes:
            return (0, dislikes)
        p = likes / n
        bound = (p + z * z / (2 * n) - z * ((p * (1 - p) + z * z / (4 * n)) / n) ** 0.5) / (1 + z * z / n)
        return (-round(bound, 9), dislikes - likes)

    def _add(self, n: int) -> None:
        record, channel = self.record, channel_of(self.ada)
        record.clock.turn(hours=7)
        title = ("boats", "Boats", "Äpfel", "zebra")[n % 4] + f" {n % 3}"
        video = record.did(self.ada, AddVideo, channel, title=title, path="/a.mp4", size=1).command_id
        record.did(
            self.ada, DescribeMedia, channel, video_id=video, duration_us=(n * 5 % 7) * 4 * MINUTE,
            height=(360, 720, 1080, 2160)[n % 4],
        )  # fmt: skip
        record.did(
            self.ada, EditVideo, channel, video_id=video, category=("", "Music", "Boats")[n % 3],
            description="wind and water" if n % 2 else "", privacy=list(Privacy)[n % 3],
        )  # fmt: skip
        if n % 5:
            record.did(self.ada, PublishVideo, channel, video_id=video, renditions=[rendition()])
        with record.connection.begin():
            for _ in range(n * 3 % 4):
                view = {"space_id": channel, "id": new_id(), "video_id": video, "viewer": self.ada}
                record.connection.execute(insert(VideoView).values(**view, at=self.start))
            if n % 4:
                counts = {"likes": n * 7 % 5, "dislikes": n * 3 % 4, "comments": 0, "followers": 0}
                row = {"space_id": channel, "kind": VIDEO, "target_id": video, "comments_open": True}
                record.connection.execute(insert(Tally).values(**row, **counts))
            if n % 4 == 1:
                record.connection.execute(
                    Video.__table__.update().where(Video.id == video).values(has_captions=True)  # type: ignore[attr-defined]
                )
        if n % 4 == 3:
            record.did(
                self.ada, RecordWatch, channel_id=channel, video_id=video, session_id=new_id(), start_us=0,
                end_us=0, position_us=30_000_000, finished=n == 7,
            )  # fmt: skip

    def begun(self, row: Row) -> bool:
        order = [each.id for each in sorted(self.rows, key=lambda each: each.added_at)]
        return order.index(row.id) in (3, 11)


@pytest.fixture(scope="module")
def library(shared_record: VideoRecord) -> Library:
    return Library(shared_record)


def _expected(library: Library, query: LibraryPage) -> list[Row]:
    """The filter and the order as plain Python, over all rows."""
    tests: list[Callable[[Row], bool]] = []
    if query.min_us is not None:
        tests.append(lambda row: row.duration_us >= query.min_us)
    if query.max_us is not None:
        tests.append(lambda row: row.duration_us < query.max_us)
    if query.since is not None:
        tests.append(lambda row: row.added_at >= query.since)
    if query.min_height is not None:
        tests.append(lambda row: row.height >= query.min_height)
    if query.captions is not None:
        tests.append(lambda row: row.has_captions == query.captions)
    if query.category:
        tests.append(lambda row: row.category == query.category)
    if query.unfinished:
        tests.append(library.begun)
    if query.words:
        tests.append(lambda row: query.words.casefold() in f"{row.title} {row.description}".casefold())
    found = [row for row in library.rows if all(test(row) for test in tests)]
    found.sort(key=lambda row: (row.added_at, row.id), reverse=query.sort not in (Sort.OLDEST, Sort.SHORTEST))
    keys: dict[Sort, Callable[[Row], Any]] = {
        Sort.LONGEST: lambda row: -row.duration_us,
        Sort.SHORTEST: lambda row: row.duration_us,
        Sort.VIEWS: lambda row: -library.views[row.id],
        Sort.RATING: library.rated,
    }
    if query.sort in keys:
        found.sort(key=keys[query.sort])
    if query.sort is Sort.TITLE:
        found.sort(key=lambda row: (row.title.lower().replace("ä", "Ä"), row.id))
    return found


_QUERY = st.fixed_dictionaries(
    {"sort": st.sampled_from([sort for sort in Sort if sort is not Sort.RELEVANCE])},
    optional={
        "words": st.sampled_from(["boats", "wind", "zebra", "nothing"]),
        "min_us": st.sampled_from([0, 4 * MINUTE, 20 * MINUTE]),
        "max_us": st.sampled_from([4 * MINUTE, 20 * MINUTE]),
        "since": st.integers(0, 90),
        "min_height": st.sampled_from([720, 1080, 2160]),
        "captions": st.booleans(),
        "category": st.sampled_from(["Music", "Boats", "None such"]),
        "unfinished": st.booleans(),
    },
)


@settings(max_examples=120)
@given(fields=_QUERY, limit=st.integers(1, 13))
def test_every_filter_and_order_is_that_of_a_plain_list(
    library: Library, fields: dict[str, Any], limit: int
) -> None:
    if "since" in fields:
        fields["since"] = library.start + timedelta(hours=fields["since"])
    everything = LibraryPage(actor=library.ada, **fields)
    wanted = [row.id for row in _expected(library, everything)]
    seen: list[UUID] = []
    for offset in range(0, max(len(wanted), 1), limit):
        page = library.record.ask(LibraryPage(actor=library.ada, offset=offset, limit=limit, **fields))
        assert page.total == len(wanted)
        assert page.offset == offset
        seen += [card.id for card in page.cards]
    assert seen == wanted
    beyond = library.record.ask(LibraryPage(actor=library.ada, offset=len(wanted) + 1, **fields))
    assert (beyond.cards, beyond.total) == ((), len(wanted))


@pytest.mark.parametrize(
    ("better", "worse"),
    [((90, 10), (1, 0)), ((2, 0), (1, 0)), ((1, 0), (0, 0)), ((0, 0), (0, 3)), ((0, 1), (0, 3)),
     ((9, 1), (600, 400)), ((1, 5), (0, 0))],
)  # fmt: skip
def test_a_rating_trusts_many_votes_more_than_few(
    library: Library, better: tuple[int, int], worse: tuple[int, int]
) -> None:
    """And what nobody has rated stands before what is only disliked."""
    record, asked = library.record, LibraryPage(actor=library.ada, sort=Sort.RATING)
    one, other = (card.id for card in record.ask(asked).cards[:2])
    with record.connection.begin():
        record.connection.execute(delete(Tally))
        for video, (likes, dislikes) in zip((other, one), (better, worse), strict=True):
            record.connection.execute(
                insert(Tally).values(
                    space_id=channel_of(library.ada), kind=VIDEO, target_id=video, comments_open=True,
                    likes=likes, dislikes=dislikes, comments=0, followers=0,
                )
            )  # fmt: skip
    order = [card.id for card in record.ask(asked).cards]
    assert order.index(other) < order.index(one)


def test_the_best_match_comes_first(record: VideoRecord) -> None:
    """A word in the title outweighs a tag, and a tag the description."""
    ada = record.person()
    channel = channel_of(ada)
    in_text, in_tags, in_title = record.video(ada, "One"), record.video(ada, "Two"), record.video(ada, "Tide")
    record.did(ada, EditVideo, channel, video_id=in_text, description="The tide")
    record.did(ada, EditVideo, channel, video_id=in_tags, tags=["tide"])
    for _ in range(20):
        record.video(ada, "Something else")
    page = record.ask(LibraryPage(actor=ada, words="TIDE", sort=Sort.RELEVANCE))
    assert [card.id for card in page.cards] == [in_title, in_tags, in_text]


def test_only_categories_of_what_may_be_seen_are_offered(library: Library) -> None:
    eve = library.record.person()
    ask = library.record.ask
    assert ask(Categories(actor=library.ada)) == ("Boats", "Music")
    shown = {row.category for row in library.rows if row.audience in ("public", "unlisted") and row.category}
    offered: tuple[str, ...] = ask(Categories(actor=eve))
    assert set(offered) == shown


def test_a_card_tells_what_the_rows_say(library: Library) -> None:
    page = library.record.ask(LibraryPage(actor=library.ada))
    rows = {row.id: row for row in library.rows}
    for card in page.cards:
        row = rows[card.id]
        assert (card.title, card.duration_us, card.height) == (row.title, row.duration_us, row.height)
        assert card.views == library.views[card.id]
        assert isinstance(card.added_at, datetime)
        assert card.mine
        assert card.channel == "Channel"

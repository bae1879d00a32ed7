"""Playlists as files: what is written is read again, what others write is found, and nothing is half done."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from unicodedata import normalize
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.dispatcher import Verdict
from models.core.errors import Conflict, Invalid, NotFound
from models.core.ids import new_id
from models.video.channel_commands import space_of
from models.video.commands import DescribeMedia, EditVideo, TrashVideo, channel_of
from models.video.entities import Privacy, VideoCard, VideoState
from models.video.playlist_commands import CreatePlaylist, VideoPlace
from models.video.playlist_files import Listed, ListFile, parse, write_json, write_m3u8
from models.video.playlist_matching import MatchListed
from models.video.playlist_queries import OnePlaylist, Playlists
from tests.support.video_record import VideoRecord

S = 1_000_000


def card(
    title: str, file_name: str = "film.mkv", seconds: float = 61.0, id_: UUID | None = None
) -> VideoCard:
    return VideoCard(
        space_id=new_id(), id=id_ or new_id(), title=title, channel="Ada", state=VideoState.READY,
        privacy=Privacy.PUBLIC, damaged=False, duration_us=round(seconds * S), height=720, poster="", views=0,
        added_at=datetime.now(UTC), trashed_at=None, position_us=0, finished=False, mine=True,
        file_name=file_name, original="",
    )  # fmt: skip


def as_kept(title: str) -> str:
    """A title as Nonet keeps it: composed, on one line."""
    return normalize("NFC", " ".join(title.split()))


titles = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=80).filter(str.strip)
cards = st.lists(titles.map(card), min_size=1, max_size=8)


@given(title=titles, films=cards)
def test_what_is_written_is_read_again(title: str, films: list[VideoCard]) -> None:
    for text in (write_m3u8(title, films), write_json(title, "About\nit", films)):
        read = parse(text.encode(), "list.m3u8")
        assert read.title == as_kept(title)
        assert [entry.place for entry in read.entries] == [(film.space_id, film.id) for film in films]
        assert [as_kept(entry.title) for entry in read.entries] == [as_kept(film.title) for film in films]
        assert [round(entry.seconds) for entry in read.entries] == [61] * len(films)


@given(
    st.binary(max_size=400)
    | st.text(max_size=200).map(str.encode)
    | st.sampled_from([b"{}", b"[1]", b"[[]]"])
)
def test_whatever_a_file_holds_it_is_read_or_refused(data: bytes) -> None:
    with suppress(Invalid):
        assert parse(data, "x.m3u").entries


@pytest.mark.parametrize(
    ("line", "name"),
    [("/films/A walk.mkv", "A walk.mkv"), ("C:\\Films\\A walk.mkv", "A walk.mkv"),
     ("A%20walk.mkv", "A%20walk.mkv"),
     ("file:///films/A%20walk.mkv", "A walk.mkv"), ("https://example.org/v/A%20walk.mkv?x=1", "A walk.mkv"),
     ("..\\A walk.mkv", "A walk.mkv")],
)  # fmt: skip
def test_paths_of_any_system_name_their_file(line: str, name: str) -> None:
    read = parse(f"#EXTM3U\r\n#EXTINF:12.5 tvg=1,A title\r\n{line}\r\n".encode(), "Trip.m3u")
    assert read == ListFile("Trip", "", (Listed("A title", name, 12.5),))


def test_old_files_in_latin_1_and_plain_lists_are_read() -> None:
    assert parse("#EXTM3U\nCañón.avi\n".encode("latin-1"), "x.m3u").entries[0].file_name == "Cañón.avi"
    assert [entry.file_name for entry in parse(b"one.mp4\ntwo.mp4\n", "x.m3u").entries] == [
        "one.mp4",
        "two.mp4",
    ]
    assert parse(json.dumps(["/a/one.mp4"]).encode(), "x.json").entries[0].file_name == "one.mp4"
    with pytest.raises(Invalid, match="no playlist"):
        parse(b"Dear diary,\nnothing happened.\n", "x.m3u")
    with pytest.raises(Invalid, match="nothing in"):
        parse(b"#EXTM3U\n", "x.m3u")
    with pytest.raises(Invalid, match="at most"):
        parse(b"#EXTM3U\n" + b"a.mp4\n" * 5_001, "x.m3u")


class House:
    """Two people's films; Ada reads the lists."""

    def __init__(self, record: VideoRecord) -> None:
        self.record, self.ada, self.ben = record, record.person(), record.person()

    def film(
        self, owner: UUID, title: str, seconds: int = 60, privacy: Privacy = Privacy.PUBLIC
    ) -> tuple[UUID, UUID]:
        space, film = channel_of(owner), self.record.video(owner, title)
        self.record.did(owner, DescribeMedia, space, video_id=film, duration_us=seconds * S)
        self.record.did(owner, EditVideo, space, video_id=film, privacy=privacy)
        self.record.sql_done("UPDATE video SET file_name = ? WHERE id = ?", f"{title}.mp4", film.bytes)
        return space, film

    def match(self, *entries: Listed) -> list[tuple[UUID, UUID] | None]:
        found = self.record.ask(MatchListed(actor=self.ada, entries=entries))
        return list(found)


@pytest.fixture
def house(record: VideoRecord) -> House:
    return House(record)


def test_entries_are_found_by_link_file_and_title(house: House) -> None:
    walk, swim = house.film(house.ada, "Walk"), house.film(house.ben, "Swim", 90)
    assert house.match(
        Listed("Other words", "", 0, walk), Listed("", "WALK.MP4", 0), Listed("swim", "gone.avi", 90.4),
        Listed("Swim", "", 30), Listed("Nothing", "nothing.mp4", 0), Listed("", "", 0, (new_id(), walk[1])),
    ) == [walk, walk, swim, None, None, None]  # fmt: skip


def test_one_s_own_is_meant_before_others_and_nothing_that_one_may_not_see(house: House) -> None:
    theirs, mine = house.film(house.ben, "Walk"), house.film(house.ada, "Walk")
    hidden = house.film(house.ben, "Secret", privacy=Privacy.PRIVATE)
    assert house.match(Listed("", "walk.mp4", 0)) == [mine]
    assert house.match(Listed("Secret", "secret.mp4", 0), Listed("", "", 0, hidden)) == [None, None]
    house.record.did(house.ada, TrashVideo, mine[0], video_id=mine[1])
    assert house.match(Listed("", "walk.mp4", 0)) == [theirs]


def test_a_list_of_thousands_is_matched_whole(house: House) -> None:
    walk = house.film(house.ada, "Walk")
    entries = [Listed("", f"none-{n}.mp4", 0) for n in range(1_300)]
    found = house.match(*entries, Listed("", "walk.mp4", 0))
    assert found == [None] * 1_300 + [walk]


def test_a_playlist_is_made_with_all_its_videos_or_not_at_all(house: House) -> None:
    places = [house.film(house.ada, f"Film {n}") for n in range(3)]
    videos = [VideoPlace(channel_id=space, video_id=film) for space, film in places]

    def make(*chosen: VideoPlace) -> Verdict:
        id_, record = new_id(), house.record
        asked: dict[str, Any] = {
            "id": id_,
            "space_id": space_of(house.ada, id_),
            "actor": house.ada,
            "at": record.clock(),
        }
        return record.submit(CreatePlaylist(**asked, title="Trip", videos=list(chosen)))

    verdict = make(videos[2], videos[0], videos[2], videos[1])
    assert verdict.ok
    [made] = house.record.ask(Playlists(actor=house.ada))
    entries = house.record.ask(OnePlaylist(actor=house.ada, space_id=made.id)).entries
    assert [entry.video_id for entry in entries] == [places[n][1] for n in (2, 0, 1)]
    hidden = house.film(house.ben, "Secret", privacy=Privacy.PRIVATE)
    refused = make(videos[0], VideoPlace(channel_id=hidden[0], video_id=hidden[1]))
    assert isinstance(refused.error, NotFound)
    many = [VideoPlace(channel_id=new_id(), video_id=new_id()) for _ in range(5_001)]
    assert isinstance(make(*many).error, Conflict)
    assert len(house.record.ask(Playlists(actor=house.ada))) == 1
    house.record.undo(verdict)
    assert house.record.ask(Playlists(actor=house.ada)) == ()

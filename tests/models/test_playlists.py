"""Playlists against plain lists: two people order one at once; who may; what is left when videos go."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.core.audience import Role
from models.core.changes import unpack
from models.core.dispatcher import Verdict
from models.core.errors import Conflict, Invalid, NotAllowed, NotFound
from models.core.ids import new_id
from models.core.registry import Command
from models.video.channel_commands import space_of
from models.video.commands import EditVideo, PurgeVideo, TrashVideo, channel_of
from models.video.entities import PlaylistCard, PlaylistKind, PlaylistView, Privacy
from models.video.member_commands import AddMember, JoinPlaylist, SetInvite
from models.video.playlist_commands import (
    AddToPlaylist,
    CreatePlaylist,
    EditPlaylist,
    MoveInPlaylist,
    PurgePlaylist,
    RemoveFromPlaylist,
    RestorePlaylist,
    TrashPlaylist,
    VideoPlace,
    playlist_of,
)
from models.video.playlist_queries import ExpiredPlaylists, OnePlaylist, Playlists, PlaylistsWith
from tests.support.video_record import VideoRecord


def made(record: VideoRecord, who: UUID, title: str = "Bread", **fields: Any) -> UUID:
    id_ = new_id()
    space = space_of(who, id_)
    command = CreatePlaylist(id=id_, space_id=space, actor=who, at=record.clock(), title=title, **fields)
    verdict = record.submit(command)
    assert verdict.ok, verdict.error
    return space


def places(who: UUID, *videos: UUID) -> list[VideoPlace]:
    return [VideoPlace(channel_id=channel_of(who), video_id=video) for video in videos]


def view(record: VideoRecord, who: UUID, space: UUID) -> PlaylistView:
    return record.ask(OnePlaylist(actor=who, space_id=space))


def items(record: VideoRecord, who: UUID, space: UUID) -> list[UUID]:
    return [entry.id for entry in view(record, who, space).entries]


def lists(record: VideoRecord, who: UUID, **fields: Any) -> tuple[PlaylistCard, ...]:
    return record.ask(Playlists(actor=who, **fields))


class TwoPeople:
    """A playlist that two people change, beside the plain list of (item, video) it should be."""

    def __init__(self, record: VideoRecord) -> None:
        self.record = record
        self.people = [record.person(), record.person()]
        ada, bob = self.people
        self.space = made(record, ada, privacy=Privacy.PUBLIC)
        record.join(self.space, bob, Role.EDITOR)
        self.films = [record.video(ada, number=n + 1) for n in range(3)]
        for each in self.films:
            record.did(ada, EditVideo, channel_of(ada), video_id=each, privacy=Privacy.PUBLIC)
        self.model: list[tuple[UUID, UUID]] = []

    def item(self, number: int) -> UUID | None:
        """One of the items, or none for the end."""
        at = number % (len(self.model) + 1)
        return self.model[at][0] if at < len(self.model) else None

    def do(self, who: UUID, kind: type[Command], **fields: Any) -> Verdict:
        return self.record.did(who, kind, self.space, **fields)

    def index(self, item: UUID | None) -> int:
        found = [n for n, (id_, _) in enumerate(self.model) if id_ == item]
        return found[0] if found else len(self.model)

    def add(self, who: UUID, numbers: list[int], before: UUID | None) -> Verdict:
        videos = [self.films[n % 3] for n in numbers]
        had = {item for item, _ in self.model}
        at = self.index(before)
        done = self.do(who, AddToPlaylist, videos=places(self.people[0], *videos), before=before, again=True)
        new = [item for item in items(self.record, who, self.space) if item not in had]
        self.model[at:at] = list(zip(new, videos, strict=True))
        return done

    def move(self, who: UUID, item: UUID, before: UUID | None) -> Verdict:
        done = self.do(who, MoveInPlaylist, item_id=item, before=before)
        if item != before:
            moved = self.model.pop(self.index(item))
            self.model.insert(self.index(before), moved)
        return done

    def remove(self, who: UUID, gone: list[UUID]) -> Verdict:
        done = self.do(who, RemoveFromPlaylist, item_ids=gone)
        self.model = [each for each in self.model if each[0] not in gone]
        return done

    def check(self) -> None:
        for who in self.people:
            seen = view(self.record, who, self.space).entries
            assert [(entry.id, entry.video_id) for entry in seen] == self.model
            assert [entry.number for entry in seen] == list(range(1, len(seen) + 1))


_STEP = st.tuples(
    st.sampled_from(["add", "add", "move", "move", "move", "remove", "undo"]),
    st.integers(0, 1),
    st.lists(st.integers(0, 20), min_size=1, max_size=3),
    st.integers(0, 20),
)


@settings(max_examples=40)
@given(steps=st.lists(_STEP, max_size=25))
def test_what_two_people_make_of_it_is_a_list(
    shared_record: VideoRecord, steps: list[tuple[str, int, list[int], int]]
) -> None:
    both = TwoPeople(shared_record)
    last: tuple[Verdict, list[tuple[UUID, UUID]]] | None = None
    for step, person, numbers, place in steps:
        who, before = both.people[person], list(both.model)
        item = both.item(numbers[0])
        if step == "add":
            last = both.add(who, numbers, both.item(place)), before
        elif step == "move" and item is not None:
            last = both.move(who, item, both.item(place)), before
        elif step == "remove" and item is not None:
            gone = {each for number in numbers if (each := both.item(number)) is not None}
            last = both.remove(who, list(gone)), before
        elif step == "undo" and last is not None:
            if last[0].undo is not None:
                both.record.undo(last[0])
                both.model = last[1]
            last = None
        both.check()


def test_a_move_changes_one_row_however_long_the_list(record: VideoRecord) -> None:
    ada = record.person()
    space = made(record, ada)
    film = record.video(ada)
    record.did(ada, AddToPlaylist, space, videos=places(ada, *[film] * 40), again=True)
    order = items(record, ada, space)
    number = record.sql("SELECT max(number) FROM change WHERE space_id = ?", space.bytes)[0][0]
    record.clock.turn(minutes=1)
    record.did(ada, MoveInPlaylist, space, item_id=order[-1], before=order[3])
    changed = record.sql("SELECT rows FROM change WHERE space_id = ? AND number > ?", space.bytes, number)
    assert sorted(row.table for (rows,) in changed for row in unpack(rows)) == ["playlist", "playlist_item"]


def test_there_is_room_for_ever_at_the_same_spot(record: VideoRecord) -> None:
    ada = record.person()
    space = made(record, ada)
    film = record.video(ada)
    record.did(ada, AddToPlaylist, space, videos=places(ada, film, film), again=True)
    last = items(record, ada, space)[-1]
    expected = items(record, ada, space)
    for _ in range(50):
        record.did(ada, AddToPlaylist, space, videos=places(ada, film), before=last, again=True)
        [new] = set(items(record, ada, space)) - set(expected)
        expected.insert(-1, new)
        assert items(record, ada, space) == expected


def test_a_video_is_there_once_unless_it_is_wanted_again(record: VideoRecord) -> None:
    ada = record.person()
    space, one, two = made(record, ada), record.video(ada), record.video(ada)
    first = record.did(ada, AddToPlaylist, space, videos=places(ada, one, two, one))
    assert first.result == {"added": 2, "there": 1}
    assert record.did(ada, AddToPlaylist, space, videos=places(ada, one)).result == {"added": 0, "there": 1}
    record.did(ada, AddToPlaylist, space, videos=places(ada, one), again=True)
    assert [entry.video_id for entry in view(record, ada, space).entries] == [one, two, one]
    [card] = lists(record, ada, video_id=two)
    assert card.count == 3 and card.holds is not None
    assert [each.id for each in record.ask(PlaylistsWith(actor=ada, video_id=two))] == [space]


def test_watch_later_and_favourites_are_made_once_and_stay_what_they_are(record: VideoRecord) -> None:
    ada, eve = record.person(), record.person()
    for kind in (PlaylistKind.FAVOURITES, PlaylistKind.WATCH_LATER):
        space = playlist_of(ada, kind)
        for _ in range(2):
            record.did(ada, CreatePlaylist, space, kind=kind)
        assert isinstance(record.refused(eve, CreatePlaylist, space, kind=kind), NotAllowed)
        for wrong in (EditPlaylist, TrashPlaylist):
            assert isinstance(record.refused(ada, wrong, space), Invalid)
    assert [card.title for card in lists(record, ada)] == ["Watch later", "Favourites"]
    assert all(card.privacy is Privacy.PRIVATE for card in lists(record, ada))


def test_who_sees_a_playlist(record: VideoRecord) -> None:
    ada, eve = record.person(), record.person()
    channel = channel_of(ada)
    space = made(record, ada, channel_id=channel)
    for privacy, opened, listed in (
        (Privacy.PRIVATE, False, False), (Privacy.UNLISTED, True, False), (Privacy.PUBLIC, True, True),
    ):  # fmt: skip
        record.did(ada, EditPlaylist, space, privacy=privacy)
        assert bool(lists(record, eve, channel=channel)) is listed
        assert lists(record, ada, channel=channel)
        assert lists(record, eve) == ()
        if opened:
            assert view(record, eve, space).card.role is Role.NONE
        else:
            with pytest.raises(NotFound):
                view(record, eve, space)
    assert isinstance(record.refused(eve, AddToPlaylist, space, videos=[]), NotAllowed)
    id_ = new_id()
    stolen = CreatePlaylist(
        id=id_, space_id=space_of(eve, id_), actor=eve, at=record.clock(), title="x", channel_id=channel
    )
    assert isinstance(record.submit(stolen).error, NotAllowed), "not on somebody else's channel"


def test_together_by_name_and_by_link(record: VideoRecord) -> None:
    ada, bob, eve = record.person("Ada"), record.person("Bob"), record.person("Eve")
    space = made(record, ada)
    record.did(ada, AddMember, space, name="bob")
    assert isinstance(record.refused(ada, SetInvite, space, token="short"), Invalid)
    token = "a-long-word-nobody-guesses"
    record.did(ada, SetInvite, space, token=token)
    assert view(record, ada, space).invite == token and view(record, bob, space).invite == ""
    assert isinstance(record.refused(eve, JoinPlaylist, space, token="another"), NotAllowed)
    record.did(eve, JoinPlaylist, space, token=token)
    record.did(eve, AddToPlaylist, space, videos=places(eve, record.video(eve)))
    [entry] = view(record, bob, space).entries
    assert entry.added_by == "Eve" and entry.card is None, "Eve's video is private"
    assert isinstance(record.refused(eve, EditPlaylist, space, title="Mine"), NotAllowed)
    record.did(ada, SetInvite, space, token="")
    late = record.person()
    assert isinstance(record.refused(late, JoinPlaylist, space, token=token), NotAllowed)


def test_nobody_adds_what_they_may_not_see(record: VideoRecord) -> None:
    ada, eve = record.person(), record.person()
    secret = record.video(ada)
    space = made(record, eve)
    assert isinstance(record.refused(eve, AddToPlaylist, space, videos=places(ada, secret)), NotFound)


def test_what_is_deleted_stays_as_a_gap_and_undone_comes_back(record: VideoRecord) -> None:
    ada = record.person()
    space, one, two = made(record, ada), record.video(ada, "One"), record.video(ada, "Two")
    record.did(ada, AddToPlaylist, space, videos=places(ada, one, two))
    trashed = record.did(ada, TrashVideo, channel_of(ada), video_id=one)
    entries = view(record, ada, space).entries
    assert [entry.card is None for entry in entries] == [True, False]
    record.undo(trashed)
    assert view(record, ada, space).entries[0].card is not None
    record.did(ada, TrashVideo, channel_of(ada), video_id=one)
    record.did(ada, PurgeVideo, channel_of(ada), video_id=one)
    [gone, _] = view(record, ada, space).entries
    taken = record.did(ada, RemoveFromPlaylist, space, item_ids=[gone.id])
    record.undo(taken)
    assert items(record, ada, space)[0] == gone.id


def test_a_deleted_playlist_comes_back_for_thirty_days(record: VideoRecord) -> None:
    ada = record.person()
    space, film = made(record, ada, privacy=Privacy.PUBLIC), record.video(ada)
    record.did(ada, AddToPlaylist, space, videos=places(ada, film))
    trashed = record.did(ada, TrashPlaylist, space)
    assert lists(record, ada) == ()
    assert isinstance(record.refused(ada, AddToPlaylist, space, videos=places(ada, film)), NotFound)
    record.undo(trashed)
    assert lists(record, ada)[0].privacy is Privacy.PUBLIC and lists(record, ada)[0].count == 1
    record.did(ada, TrashPlaylist, space)
    assert isinstance(record.refused(ada, PurgePlaylist, space), Conflict)
    record.clock.turn(days=31)
    assert record.ask(ExpiredPlaylists(actor=ada)) == (space,)
    record.did(ada, PurgePlaylist, space)
    assert record.sql("SELECT count(*) FROM playlist_item") == [(0,)]
    assert isinstance(record.refused(ada, RestorePlaylist, space), NotFound)

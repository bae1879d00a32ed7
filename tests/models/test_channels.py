"""Channels: opened, named, dressed, shared, thrown away; and what those who follow them hear."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from models.community import events
from models.community.events import Happened, Happening
from models.community.follow_commands import SetFollow
from models.core.audience import Role
from models.core.context import Context
from models.core.errors import Conflict, Invalid, NotAllowed, NotFound, PersonError
from models.core.ids import new_id
from models.video import showing
from models.video.channel_commands import (
    ChooseUploadChannel,
    CreateChannel,
    EditChannel,
    PurgeChannel,
    RestoreChannel,
    TrashChannel,
    space_of,
)
from models.video.channel_queries import ExpiredChannels, MembersOf, OneChannel, OwnChannels, SameFiles
from models.video.commands import (
    AddVideo,
    EditVideo,
    PublishVideo,
    RestoreVideo,
    TrashVideo,
    channel_of,
)
from models.video.entities import ChannelCard, Privacy
from models.video.member_commands import AddMember, SetRole
from models.video.queries import BlobsInUse, LibraryPage
from models.video.targets import channel_target
from models.video.wording import Link, clean_handle, handle_from
from tests.support.video_record import VideoRecord, blob, rendition


def opened(record: VideoRecord, who: UUID, name: str = "Kitchen Lab") -> UUID:
    """A further channel of this person's."""
    id_ = new_id()
    space = space_of(who, id_)
    verdict = record.submit(CreateChannel(id=id_, space_id=space, actor=who, at=record.clock(), name=name))
    assert verdict.ok, verdict.error
    return space


def film(record: VideoRecord, who: UUID, channel: UUID, title: str = "Film", public: bool = True) -> UUID:
    made = record.did(who, AddVideo, channel, title=title, path="/a.mp4", size=7).command_id
    record.did(who, PublishVideo, channel, video_id=made, renditions=[rendition()])
    if public:
        record.did(who, EditVideo, channel, video_id=made, privacy=Privacy.PUBLIC)
    return made


def seen(record: VideoRecord, who: UUID, channel: UUID) -> ChannelCard:
    return record.ask(OneChannel(actor=who, channel_id=channel))


def titles(record: VideoRecord, who: UUID, **filters: Any) -> list[str]:
    return [card.title for card in record.ask(LibraryPage(actor=who, **filters)).cards]


def test_a_person_owns_several_and_nobody_opens_one_in_anothers_name(record: VideoRecord) -> None:
    ada, eve = record.person(), record.person()
    kitchen = opened(record, ada)
    own = record.ask(OwnChannels(actor=ada))
    assert [each.id for each in own] == [channel_of(ada), kitchen]
    assert own[1].role is Role.OWNER and own[0].uploads_go_here and not own[1].uploads_go_here
    id_ = new_id()
    for space in (space_of(ada, id_), id_, channel_of(ada)):
        stolen = CreateChannel(id=id_, space_id=space, actor=eve, at=record.clock(), name="Mine")
        assert isinstance(record.submit(stolen).error, NotAllowed)


def test_handles_are_made_of_names_and_never_shared(record: VideoRecord) -> None:
    ada = record.person()
    first, second = opened(record, ada, "Küchen-Labor!"), opened(record, ada, "Kuchen Labor")
    assert seen(record, ada, first).handle == "kuchen-labor"
    assert seen(record, ada, second).handle == "kuchen-labor-2"
    assert record.ask(OneChannel(actor=ada, handle="@KUCHEN-labor-2")).id == second
    error = record.refused(ada, EditChannel, second, handle="Kuchen-Labor")
    assert isinstance(error, Conflict) and error.field == "handle"
    record.did(ada, EditChannel, second, handle="@The.Lab")
    assert seen(record, ada, second).handle == "the.lab"
    with pytest.raises(NotFound):
        record.ask(OneChannel(actor=ada, handle="nobody"))


@pytest.mark.parametrize("text", ["ab", "a" * 31, "with space", "-lab", "lab-", "a/b", "", "@@x", "né!"])
def test_what_is_no_handle_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        clean_handle(text)


@pytest.mark.parametrize(
    ("name", "handle"), [("Ada", "ada"), ("Café 24", "cafe-24"), ("!!", "channel"), ("台所", "channel-台所")]
)
def test_every_name_suggests_a_handle_that_may_be_one(name: str, handle: str) -> None:
    assert handle_from(name) == handle == clean_handle(handle)


def test_a_channel_is_dressed_and_undressed_again(record: VideoRecord) -> None:
    ada = record.person()
    lab = opened(record, ada)
    record.did(ada, EditChannel, lab, about="Bread\nand more", banner=blob(4), picture=blob(5))
    done = record.did(
        ada, EditChannel, lab, name="Lab",
        links=[Link("", "example.org/me"), Link("Shop", "http://localhost:8000")],
    )  # fmt: skip
    card = seen(record, ada, lab)
    assert card.name == "Lab" and card.about == "Bread\nand more"
    assert card.links == (("example.org", "https://example.org/me"), ("Shop", "http://localhost:8000"))
    used = {ref.name for ref in record.ask(BlobsInUse(actor=ada))}
    assert {blob(4), blob(5)} <= used, "the sweep spares what a channel wears"
    record.undo(done)
    assert seen(record, ada, lab).name == "Kitchen Lab" and seen(record, ada, lab).links == ()
    assert seen(record, ada, lab).banner == blob(4)


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "file:///etc/passwd", "ftp://a.b", "https://", "nohost", "http://a b.c",
     "https://me:secret@example.org", "https://[::1", "https://example.org:port/"],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(record: VideoRecord, address: str) -> None:
    ada = record.person()
    error = record.refused(ada, EditChannel, channel_of(ada), links=[Link("x", address)], about="new")
    assert isinstance(error, Invalid) and error.field == "links"
    assert seen(record, ada, channel_of(ada)).about == "", "nothing else of it was done"


def test_an_editor_works_in_a_channel_but_does_not_own_it(record: VideoRecord) -> None:
    ada, bob = record.person("Ada"), record.person("Bob Builder")
    lab = opened(record, ada)
    assert isinstance(record.refused(bob, AddVideo, lab, title="x", path="/x", size=1), NotAllowed)
    given = record.did(ada, AddMember, lab, name="bob  BUILDER")
    made = film(record, bob, lab, "Bread")
    assert titles(record, bob, mine=True) == ["Bread"]
    assert [card.mine for card in record.ask(LibraryPage(actor=bob, channel=lab)).cards] == [True]
    record.did(bob, EditChannel, lab, about="ours")
    for wrong in ({"name": "Mine"}, {"handle": "mine"}):
        assert isinstance(record.refused(bob, EditChannel, lab, **wrong), NotAllowed)
    for kind in (TrashChannel, AddMember):
        fields = {"name": "Bob Builder"} if kind is AddMember else {}
        assert isinstance(record.refused(bob, kind, lab, **fields), NotAllowed)
    people = record.ask(MembersOf(actor=bob, space_id=lab))
    assert [(each.name, each.role) for each in people] == [("Ada", Role.OWNER), ("Bob Builder", Role.EDITOR)]
    record.undo(given)
    assert isinstance(record.refused(bob, TrashVideo, lab, video_id=made), NotAllowed)
    assert record.ask(MembersOf(actor=bob, space_id=lab)) == (), "outsiders are not told who works there"


def test_roles_are_the_owners_to_give_but_anybody_may_leave(record: VideoRecord) -> None:
    ada, bob, eve = record.person("Ada"), record.person("Bob"), record.person("Eve")
    lab = opened(record, ada)
    for name in ("Bob", "Eve"):
        record.did(ada, AddMember, lab, name=name, role=10)
    assert isinstance(record.refused(bob, SetRole, lab, account_id=eve, role=None), NotAllowed)
    assert isinstance(record.refused(bob, SetRole, lab, account_id=bob, role=20), NotAllowed)
    record.did(bob, SetRole, lab, account_id=bob, role=None)
    assert {each.name for each in record.ask(MembersOf(actor=ada, space_id=lab))} == {"Ada", "Eve"}
    for wrong, field in (("Nobody", "name"), ("Ada", "name")):
        error: PersonError = record.refused(ada, AddMember, lab, name=wrong)
        assert error.field == field
    assert isinstance(record.refused(ada, AddMember, lab, name="Eve", role=30), Invalid)
    assert isinstance(record.refused(ada, AddMember, ada, name="Eve"), NotFound), "a person's own space"


def test_the_trash_takes_a_channel_with_its_videos_and_gives_back_what_went_with_it(
    record: VideoRecord,
) -> None:
    ada, eve = record.person(), record.person()
    lab = opened(record, ada)
    kept, earlier = film(record, ada, lab, "Kept"), film(record, ada, lab, "Earlier")
    record.did(ada, TrashVideo, lab, video_id=earlier)
    record.clock.turn(seconds=1)
    trashed = record.did(ada, TrashChannel, lab)
    assert titles(record, eve) == [] and titles(record, ada) == []
    with pytest.raises(NotFound):
        seen(record, eve, lab)
    assert isinstance(record.refused(ada, RestoreVideo, lab, video_id=kept), Conflict)
    assert isinstance(record.refused(ada, AddVideo, lab, title="x", path="/x", size=1), Conflict)
    record.undo(trashed)
    assert titles(record, eve) == ["Kept"]
    assert titles(record, ada, trashed=True) == ["Earlier"]
    assert seen(record, eve, lab).videos == 1


def test_deleted_for_good_nothing_of_a_channel_is_left(record: VideoRecord) -> None:
    ada, bob = record.person("Ada"), record.person("Bob")
    lab = opened(record, ada)
    record.did(ada, AddMember, lab, name="Bob")
    film(record, ada, lab)
    assert isinstance(record.refused(ada, PurgeChannel, lab), Conflict)
    record.did(ada, TrashChannel, lab)
    assert isinstance(record.refused(ada, PurgeChannel, lab, now=False), Conflict)
    assert record.ask(ExpiredChannels(actor=ada)) == ()
    record.clock.turn(days=31)
    assert record.ask(ExpiredChannels(actor=ada)) == (lab,)
    assert record.ask(ExpiredChannels(actor=bob)) == ()
    record.did(ada, PurgeChannel, lab, now=False)
    assert [each.id for each in record.ask(OwnChannels(actor=ada))] == [channel_of(ada)]
    for table in ("video", "rendition", "video_announcement"):
        assert record.sql(f"SELECT count(*) FROM {table}") == [(0,)], table
    assert isinstance(record.refused(ada, RestoreChannel, lab), NotFound)


def test_the_first_channel_stays(record: VideoRecord) -> None:
    ada = record.person()
    error = record.refused(ada, TrashChannel, channel_of(ada))
    assert isinstance(error, Conflict) and "first channel" in error.sentence


def test_uploads_go_where_the_person_says(record: VideoRecord) -> None:
    ada, eve = record.person(), record.person()
    lab = opened(record, ada)
    chosen = record.did(ada, ChooseUploadChannel, channel_id=lab)
    assert [each.uploads_go_here for each in record.ask(OwnChannels(actor=ada))] == [False, True]
    assert isinstance(record.refused(eve, ChooseUploadChannel, channel_id=lab), NotAllowed)
    record.undo(chosen)
    assert [each.uploads_go_here for each in record.ask(OwnChannels(actor=ada))] == [True, False]


def test_what_a_file_may_be_already_is_told_whoever_may_edit_it(record: VideoRecord) -> None:
    ada, eve = record.person(), record.person()
    film(record, ada, channel_of(ada))
    assert [each.title for each in record.ask(SameFiles(actor=ada, sizes=[7, 8]))] == ["Film"]
    assert record.ask(SameFiles(actor=ada, sizes=[8])) == ()
    assert record.ask(SameFiles(actor=eve, sizes=[7])) == (), "not even public videos of others"


# Those who follow


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Happening]]:
    heard: list[Happening] = []

    def note(_ctx: Context, happening: Happening) -> None:
        if happening.kind is Happened.UPLOAD:
            heard.append(happening)

    monkeypatch.setattr(events, "_TELLERS", [note])
    yield heard


def test_followers_hear_of_a_video_once_and_only_when_they_may_see_it(
    record: VideoRecord, told: list[Happening]
) -> None:
    ada, fan = record.person(), record.person()
    channel = channel_of(ada)
    record.did(fan, SetFollow, target=channel_target(channel))
    made = film(record, ada, channel, "New bread", public=False)
    assert told == []
    shown = record.did(ada, EditVideo, channel, video_id=made, privacy=Privacy.PUBLIC)
    assert [(each.person, each.title, each.excerpt) for each in told] == [(fan, "New bread", "Channel")]
    assert told[0].place.endswith(str(made))
    record.undo(shown)
    record.did(ada, EditVideo, channel, video_id=made, privacy=Privacy.PUBLIC)
    assert len(told) == 1, "made public again is no news"


def test_many_followers_are_told_in_pieces_and_each_once(
    record: VideoRecord, told: list[Happening], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(showing, "AT_ONCE", 3)
    ada = record.person()
    fans = [record.person() for _ in range(7)]
    for fan in fans:
        record.did(fan, SetFollow, target=channel_target(channel_of(ada)))
    film(record, ada, channel_of(ada))
    assert sorted(each.person for each in told) == sorted(fans)
    assert len(record.sql("SELECT id FROM command_log WHERE name = 'video.followers.tell'")) == 3


def test_the_feed_has_what_is_public_in_followed_channels_newest_first(record: VideoRecord) -> None:
    ada, bob, fan = record.person(), record.person(), record.person()
    record.did(fan, SetFollow, target=channel_target(channel_of(ada)))
    film(record, ada, channel_of(ada), "Hidden", public=False)
    for title in ("One", "Two", "Three"):
        record.clock.turn(minutes=1)
        film(record, ada, channel_of(ada), title)
    film(record, bob, channel_of(bob), "Somebody else's")
    assert titles(record, fan, followed=True) == ["Three", "Two", "One"]
    assert titles(record, ada, followed=True) == []

"""Comments: who may write and see them, what becomes of them, and that no count ever says anything else."""

from __future__ import annotations

from unicodedata import normalize

import pytest

from models.community import events
from models.community.commands import (
    DeleteComment,
    EditComment,
    HeartComment,
    KeepDraft,
    PurgeComment,
    RestoreComment,
    SetPinned,
    WriteComment,
)
from models.community.entities import CommentState, Order, Reaction
from models.community.events import Happened, Happening
from models.community.queries import DueComments, KeptDraft, Liked, OneThread, PeopleThere
from models.community.removal_commands import ForgetPerson, ForgetTarget, spaces_with
from models.community.wording import sendable
from models.core.context import Context, Read
from models.core.errors import Conflict, Invalid, NotAllowed, NotFound
from models.video.commands import PurgeVideo, TrashVideo
from models.video.entities import Privacy
from tests.support.community import Place
from tests.support.video_record import VideoRecord


@pytest.fixture
def place(record: VideoRecord) -> Place:
    return Place(record)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Happening]:
    """What people are told of."""
    happenings: list[Happening] = []

    def note(_ctx: Context, happening: Happening) -> None:
        happenings.append(happening)

    monkeypatch.setattr(events, "_TELLERS", [note])
    return happenings


def test_somebody_comments_and_another_answers(place: Place) -> None:
    anna, bela = place.somebody("Anna"), place.somebody("Béla")
    first = place.say(anna, "Wonderful light")
    answer = place.say(bela, "Is it not?", first)
    deeper = place.say(place.maker, "It was early", answer)
    [card] = place.page(anna)
    assert (card.text, card.name, card.replies, card.own, card.creators) == (
        "Wonderful light", "Anna", 2, True, False,
    )  # fmt: skip
    replies = place.page(anna, thread=first)
    assert [(c.id, c.answers, c.creators) for c in replies] == [(answer, "", False), (deeper, "Béla", True)]
    assert place.talk(anna).comments == 3
    assert place.miscounts() == ()


def test_a_private_film_is_talked_about_by_nobody_else(record: VideoRecord) -> None:
    place = Place(record, Privacy.PRIVATE)
    stranger = place.somebody()
    inside = place.say(place.maker, "A note to myself")
    refused = record.refused(stranger, WriteComment, place.space, **place.fields(text="Hello"))
    assert isinstance(refused, NotFound)
    with pytest.raises(NotFound):
        place.page(stranger)
    with pytest.raises(NotFound):
        place.talk(stranger)
    answered = place.fields(text="Hello", parent_id=inside)
    assert isinstance(record.refused(stranger, WriteComment, place.space, **answered), NotFound)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x" * 100_000, "This is 100,000 characters long; 10,000 fit."),
        ("x" * 10_001, "This is 10,001 characters long; 10,000 fit."),
        ("a" + "\u0301\u0323" * 50_000, "This is 100,001 characters long; 10,000 fit."),
        ("", "Write something first."),
        (" \n\t ", "Write something first."),
        ("\u200b\u200d\ufeff", "Write something first."),
    ],
)
def test_what_cannot_be_a_comment_gets_a_sentence(place: Place, text: str, sentence: str) -> None:
    error = place.record.refused(place.maker, WriteComment, place.space, **place.fields(text=text))
    assert isinstance(error, Invalid)
    assert (error.sentence, error.field) == (sentence, "text")
    assert place.talk(place.maker).comments == 0


@pytest.mark.parametrize(
    "text",
    [
        "x" * 10_000, "שלום עולם", "سلام 👩‍👩‍👧‍👦 नमस्ते", "a\u200bb\u200d", "\u202eevil",
        "<b>bold</b><script>", "' OR 1=1 --", "\U0001f600" * 500, "Z\u0351\u036b\u0343" * 2_000,
    ],
)  # fmt: skip
def test_any_unicode_is_kept_as_it_is(place: Place, text: str) -> None:
    place.say(place.maker, text)
    assert place.texts(place.maker) == [normalize("NFC", text)]


def test_a_null_and_half_a_character_do_not_get_in(place: Place) -> None:
    place.say(place.maker, sendable("a\x00b\ud800c"))
    assert place.texts(place.maker) == ["ab?c"]


def test_only_its_writer_changes_a_comment_and_others_see_it_was_changed(place: Place) -> None:
    anna = place.somebody("Anna")
    said = place.say(anna, "Godo")
    assert isinstance(
        place.record.refused(place.maker, EditComment, place.space, comment_id=said, text="Bad"), NotAllowed
    )
    edited = place.record.did(anna, EditComment, place.space, comment_id=said, text="Good")
    [card] = place.page(place.maker)
    assert (card.text, card.edited) == ("Good", True)
    place.record.undo(edited)
    assert place.texts(place.maker) == ["Godo"]


def test_a_deleted_comment_leaves_a_stub_where_it_was_answered_and_comes_back(place: Place) -> None:
    anna, bela = place.somebody("Anna"), place.somebody("Béla")
    said = place.say(anna, "Question?")
    place.say(bela, "Answer", said)
    alone = place.say(anna, "Alone")
    gone = place.record.did(anna, DeleteComment, place.space, comment_id=said)
    place.record.did(anna, DeleteComment, place.space, comment_id=alone)
    [stub] = place.page(bela)
    assert (stub.state, stub.text, stub.name, stub.spans) == (CommentState.DELETED, "", "", ())
    assert place.texts(bela, thread=said) == ["Answer"]
    assert place.talk(bela).comments == 1
    late = place.fields(text="Late", parent_id=said)
    assert isinstance(place.record.refused(bela, WriteComment, place.space, **late), NotFound)
    assert isinstance(place.record.refused(bela, RestoreComment, place.space, comment_id=said), NotAllowed)
    place.record.undo(gone)
    assert place.texts(bela) == ["Question?"]
    assert place.talk(bela).comments == 2
    assert place.miscounts() == ()


def test_after_a_day_nothing_of_a_deleted_comment_is_left(place: Place) -> None:
    record, anna, bela = place.record, place.somebody(), place.somebody()
    said = place.say(anna, "Secret")
    answer = place.say(bela, "Answer", said)
    place.think(bela, Reaction.LIKE, said)
    record.did(anna, DeleteComment, place.space, comment_id=said)
    record.did(bela, PurgeComment, place.space, comment_id=said)
    assert "Secret" in str(record.sql("SELECT text FROM community_comment"))
    assert record.ask(DueComments(actor=anna)) == ()
    record.clock.turn(days=2)
    assert record.ask(DueComments(actor=anna)) == ((place.space, said),)
    record.did(bela, PurgeComment, place.space, comment_id=said)
    assert record.ask(DueComments(actor=anna)) == ()
    assert record.sql("SELECT text FROM community_comment WHERE id = ?", said.bytes) == [("",)]
    assert isinstance(record.refused(anna, RestoreComment, place.space, comment_id=said), Conflict)
    record.did(bela, DeleteComment, place.space, comment_id=answer)
    record.clock.turn(days=2)
    record.did(anna, PurgeComment, place.space, comment_id=answer)
    assert record.sql("SELECT count(*) FROM community_comment") == [(0,)]
    assert record.sql("SELECT count(*) FROM community_reaction") == [(0,)]
    assert place.miscounts() == ()


def test_the_pinned_one_comes_first_and_only_once(place: Place) -> None:
    anna = place.somebody()
    old, new = place.say(anna, "Old"), place.say(anna, "New")
    answer = place.say(anna, "Answer", old)
    assert isinstance(
        place.record.refused(anna, SetPinned, place.space, **place.fields(comment_id=old)), NotAllowed
    )
    assert isinstance(
        place.record.refused(place.maker, SetPinned, place.space, **place.fields(comment_id=answer)), NotFound
    )
    place.record.did(place.maker, SetPinned, place.space, **place.fields(comment_id=new))
    pinned = place.record.did(place.maker, SetPinned, place.space, **place.fields(comment_id=old))
    for order in Order:
        assert [(c.id, c.pinned) for c in place.page(anna, order)] == [(old, True), (new, False)]
    place.record.undo(pinned)
    assert [c.pinned for c in place.page(anna)] == [True, False]
    place.record.did(anna, DeleteComment, place.space, comment_id=new)
    assert [c.pinned for c in place.page(anna)] == [False]


def test_pages_meet_without_a_gap_in_both_orders(place: Place) -> None:
    people = [place.somebody() for _ in range(4)]
    said = [place.say(people[n % 4], f"{n}") for n in range(11)]
    for n, id_ in enumerate(said):
        for person in people[: (n * 7) % 4]:
            place.think(person, Reaction.LIKE, id_)
    newest = [card.id for card in place.page(place.maker, Order.NEWEST)]
    assert newest == said[::-1]
    top = place.page(place.maker, Order.TOP)
    assert sorted(card.id for card in top) == sorted(said)
    assert [(card.likes, said.index(card.id)) for card in top] == sorted(
        ((card.likes, said.index(card.id)) for card in top), reverse=True
    )


def test_people_are_told_each_of_one_thing(place: Place, heard: list[Happening]) -> None:
    anna, bela = place.somebody("Anna"), place.somebody("Béla Bartók")
    said = place.say(anna, "Hello @Béla Bartók, look!")
    assert {(h.kind, h.person) for h in heard} == {
        (Happened.COMMENT, place.maker), (Happened.MENTION, bela),
    }  # fmt: skip
    assert heard[0].excerpt == "Hello @Béla Bartók, look!"
    assert heard[0].place == f"nonet://video/watch/{place.space}/{place.film}?c={said}"
    heard.clear()
    place.say(bela, "@Anna thank you", said)
    assert {(h.kind, h.person) for h in heard} == {(Happened.REPLY, anna), (Happened.COMMENT, place.maker)}
    heard.clear()
    place.say(place.maker, "@Somebody Else of my own")
    assert heard == []
    place.record.did(place.maker, HeartComment, place.space, comment_id=said)
    place.record.did(place.maker, HeartComment, place.space, comment_id=said)
    assert [(h.kind, h.person, h.actor) for h in heard] == [(Happened.HEART, anna, place.maker)]
    heard.clear()
    place.record.did(anna, EditComment, place.space, comment_id=said, text="@Béla Bartók again")
    assert heard == []


def test_nobody_is_told_of_what_they_may_not_see(record: VideoRecord, heard: list[Happening]) -> None:
    place = Place(record, Privacy.PRIVATE)
    place.somebody("Anna")
    place.say(place.maker, "What would @Anna say?")
    assert heard == []


def test_likes_and_answers_belong_to_the_orders_and_the_person(place: Place) -> None:
    anna, bela = place.somebody(), place.somebody()
    place.think(anna, Reaction.LIKE)
    place.think(bela, Reaction.DISLIKE)
    talk = place.talk(anna)
    assert (talk.likes, talk.dislikes, talk.mine) == (1, 1, Reaction.LIKE)
    assert place.record.ask(Liked(actor=anna, kind="video")) == (place.target,)
    assert place.record.ask(Liked(actor=bela, kind="video")) == ()


def test_a_link_leads_to_a_comment_with_its_thread(place: Place) -> None:
    anna = place.somebody()
    said = place.say(anna, "Head")
    answer = place.say(anna, "Answer", said)
    found = place.record.ask(OneThread(actor=anna, target=place.target, comment_id=answer))
    assert [card.text for card in found] == ["Head", "Answer"]
    place.record.did(anna, DeleteComment, place.space, comment_id=answer)
    with pytest.raises(NotFound):
        place.record.ask(OneThread(actor=anna, target=place.target, comment_id=answer))


def test_a_draft_is_ones_own_and_forgotten_when_empty(place: Place) -> None:
    anna, bela = place.somebody(), place.somebody()
    place.record.did(anna, KeepDraft, place="here", text="I wanted to s")
    assert place.record.ask(KeptDraft(actor=anna, place="here")) == "I wanted to s"
    assert place.record.ask(KeptDraft(actor=bela, place="here")) == ""
    assert isinstance(place.record.refused(bela, KeepDraft, anna, place="here", text="!"), NotAllowed)
    place.record.did(anna, KeepDraft, place="here", text="x" * 100_000)
    place.record.did(anna, KeepDraft, place="here", text=" ")
    assert place.record.sql("SELECT count(*) FROM community_draft") == [(0,)]


def test_who_is_there_can_be_mentioned(place: Place) -> None:
    anna, _ = place.somebody("Anna"), place.somebody("Annika")
    place.say(anna)
    bela = place.somebody("Béla")
    place.say(bela)
    found = place.record.ask(PeopleThere(actor=bela, target=place.target, begins="aN"))
    assert [person.name for person in found] == ["Anna"]


def test_a_purged_film_takes_everything_with_it(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.community.removal_commands.STEP", 3)
    record, people = place.record, [place.somebody() for _ in range(4)]
    for person in people:
        said = place.say(person)
        place.say(place.maker, "Thanks", said)
        place.think(place.maker, Reaction.LIKE, said)
        place.think(person, Reaction.LIKE)
    keep = Place(record)
    keep.say(people[0], "Elsewhere")
    assert isinstance(record.refused(people[0], ForgetTarget, place.space, **place.fields()), NotAllowed)
    record.did(place.maker, TrashVideo, place.space, video_id=place.film)
    with pytest.raises(NotFound):
        place.page(people[0])
    assert isinstance(record.refused(people[0], ForgetTarget, place.space, **place.fields()), NotAllowed)
    record.did(place.maker, PurgeVideo, place.space, video_id=place.film)
    for table in ("comment", "reaction", "tally", "report"):
        left = record.sql(f"SELECT count(*) FROM community_{table} WHERE space_id = ?", place.space.bytes)
        assert left == [(0,)], table
    assert keep.texts(place.maker) == ["Elsewhere"]
    assert place.miscounts() == ()


def test_who_leaves_takes_everything_along(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.community.removal_commands.STEP", 2)
    record, anna, bela = place.record, place.somebody("Anna"), place.somebody("Béla")
    answered = place.say(anna, "Question?")
    reply = place.say(bela, "Answer", answered)
    for text in ("One", "Two", "Three"):
        place.think(bela, Reaction.LIKE, place.say(anna, text))
    place.think(anna, Reaction.LIKE)
    place.think(anna, Reaction.DISLIKE, reply)
    assert spaces_with(Read(record.connection, record.clock()), anna) == [place.space]
    record.connection.rollback()
    record.did(anna, ForgetPerson, place.space)
    assert [(card.text, card.name) for card in place.page(bela)] == [("", "")]
    assert place.texts(bela, thread=answered) == ["Answer"]
    assert place.talk(bela).likes == 0
    assert record.sql("SELECT count(*) FROM community_comment WHERE text != ''") == [(1,)]
    assert place.miscounts() == ()

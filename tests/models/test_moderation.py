"""Reports, holds, decisions, blocks: who may, what follows, and what is written down."""

from __future__ import annotations

import pytest

from models.community import events
from models.community.commands import DeleteComment, EditComment, SetPinned, WriteComment
from models.community.entities import COMMENT, CommentState, Hold, Mode, Reaction, Reason, Ruling, Tab
from models.community.events import Happened, Happening
from models.community.moderation_commands import (
    BanPerson,
    BlockPerson,
    DismissReports,
    LiftBan,
    OpenComments,
    ReportTarget,
    RuleOnComments,
    SetRules,
)
from models.community.moderation_queries import DecisionLog, HowMuchWaits, ModerationPage, RulesOf
from models.community.queries import BlockedPeople
from models.community.reaction_commands import SetReaction
from models.core.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.support.community import Place
from tests.support.video_record import VideoRecord


@pytest.fixture
def place(record: VideoRecord) -> Place:
    return Place(record)


def cases(place: Place, tab: Tab, actor: object = None) -> list[str]:
    found = place.record.ask(ModerationPage(actor=actor or place.maker, tab=tab))  # type: ignore[arg-type]
    return [case.card.text if case.card else case.title for case in found.cases]


def test_modes_hold_what_they_say(place: Place) -> None:
    anna = place.somebody("Anna")
    place.record.did(place.maker, SetRules, place.space, words=["spam*"])
    place.say(anna, "Spammers!")
    place.record.did(place.maker, SetRules, place.space, mode=Mode.LINKS)
    place.say(anna, "See example.com")
    place.say(anna, "Fine")
    place.record.did(place.maker, SetRules, place.space, mode=Mode.ALL)
    place.say(anna, "Also fine")
    place.say(place.maker, "Spam by myself, https://a.org")
    assert [(c.text, c.hold) for c in place.page(anna) if c.state is CommentState.HELD] == [
        ("Also fine", Hold.EVERYTHING), ("See example.com", Hold.LINK), ("Spammers!", Hold.WORD),
    ]  # fmt: skip
    stranger = place.somebody()
    assert place.texts(stranger) == ["Spam by myself, https://a.org", "Fine"]
    assert place.talk(stranger).comments == 2
    assert (place.talk(place.maker).waiting, place.talk(anna).waiting) == (3, 0)
    assert cases(place, Tab.HELD) == ["Also fine", "See example.com", "Spammers!"]
    assert cases(place, Tab.HELD, anna) == []
    assert place.miscounts() == ()


def test_an_edit_does_not_get_around_the_rules(place: Place) -> None:
    anna = place.somebody()
    place.record.did(place.maker, SetRules, place.space, words=["spam"])
    said = place.say(anna, "Hello")
    place.record.did(anna, EditComment, place.space, comment_id=said, text="spam")
    assert place.texts(place.somebody()) == []
    place.record.did(anna, EditComment, place.space, comment_id=said, text="Hello again")
    assert place.texts(place.somebody()) == []
    assert place.miscounts() == ()


def test_decisions_in_bulk_are_written_down_and_taken_back(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Happening] = []
    monkeypatch.setattr(events, "_TELLERS", [lambda _ctx, happening: heard.append(happening)])
    record, anna = place.record, place.somebody("Anna")
    record.did(place.maker, SetRules, place.space, mode=Mode.ALL)
    held = [place.say(anna, f"Comment {n}") for n in range(3)]
    gone = place.say(anna, "Taken back")
    record.did(anna, DeleteComment, place.space, comment_id=gone)
    assert {h.kind for h in heard} == {Happened.HELD}
    ruled = {"comment_ids": [*held, gone], "ruling": Ruling.APPROVED}
    assert isinstance(record.refused(anna, RuleOnComments, place.space, **ruled), NotAllowed)
    assert record.did(place.maker, RuleOnComments, place.space, **ruled).result == {"count": 3}
    assert place.talk(anna).comments == 3
    assert [h.kind for h in heard[4:]] == [Happened.COMMENT] * 3
    record.clock.turn(seconds=1)
    removed = record.did(
        place.maker, RuleOnComments, place.space, comment_ids=held[:2], ruling=Ruling.REMOVED, why="Rude"
    )
    assert place.texts(anna) == ["Comment 2"]
    assert cases(place, Tab.REMOVED) == ["Comment 1", "Comment 0"]
    log = record.ask(DecisionLog(actor=place.maker))
    assert [(d.ruling, d.why, d.about) for d in log[:2]] == [(Ruling.REMOVED, "Rude", "Anna")] * 2
    record.clock.turn(seconds=1)
    record.undo(removed)
    assert place.talk(anna).comments == 3
    log = record.ask(DecisionLog(actor=place.maker))
    assert [d.ruling for d in log] == (
        [Ruling.PUT_BACK] * 2 + [Ruling.REMOVED] * 2 + [Ruling.APPROVED] * 3 + [Ruling.RULES]
    )
    assert record.ask(DecisionLog(actor=anna)) == ()
    assert place.miscounts() == ()


def test_a_removed_head_takes_its_answers_along_and_its_pin(place: Place) -> None:
    record, anna = place.record, place.somebody()
    said = place.say(anna, "Head")
    answer = place.say(anna, "Answer", said)
    record.did(place.maker, SetPinned, place.space, **place.fields(comment_id=said))
    record.did(place.maker, RuleOnComments, place.space, comment_ids=[said], ruling=Ruling.REMOVED)
    assert (place.talk(anna).comments, place.texts(anna), place.texts(anna, said)) == (0, [], [])
    reaction = {"kind": COMMENT, "target_id": answer, "reaction": Reaction.LIKE}
    assert isinstance(record.refused(anna, SetReaction, place.space, **reaction), NotFound)
    record.did(place.maker, RuleOnComments, place.space, comment_ids=[said], ruling=Ruling.APPROVED)
    assert (place.talk(anna).comments, place.texts(anna, said)) == (2, ["Answer"])
    assert place.miscounts() == ()


def test_a_report_is_made_once_and_settled_by_a_decision(place: Place) -> None:
    record, anna, bela = place.record, place.somebody("Anna"), place.somebody("Béla")
    said = place.say(anna, "Hm")
    about = {"kind": COMMENT, "target_id": said}
    assert isinstance(record.refused(anna, ReportTarget, place.space, **about, reason=Reason.SPAM), Conflict)
    record.did(bela, ReportTarget, place.space, **about, reason=Reason.SPAM)
    report = record.did(bela, ReportTarget, place.space, **about, reason=Reason.HATE, text="Look closely")
    too_long = {**about, "reason": Reason.OTHER, "text": "x" * 1_001}
    assert isinstance(record.refused(bela, ReportTarget, place.space, **too_long), Invalid)
    [case] = record.ask(ModerationPage(actor=place.maker, tab=Tab.REPORTED)).cases
    assert case.complaint.reasons == ((Reason.HATE, 1),)
    assert case.complaint.words == ("Look closely",)
    assert record.ask(HowMuchWaits(actor=place.maker)).reported == 1
    approved = record.did(
        place.maker, RuleOnComments, place.space, comment_ids=[said], ruling=Ruling.APPROVED
    )
    assert record.ask(HowMuchWaits(actor=place.maker)).reported == 0
    record.undo(approved)
    assert record.ask(HowMuchWaits(actor=place.maker)).reported == 1
    record.undo(report)
    assert record.ask(HowMuchWaits(actor=place.maker)).reported == 0


def test_nobody_judges_what_is_said_against_their_own(place: Place) -> None:
    record, anna, admin = place.record, place.somebody("Anna"), place.somebody("Root")
    with record.connection.begin():
        record.connection.exec_driver_sql(
            "UPDATE account SET role = 'admin' WHERE space_id = ?", (admin.bytes,)
        )
    record.did(anna, ReportTarget, place.space, **place.fields(reason=Reason.RIGHTS, text="Mine!"))
    assert cases(place, Tab.REPORTED) == []
    assert cases(place, Tab.REPORTED, admin) == ["Film"]
    assert record.ask(HowMuchWaits(actor=admin)).reported == 1
    assert isinstance(record.refused(place.maker, DismissReports, place.space, **place.fields()), NotAllowed)
    record.did(admin, DismissReports, place.space, **place.fields(why="Checked"))
    assert cases(place, Tab.REPORTED, admin) == []


def test_who_is_blocked_from_a_place_is_gone_from_it_until_it_is_lifted(place: Place) -> None:
    record, anna, bela = place.record, place.somebody("Anna"), place.somebody("Béla")
    said = place.say(anna, "One")
    place.say(bela, "Answer", said)
    record.did(place.maker, SetRules, place.space, words=["two"])
    place.say(anna, "Two")
    banned = record.did(place.maker, BanPerson, place.space, account_id=anna, why="Rude")
    assert place.texts(bela) == []
    assert place.talk(bela).comments == 0
    assert place.talk(anna).closed
    for kind, fields in (
        (WriteComment, place.fields(text="Three")),
        (EditComment, {"comment_id": said, "text": "Still here"}),
    ):
        assert isinstance(record.refused(anna, kind, place.space, **fields), NotAllowed)
    assert isinstance(record.refused(place.maker, BanPerson, place.space, account_id=place.maker), NotAllowed)
    assert isinstance(record.refused(anna, LiftBan, place.space, account_id=anna), NotAllowed)
    [person] = record.ask(RulesOf(actor=place.maker, space_id=place.space)).banned
    assert person.name == "Anna"
    record.undo(banned)
    assert (place.texts(bela), place.talk(bela).comments) == (["One"], 2)
    assert cases(place, Tab.HELD) == ["Two"]
    assert place.miscounts() == ()


def test_a_person_hears_no_more_from_whom_they_blocked(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Happening] = []
    monkeypatch.setattr(events, "_TELLERS", [lambda _ctx, happening: heard.append(happening)])
    record, anna, bela = place.record, place.somebody("Anna"), place.somebody("Béla")
    said = place.say(anna, "Hello")
    place.say(bela, "I am here")
    blocked = record.did(anna, BlockPerson, account_id=bela)
    assert place.texts(anna) == ["Hello"]
    assert place.texts(place.maker) == ["I am here", "Hello"]
    answer = place.fields(text="Hey", parent_id=said)
    assert isinstance(record.refused(bela, WriteComment, place.space, **answer), NotAllowed)
    heard.clear()
    place.say(bela, "Hey @Anna")
    assert [h.person for h in heard] == [place.maker]
    assert [p.name for p in record.ask(BlockedPeople(actor=anna))] == ["Béla"]
    assert record.ask(BlockedPeople(actor=bela)) == ()
    assert isinstance(record.refused(anna, BlockPerson, account_id=anna), Invalid)
    assert isinstance(record.refused(bela, BlockPerson, anna, account_id=bela, blocked=False), NotAllowed)
    record.undo(blocked)
    assert len(place.texts(anna)) == 3


def test_comments_can_be_switched_off(place: Place) -> None:
    record, anna = place.record, place.somebody()
    place.say(anna, "Before")
    assert isinstance(record.refused(anna, OpenComments, place.space, **place.fields(open=False)), NotAllowed)
    closed = record.did(place.maker, OpenComments, place.space, **place.fields(open=False))
    refused = record.refused(anna, WriteComment, place.space, **place.fields(text="After"))
    assert isinstance(refused, NotAllowed)
    assert (place.texts(anna), place.talk(anna).closed) == (["Before"], refused.sentence)
    place.say(place.maker, "I still can")
    record.undo(closed)
    assert place.talk(anna).closed == ""


def test_the_rules_are_for_who_looks_after_the_place(place: Place) -> None:
    anna = place.somebody()
    assert isinstance(place.record.refused(anna, SetRules, place.space, mode=Mode.ALL), NotAllowed)
    with pytest.raises(NotAllowed):
        place.record.ask(RulesOf(actor=anna, space_id=place.space))
    changed = place.record.did(place.maker, SetRules, place.space, mode=Mode.ALL, words=["x", "X", "y"])
    rules = place.record.ask(RulesOf(actor=place.maker, space_id=place.space))
    assert (rules.mode, rules.words) == (Mode.ALL, ("x", "y"))
    place.record.undo(changed)
    rules = place.record.ask(RulesOf(actor=place.maker, space_id=place.space))
    assert (rules.mode, rules.words) == (Mode.OPEN, ())

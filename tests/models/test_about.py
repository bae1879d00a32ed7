"""What people tell about themselves: only they say it and see it, and it can be taken back."""

from __future__ import annotations

import pytest

from models.accounts.about import OwnAbout, TellAbout
from models.accounts.entities import About, Gender
from models.core.audience import Role
from models.core.errors import Invalid, NotAllowed
from tests.support.video_record import VideoRecord


def test_it_is_told_changed_and_taken_back(record: VideoRecord) -> None:
    ada, eve = record.person(), record.person()
    assert record.ask(OwnAbout(actor=ada)) == About()
    first = record.did(ada, TellAbout, birth_year=1990, country="IN")
    second = record.did(ada, TellAbout, birth_year=1990, gender=Gender.WOMAN)
    assert record.ask(OwnAbout(actor=ada)) == About(1990, Gender.WOMAN)
    assert record.ask(OwnAbout(actor=eve)) == About()
    record.undo(second)
    assert record.ask(OwnAbout(actor=ada)) == About(1990, None, "IN")
    record.undo(first)
    assert record.sql("SELECT * FROM account_about") == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"birth_year": 1899}, "birth_year"), ({"birth_year": 2400}, "birth_year"),
     ({"country": "de"}, "country"), ({"country": "DEU"}, "country"), ({"country": "ÄÖ"}, "country")],
)  # fmt: skip
def test_what_cannot_be_is_refused_where_it_was_said(
    record: VideoRecord, fields: dict[str, object], field: str
) -> None:
    error = record.refused(record.person(), TellAbout, **fields)
    assert isinstance(error, Invalid)
    assert error.field == field


def test_nobody_tells_it_for_another(record: VideoRecord) -> None:
    ada, eve = record.person(), record.person()
    record.join(ada, eve, Role.OWNER)
    assert isinstance(record.refused(eve, TellAbout, ada, birth_year=1990), NotAllowed)

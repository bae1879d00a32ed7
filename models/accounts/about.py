"""What a person tells about themselves, if they want to: it is never asked for, and can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from models.accounts.entities import About, Gender
from models.accounts.tables import About as AboutRow
from models.core.context import Context, Read
from models.core.errors import Invalid, NotAllowed
from models.core.registry import Audience, Command, Permission, Query, answers, handles
from models.core.text import tr

EARLIEST = 1900


@dataclass(frozen=True, slots=True, kw_only=True)
class TellAbout(Command):
    """Say all that one wants to tell about oneself; what is None or empty is taken back."""

    birth_year: int | None = None
    gender: Gender | None = None
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAbout(Query[About]):
    """What the actor tells about themselves."""


@handles("accounts.account.about", TellAbout, permission=Permission.OWNER)
def tell_about(ctx: Context, cmd: TellAbout) -> None:
    """Said whole; undone by what was told before."""
    if cmd.actor != cmd.space_id:
        raise NotAllowed(tr("Only the person themselves can tell something about themselves."))
    if cmd.birth_year is not None and not EARLIEST <= cmd.birth_year <= ctx.now.year:
        raise Invalid(
            tr("A year of birth is from {first} to {last}.", first=EARLIEST, last=ctx.now.year),
            field="birth_year",
        )
    if cmd.country and not (len(cmd.country) == 2 and cmd.country.isascii() and cmd.country.isupper()):
        raise Invalid(tr("A country is named by its two letters, such as DE."), field="country")
    before = _about(ctx.get(AboutRow, cmd.space_id))
    told = About(cmd.birth_year, cmd.gender, cmd.country)
    if told == before:
        return
    ctx.delete(AboutRow, cmd.space_id)
    if told != About():
        ctx.insert(
            AboutRow,
            space_id=cmd.space_id,
            birth_year=told.birth_year,
            gender=told.gender.value if told.gender else "",
            country=told.country,
        )
    ctx.undo_with(TellAbout, birth_year=before.birth_year, gender=before.gender, country=before.country)


@answers("accounts.account.told", OwnAbout, audience=Audience.OWN)
def own_about(read: Read, query: OwnAbout) -> About:
    """Nothing where nothing was told."""
    return _about(read.one(select(AboutRow).where(AboutRow.space_id == query.actor)))


def _about(row: Any) -> About:
    if row is None:
        return About()
    return About(row.birth_year, Gender(row.gender) if row.gender else None, row.country)

"""What places and kinds of transfers are called; a domain that adds its own tells their names here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy import select

from models.core.context import Read
from models.core.tables import Space
from models.core.text import tr
from models.ledger.purposes import EXCHANGE, PAPER, PERSON

Namer = Callable[[Read, Sequence[UUID]], dict[UUID, str]]
"""What these spaces, all of one kind, are called."""

_namers: dict[str, Namer] = {}
_codes: dict[str, Callable[[], str]] = {
    "deposit": lambda: tr("Deposit"),
    "withdrawal": lambda: tr("Withdrawal"),
    "move": lambda: tr("Move"),
    "crossing": lambda: tr("Transfer between places"),
    "fee": lambda: tr("Fee"),
    "referral": lambda: tr("Share of a fee"),
    "trade": lambda: tr("Exchange trade"),
}


def names_places(kind: str, namer: Namer) -> None:
    """Tell what spaces of a kind are called."""
    _namers[kind] = namer


def names_code(code: str, title: Callable[[], str]) -> None:
    """Tell what transfers of a code are called."""
    _codes[code] = title


def code_title(code: str) -> str:
    """What a kind of transfer is called; the code itself for one that nobody has told of."""
    return _codes[code]() if code in _codes else code


def about_place(way: str, space_id: UUID, purpose: str = "") -> str:
    """What a transfer between two spaces is about: `way` is "to" or "from"."""
    return f"{way}:{space_id}/{purpose}" if purpose else f"{way}:{space_id}"


def place_of(about: str) -> UUID | None:
    """The other space, where a transfer is about one."""
    way, _, rest = about.partition(":")
    return _id(rest.partition("/")[0]) if way in ("to", "from") else None


def about_withdrawal(withdrawal: UUID) -> str:
    """What money that leaves is about."""
    return f"withdrawal:{withdrawal}"


def withdrawal_of(about: str) -> UUID | None:
    """The withdrawal, where a transfer is about one."""
    kind, _, rest = about.partition(":")
    return _id(rest) if kind == "withdrawal" else None


def link_about(about: str) -> str:
    """The link to what a transfer is about, where that is a trade or an order; "" for anything else."""
    kind, _, rest = about.partition(":")
    return f"nonet://trade/audit/{kind}/{rest}" if kind in ("trade", "order") and rest.isdecimal() else ""


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def codes_like(words: str) -> tuple[str, ...]:
    """The codes whose titles contain these words."""
    wanted = words.casefold()
    return tuple(code for code in _codes if wanted in code_title(code).casefold())


def place_names(read: Read, spaces: Sequence[UUID]) -> dict[UUID, str]:
    """What these spaces are called where money is concerned."""
    by_kind: dict[str, list[UUID]] = {}
    for row in read.rows(select(Space.space_id, Space.kind).where(Space.space_id.in_(sorted(spaces)))):
        by_kind.setdefault(row.kind, []).append(row.space_id)
    otherwise = {PERSON: tr("My wallet"), EXCHANGE: tr("Exchange"), PAPER: tr("On paper")}
    found: dict[UUID, str] = {}
    for kind, ids in by_kind.items():
        named = _namers[kind](read, ids) if kind in _namers else {}
        found |= {id_: named.get(id_) or otherwise.get(kind, kind) for id_ in ids}
    return found

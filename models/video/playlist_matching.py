"""Which videos the entries of a playlist's file are, among those that a person may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select

from models.core.context import Read
from models.core.registry import Audience, Query, answers
from models.core.spaces import member_of, visible
from models.video.entities import VideoState
from models.video.playlist_files import Listed
from models.video.tables import Video

_CLOSE_S = 2.0
_AT_ONCE = 500  # values in one statement


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchListed(Query[tuple[tuple[UUID, UUID] | None, ...]]):
    """(space, video) of each entry, None of those that are not here or not for the actor.

    Found by its link, else by the name of its file, else by its title; where a length is said, it has to
    fit. Of several, one's own is meant, then the newest.
    """

    entries: tuple[Listed, ...]


@answers("video.playlist.match", MatchListed, audience=Audience.VISIBLE)
def match_listed(read: Read, query: MatchListed) -> tuple[tuple[UUID, UUID] | None, ...]:
    """In three rounds, each for what the rounds before did not find."""
    found: dict[int, tuple[UUID, UUID]] = {}
    for key, column in (
        (_id_of, Video.id),
        (lambda entry: entry.file_name.casefold(), func.lower(Video.file_name)),
        (lambda entry: entry.title.casefold(), func.lower(Video.title)),
    ):
        left = [n for n in range(len(query.entries)) if n not in found and key(query.entries[n])]
        rows = _by(read, query.actor, column, {key(query.entries[n]) for n in left})
        for n in left:
            entry = query.entries[n]
            fitting = [row for row in rows[key(entry)] if _fits(entry, row)]
            if fitting:
                found[n] = fitting[0].space_id, fitting[0].id
    return tuple(found.get(n) for n in range(len(query.entries)))


def _id_of(entry: Listed) -> UUID | None:
    return None if entry.place is None else entry.place[1]


def _fits(entry: Listed, row: Any) -> bool:
    if entry.place is not None and row.key == entry.place[1]:
        return bool(row.space_id == entry.place[0])
    return not entry.seconds or abs(entry.seconds - row.duration_us / 1_000_000) <= _CLOSE_S


def _by(read: Read, actor: UUID, column: Any, values: Iterable[Any]) -> dict[Any, Sequence[Any]]:
    """The videos whose column has one of the values, by it; one's own first, then the newest."""
    found: dict[Any, list[Any]] = defaultdict(list)
    wanted = list(values)
    mine = member_of(Video.space_id, actor)
    for at in range(0, len(wanted), _AT_ONCE):
        statement = (
            select(Video.space_id, Video.id, Video.duration_us, column.label("key"))
            .where(
                column.in_(wanted[at : at + _AT_ONCE]),
                Video.state == VideoState.READY.value,
                Video.trashed_at.is_(None),
                or_(visible(Video, actor), mine),
            )
            .order_by(mine.desc(), Video.added_at.desc(), Video.id)
        )
        for row in read.rows(statement):
            found[row.key].append(row)
    return defaultdict(list, found)

"""What a person has watched, from the events themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, func, select, text

from models.core.context import Read
from models.core.registry import Audience, Query, answers
from models.core.spaces import visible
from models.video import search
from models.video.cards import card_of, cards
from models.video.entities import HistoryView, Viewing
from models.video.tables import HiddenSession, Video, WatchEvent, WatchSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class History(Query[HistoryView]):
    """What the actor watched, newest first; with `words`, only videos that those are found in."""

    words: str = ""
    offset: int = 0
    limit: int = 60


@answers("video.history.page", History, audience=Audience.OWN)
def history(read: Read, query: History) -> HistoryView:
    """One entry a viewing (a session of the player with one video)."""
    chosen = read.one(select(WatchSettings).where(WatchSettings.space_id == query.actor))
    watched = func.sum(WatchEvent.end_us - WatchEvent.start_us).label("watched_us")
    last = func.max(WatchEvent.at).label("at")
    statement = (
        select(WatchEvent.session_id, WatchEvent.channel_id, WatchEvent.video_id, last, watched)
        .where(in_history(query.actor, chosen))
        .group_by(WatchEvent.session_id, WatchEvent.channel_id, WatchEvent.video_id)
        .order_by(last.desc(), WatchEvent.session_id)
        .offset(query.offset)
        .limit(query.limit + 1)
    )
    words = search.match(query.words)
    if words:
        hits = (
            select(search.DOC.c.id)
            .join(search.FTS, search.FTS.c.rowid == search.DOC.c.doc)
            .where(text("video_fts MATCH :words").bindparams(bindparam("words", words)))
        )
        statement = statement.where(WatchEvent.video_id.in_(hits))
    rows = read.rows(statement)
    known = _cards(read, query.actor, {row.video_id for row in rows})
    viewings = [
        Viewing(row.session_id, row.at, row.watched_us, known.get((row.channel_id, row.video_id)))
        for row in rows[: query.limit]
    ]
    shown = [each for each in viewings if each.card is not None or not words]
    paused = chosen is not None and chosen.history_paused
    return HistoryView(tuple(shown), len(rows) > query.limit, paused)


def in_history(person: UUID, chosen: Any) -> ColumnElement[bool]:
    """The events that a person's history shows: what suggestions may be made of. `chosen` is their row of
    `watch_settings`, or None."""
    hidden = select(HiddenSession.session_id).where(HiddenSession.space_id == person)
    conditions = [WatchEvent.space_id == person, WatchEvent.session_id.not_in(hidden)]
    if chosen is not None and chosen.cleared_at is not None:
        conditions.append(WatchEvent.at > chosen.cleared_at)
    return and_(*conditions)


def _cards(read: Read, actor: UUID, ids: set[UUID]) -> dict[tuple[UUID, UUID], Any]:
    statement = cards(actor).where(Video.id.in_(ids), Video.trashed_at.is_(None), visible(Video, actor))
    return {(row.space_id, row.id): card_of(row) for row in read.rows(statement)}

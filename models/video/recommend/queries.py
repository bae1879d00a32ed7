"""What a person is offered: chosen from what was learnt, then held against what they may see right now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_

from models.community.follow_queries import followed_by
from models.community.liking import reactions_of
from models.core.context import Read
from models.core.errors import NotFound
from models.core.registry import Audience, Query, answers
from models.core.spaces import member_of
from models.core.tables import Space
from models.core.text import tr
from models.video.cards import card_of, cards
from models.video.counts.tables import VideoTotal, WatchTotal
from models.video.entities import RESUME_AFTER_US, VideoState
from models.video.recommend import words
from models.video.recommend.blend import Candidate, Outside, Weigher, spread
from models.video.recommend.entities import CorrectionKind, Recommendation, Shelf, Why
from models.video.recommend.model import Model, ModelFile, NoModel
from models.video.recommend.rank import Seen
from models.video.recommend.tables import Correction, Taste
from models.video.recommend.taste import DISLIKED, FINISHED_PERCENT, LIKED, faded, strength
from models.video.tables import Video, WatchPosition, WatchSettings
from models.video.targets import CHANNEL, VIDEO

SHOWN = 24
_HISTORY = 200
"""Of so many of the videos that a person watched last it is asked what goes with them."""
_NEWEST = 60
_ANCHORS = 8
_BESIDE = 0.25
"""What the history weighs beside the video that something should follow."""
_SEEN_ELSEWHERE = 0.5
_OF_A_VIDEO = frozenset({Why.WATCHED, Why.ALIKE, Why.LIKED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommended(Query[tuple[Recommendation, ...]]):
    """What to watch, the best first; what goes with `around` (channel, video) where that is given.

    What was finished is left out, and without `around` also what was begun ("continue watching" has it),
    unless `seen_too`. With `chronological` nothing is chosen: the newest come first. `models` is where the
    application keeps what it learnt.
    """

    models: ModelFile = field(default_factory=NoModel)
    around: tuple[UUID, UUID] | None = None
    seen_too: bool = False
    chronological: bool = False
    limit: int = SHOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class BecauseWatched(Query[Shelf | None]):
    """What goes with the video that the person liked last; None where nothing does."""

    models: ModelFile = field(default_factory=NoModel)
    limit: int = SHOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections(Query[int]):
    """How many videos and channels the person said not to be shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeNumber(Query[int]):
    """How far the record is: the sum of the change numbers of all spaces."""


@dataclass(frozen=True, slots=True)
class _Person:
    """What is known of who asks: (video, liking) newest first, which they said that they like, what to
    leave out, and whom they follow."""

    history: Sequence[tuple[UUID, float]]
    liked: frozenset[UUID]
    left_out: Collection[UUID]
    channels_left_out: Collection[UUID]
    followed: Collection[UUID]


@answers("video.recommend.list", Recommended, audience=Audience.VISIBLE)
def recommended(read: Read, query: Recommended) -> tuple[Recommendation, ...]:
    """NotFound where `around` is not for the actor."""
    person = _person(read, query.actor)
    if query.chronological:
        return _newest_first(read, query, person)
    around = None if query.around is None else _around(read, query.actor, query.around)
    return _offer(read, query, person, around)


@answers("video.recommend.because", BecauseWatched, audience=Audience.VISIBLE)
def because_watched(read: Read, query: BecauseWatched) -> Shelf | None:
    """The first of the last few liked videos that something goes with."""
    model = query.models.newest()
    if model is None:
        return None
    person = _person(read, query.actor)
    for video, weight in person.history[:_ANCHORS]:
        if weight <= 0 or video not in model.index:
            continue
        place = model.place(model.index[video])
        row = read.one(_listed(query.actor).where(Video.space_id == place[0], Video.id == place[1]))
        if row is None:
            continue
        about = card_of(row)
        asked = Recommended(actor=query.actor, models=query.models, limit=query.limit)
        liked = person.liked & {video}
        alone = _Person([(video, 1.0)], liked, person.left_out, person.channels_left_out, ())
        found = [
            each
            for each in _offer(read, asked, alone, None)
            if each.why in _OF_A_VIDEO and each.card.id != video
        ]
        if found:
            return Shelf(about, tuple(found), bool(liked))
    return None


@answers("video.recommend.corrections", Corrections, audience=Audience.OWN)
def corrections(read: Read, query: Corrections) -> int:
    """All kinds together."""
    return int(
        read.value(select(func.count()).select_from(Correction).where(Correction.space_id == query.actor))
    )


@answers("video.recommend.change", ChangeNumber, audience=Audience.MACHINE)
def change_number(read: Read, _query: ChangeNumber) -> int:
    """It only ever grows."""
    return int(read.value(select(func.coalesce(func.sum(Space.change_number), 0))))


# Who asks


def _person(read: Read, actor: UUID) -> _Person:
    said = read.rows(select(Correction.id, Correction.kind).where(Correction.space_id == actor))
    kinds = {row.id: CorrectionKind(row.kind) for row in said}
    since = read.value(select(Taste.since).where(Taste.space_id == actor))
    cleared = read.value(select(WatchSettings.cleared_at).where(WatchSettings.space_id == actor))
    weights = _watched(read, actor, max(filter(None, (since, cleared)), default=None))
    said_of = reactions_of(read, actor, VIDEO, since, _HISTORY)
    for row in said_of:  # what is said counts more than what is done
        at = max(row.at, weights[row.target_id][0]) if row.target_id in weights else row.at
        weights[row.target_id] = at, faded(LIKED, row.at, read.now) if row.liked else DISLIKED
    newest = sorted(weights.items(), key=lambda each: each[1][0], reverse=True)
    history = {video: weight for video, (_, weight) in newest}
    for video, kind in kinds.items():
        if kind is CorrectionKind.NOT_INTERESTED:
            history[video] = DISLIKED
        elif kind is CorrectionKind.SEEN:
            history.setdefault(video, _SEEN_ELSEWHERE)
    channels = {id_ for id_, kind in kinds.items() if kind is CorrectionKind.NOT_THIS_CHANNEL}
    disliked = {row.target_id for row in said_of if not row.liked}
    return _Person(
        history=list(history.items()),
        liked=frozenset(row.target_id for row in said_of if row.liked),
        left_out=kinds.keys() - channels | disliked,
        channels_left_out=channels,
        followed=followed_by(read, actor, CHANNEL),
    )


def _watched(read: Read, actor: UUID, since: datetime | None) -> dict[UUID, tuple[datetime, float]]:
    """When, and how much of it, the person watched what they watched last; faded with time."""
    statement = (
        select(WatchTotal.video_id, WatchTotal.watched_us, WatchTotal.last_at, Video.duration_us)
        .join(Video, and_(Video.space_id == WatchTotal.channel_id, Video.id == WatchTotal.video_id))
        .where(WatchTotal.space_id == actor)
        .order_by(WatchTotal.last_at.desc())
        .limit(_HISTORY)
    )
    if since is not None:
        statement = statement.where(WatchTotal.last_at > since)
    return {
        row.video_id: (row.last_at, faded(share, row.last_at, read.now))
        for row in read.rows(statement)
        if (share := strength(row.watched_us, row.duration_us))
    }


def _around(read: Read, actor: UUID, place: tuple[UUID, UUID]) -> Outside:
    """The video that something should follow, which the person may see."""
    row = read.one(
        cards(actor)
        .add_columns(Video.tags, Video.description, Video.category)
        .where(
            Video.space_id == place[0],
            Video.id == place[1],
            or_(Video.audience != "members", member_of(Video.space_id, actor)),
        )
    )
    if row is None:
        raise NotFound(tr("This video does not exist, or it is not for you."))
    return Outside(card_of(row), words.terms(row.title, row.tags, row.description, row.category))


# What is offered


def _offer(
    read: Read, query: Recommended, person: _Person, around: Outside | None
) -> tuple[Recommendation, ...]:
    model = query.models.newest()
    index: Mapping[UUID, int] = {} if model is None else model.index
    weight = 1.0 if around is None else _BESIDE
    history = [Seen(index[video], liked * weight) for video, liked in person.history if video in index]
    if around is not None:
        here = index.get(around.card.id)  # of one that nothing was learnt of yet, its words speak alone
        history = [seen for seen in history if here is not None and seen.place != here]
        history += [] if here is None else [Seen(here, 1.0)]
    weigher = Weigher(model, history, around, person.followed, read.now)
    places = weigher.places(3 * query.limit + len(history))
    found = _candidates(read, query, person, places, index)
    offered = spread([weigher.weigh(each) for each in found], query.limit)
    abouts = weigher.because(offered)
    titles = _titles(read, query.actor, [model.place(n) for n in set(abouts.values())] if model else [])
    made = []
    for each in offered:
        about = _video_at(model, abouts.get(each.candidate.card.id))
        offer = weigher.recommendation(each, titles.get(about, ""))
        if offer.why in _OF_A_VIDEO and about in person.liked:
            offer = replace(offer, why=Why.LIKED)
        made.append(offer)
    return tuple(made)


def _video_at(model: Model | None, place: int | None) -> UUID | None:
    return None if model is None or place is None else model.video(place)


def _titles(read: Read, actor: UUID, places: Sequence[tuple[UUID, UUID]]) -> Mapping[UUID | None, str]:
    """Of those that the person may still see."""
    if not places:
        return {}
    rows = read.rows(_listed(actor).where(tuple_(Video.space_id, Video.id).in_(places)))
    return {row.id: row.title for row in rows}


def _candidates(
    read: Read,
    query: Recommended,
    person: _Person,
    known: Collection[tuple[UUID, UUID]],
    index: Mapping[UUID, int],
) -> list[Candidate]:
    """Those that were chosen, the newest that nothing was learnt of yet, and the newest that are followed;
    as far as the person may see them."""
    wanted = _listed(query.actor).add_columns(Video.tags, Video.description, Video.category)
    wanted = wanted.where(*_not_seen(query))
    newest = wanted.order_by(Video.added_at.desc(), Video.id.desc()).limit(_NEWEST)
    rows = list(read.rows(newest))
    if person.followed:
        rows += read.rows(newest.where(Video.space_id.in_(list(person.followed))))
    if known:
        rows += read.rows(wanted.where(tuple_(Video.space_id, Video.id).in_(list(known))))
    if not index:
        rows += read.rows(
            wanted.order_by(None).order_by(func.coalesce(VideoTotal.views, 0).desc()).limit(_NEWEST)
        )
    unique = {row.id: row for row in rows}
    around = None if query.around is None else query.around[1]
    left_out = {*person.left_out, around}
    return [
        Candidate(card_of(row), index.get(row.id), row)
        for row in unique.values()
        if row.id not in left_out and row.space_id not in person.channels_left_out
    ]


def _newest_first(read: Read, query: Recommended, person: _Person) -> tuple[Recommendation, ...]:
    statement = _listed(query.actor).where(*_not_seen(query))
    if person.channels_left_out:
        statement = statement.where(Video.space_id.not_in(list(person.channels_left_out)))
    if person.left_out:
        statement = statement.where(Video.id.not_in(list(person.left_out)))
    if query.around is not None:
        statement = statement.where(Video.id != query.around[1])
    rows = read.rows(statement.order_by(Video.added_at.desc(), Video.id.desc()).limit(query.limit))
    return tuple(Recommendation(card_of(row), Why.NEW) for row in rows)


def _listed(actor: UUID) -> Select[Any]:
    """Ready videos that may be offered to the actor: public ones, and those of their own channels."""
    return cards(actor).where(
        Video.state == VideoState.READY.value,
        Video.trashed_at.is_(None),
        or_(Video.audience == "public", member_of(Video.space_id, actor)),
    )


def _not_seen(query: Recommended) -> Iterable[ColumnElement[bool]]:
    """Neither finished, however one left it, nor (on its own) just begun."""
    if query.seen_too:
        return ()
    watched = (
        select(WatchTotal.video_id)
        .where(
            WatchTotal.space_id == query.actor,
            WatchTotal.video_id == Video.id,
            WatchTotal.watched_us * 100 >= Video.duration_us * FINISHED_PERCENT,
            WatchTotal.watched_us > 0,
        )
        .exists()
    )
    finished = WatchPosition.finished.is_not(True)
    fresh = func.coalesce(WatchPosition.position_us, 0) <= RESUME_AFTER_US
    return (~watched, finished) if query.around is not None else (~watched, finished, fresh)

"""Pages of the library, found in the catalogue.

A statement is made once for each way of asking and then only given its values: putting it together anew
would take longer than it runs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    column,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.sql.expression import FromClause

from models.core.context import Read
from models.core.spaces import member_of
from models.core.types import Id, Instant, Words
from models.video import search
from models.video.cards import begun, cards
from models.video.catalogue.tables import CATALOGUE, MINUTE_US, SUMS
from models.video.entities import Sort
from models.video.tables import Announcement, Video, WatchPosition

if TYPE_CHECKING:
    from models.video.queries import LibraryPage

ACTOR: Final[BindParameter[UUID]] = bindparam("actor", type_=Id())
_C: Final = CATALOGUE.c

Order = tuple[tuple[ColumnElement[Any], bool], ...]
"""Columns to sort by, each with whether the greatest comes first."""

_NEWEST: Final[Order] = ((_C.added_at, True), (_C.doc, True))
_ORDERS: Final[Mapping[Sort, Order]] = {
    Sort.OLDEST: ((_C.added_at, False), (_C.doc, False)),
    Sort.TITLE: ((_C.title, False), (_C.doc, False)),
    Sort.LONGEST: ((_C.duration_us, True), *_NEWEST),
    Sort.SHORTEST: ((_C.duration_us, False), (_C.added_at, False), (_C.doc, False)),
    Sort.VIEWS: ((_C.views, True), *_NEWEST),
    Sort.RATING: ((_C.rating, True), *_NEWEST),
}


@dataclass(frozen=True, slots=True)
class _Way:
    """A way of asking: everything about a query but its values.

    `given` names the fields that leave something out, `all_seen` says that the actor may see whatever these
    leave, and `backwards` that the page is read from the end.
    """

    given: frozenset[str]
    sort: Sort
    mine: bool
    trashed: bool
    all_seen: bool = False
    backwards: bool = False


def page(read: Read, query: LibraryPage) -> tuple[Sequence[Any], int]:
    """The rows of a page (of `cards`; with words also `line` and `alone`, see `search`), and how many videos
    there are in all."""
    values, words = _values(query), search.match(query.words)
    given = {name for name in _GIVEN if values[name] is not None}
    given |= {name for name in ("unfinished", "followed") if getattr(query, name)}
    mine, trashed = query.mine or query.trashed, query.trashed
    sort = query.sort if words or query.sort is not Sort.RELEVANCE else Sort.NEWEST
    if words:
        return _searched(read, _Way(frozenset(given), sort, mine, trashed), {**values, "words": words})
    total, seen = _counted(read, _Way(frozenset(given), Sort.NEWEST, mine, trashed), values)
    left = min(query.limit, seen - query.offset)
    if left <= 0:
        return (), seen
    after = seen - query.offset - left
    way = _Way(frozenset(given), sort, mine, trashed, total == seen, after < query.offset)
    values |= {"limit": left, "offset": min(after, query.offset)}
    return read.rows(_page(way), values), seen


def _values(query: LibraryPage) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(query, name) for name in _GIVEN}
    values |= {"category": query.category or None, "actor": query.actor}
    return values | {"limit": query.limit, "offset": query.offset}


_GIVEN: Final = ("channel", "min_us", "max_us", "since", "min_height", "captions", "category")


def _left(table: FromClause, way: _Way, *, looked_up: bool = False) -> list[ColumnElement[bool]]:
    """What the given fields leave of the catalogue, or of its sums. What is `looked_up` one by one is few,
    and no index but that of its number may be taken for it (SQLite's unary plus)."""
    c: Any = table.c
    trashed: Any = literal_column(f"{'+' if looked_up else ''}{c.trashed}")
    conditions: dict[str, Any] = {
        "channel": c.space_id == bindparam("channel", type_=Id()),
        "min_us": c.duration_us >= bindparam("min_us"),
        "max_us": c.duration_us < bindparam("max_us"),
        "min_height": c.height >= bindparam("min_height"),
        "captions": c.captions == bindparam("captions", type_=c.captions.type),
        "category": c.category == bindparam("category", type_=Words()),
    }
    left = [trashed == int(way.trashed), *(conditions[name] for name in conditions if name in way.given)]
    if "since" in way.given:
        left.append(c.added_at >= bindparam("since", type_=Instant()))
    if "followed" in way.given:
        left.append(_followed(c))
    return left


def _followed(c: Any) -> ColumnElement[bool]:
    # Home, which is the first to ask, shows nothing of it.
    from models.community.follow_queries import followed
    from models.video.targets import CHANNEL

    return and_(c.space_id.in_(followed(ACTOR, CHANNEL)), c.audience == "public")


def _seen(table: FromClause, way: _Way) -> ColumnElement[bool]:
    """Whether the actor may find it. By its space, which is one of few, it is not to be looked for."""
    own = member_of(literal_column(f"+{table.c.space_id}", Id()), ACTOR)
    return own if way.mine else or_(table.c.audience == "public", own)


# Counting


def _counted(read: Read, way: _Way, values: Mapping[str, Any]) -> tuple[int, int]:
    """How many videos the filters leave, and how many of them the actor may find."""
    summed = not way.given & {"since", "unfinished"}
    for bound in ("min_us", "max_us"):  # the sums know whole minutes
        summed = summed and (values[bound] is None or values[bound] % MINUTE_US == 0)
    row = read.one(_sums(way) if summed else _count(way), values)
    assert row is not None
    return row.videos or 0, row.seen or 0


@cache
def _sums(way: _Way) -> Select[Any]:
    seen = func.sum(SUMS.c.videos).filter(_seen(SUMS, way))
    return select(func.sum(SUMS.c.videos).label("videos"), seen.label("seen")).where(*_left(SUMS, way))


@cache
def _count(way: _Way) -> Select[Any]:
    seen = func.count().filter(_seen(CATALOGUE, way))
    counted: Any = select(func.count().label("videos"), seen.label("seen"))
    return _filtered(counted, way)


# Pages


def _filtered(statement: Select[Any], way: _Way, found: FromClause | None = None) -> Select[Any]:
    """What is left of the catalogue, or of the hits `found`."""
    source: Any = CATALOGUE if found is None else found.join(CATALOGUE, _C.doc == found.c.doc)
    if "unfinished" in way.given:
        doc = search.DOC.c
        source = source.join(search.DOC, doc.doc == _C.doc).join(
            WatchPosition.__table__,
            and_(WatchPosition.channel_id == doc.space_id, WatchPosition.video_id == doc.id),
        )
        statement = statement.where(WatchPosition.space_id == ACTOR, begun())
    few = found is not None or "unfinished" in way.given
    return statement.select_from(source).where(*_left(CATALOGUE, way, looked_up=few))


@cache
def _page(way: _Way) -> Select[Any]:
    """Which videos it is, an index of the catalogue says; only theirs are read, and put in order again."""
    order = _ORDERS.get(way.sort, _NEWEST)
    announced = "followed" in way.given and order is _NEWEST
    if announced:
        order = ((func.coalesce(Announcement.at, Video.published_at), True), (_C.doc, True))
    statement = _filtered(select(_C.doc, *_keys(order)), way)
    if announced:
        statement = statement.join(Video, and_(Video.space_id == _C.space_id, Video.id == _C.id)).outerjoin(
            Announcement, and_(Announcement.space_id == _C.space_id, Announcement.video_id == _C.id)
        )
    if not way.all_seen:
        statement = statement.where(_seen(CATALOGUE, way))
    turned = tuple((one, greatest is not way.backwards) for one, greatest in order)
    found = statement.order_by(*_by(turned)).limit(bindparam("limit")).offset(bindparam("offset"))
    return _told(found.subquery("page"), order)


def _keys(order: Order) -> list[ColumnElement[Any]]:
    return [one.label(f"key_{n}") for n, (one, _) in enumerate(order)]


def _in(found: FromClause, order: Order) -> Order:
    return tuple((found.c[f"key_{n}"], greatest) for n, (_, greatest) in enumerate(order))


def _by(order: Order) -> list[ColumnElement[Any]]:
    return [one.desc() if greatest else one.asc() for one, greatest in order]


def _told(found: FromClause, order: Order) -> Select[Any]:
    """The cards of these videos, in this order."""
    there = found.join(CATALOGUE, _C.doc == found.c.doc).join(
        Video.__table__, and_(Video.space_id == _C.space_id, Video.id == _C.id)
    )
    return cards(ACTOR, there).order_by(*_by(_in(found, order)))


# Searching


def _searched(read: Read, way: _Way, values: Mapping[str, Any]) -> tuple[Sequence[Any], int]:
    rows = read.rows(_search(way), values)
    if rows or not values["offset"]:
        return rows, rows[0].total if rows else 0
    beyond = read.one(select(func.count().label("total")).select_from(_hits(way)), values)
    return (), 0 if beyond is None else beyond.total


@cache
def _search(way: _Way) -> Select[Any]:
    """One walk over the hits for both: what is on the page, and how many there are."""
    hits = _hits(way)
    order = _order_of_hits(way)
    page = select(hits).order_by(*_by(_in(hits, order))).limit(bindparam("limit")).offset(bindparam("offset"))
    found = page.subquery("page")
    total = select(func.count()).select_from(hits).scalar_subquery().label("total")
    return _told(found, order).add_columns(found.c.line, found.c.alone, total)


@cache
def _hits(way: _Way) -> CTE:
    """Every hit that the filters leave and the actor may find."""
    found = search.found(ranked=way.sort is Sort.RELEVANCE)
    statement = select(_C.doc, *_keys(_order_of_hits(way)), found.c.line, found.c.alone)
    statement = _filtered(statement.where(_seen(CATALOGUE, way)), way, found)
    return statement.cte("hits")


def _order_of_hits(way: _Way) -> Order:
    if way.sort is Sort.RELEVANCE:
        return ((column("rank"), False), *_NEWEST)
    return _ORDERS.get(way.sort, _NEWEST)

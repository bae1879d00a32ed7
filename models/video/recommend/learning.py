"""Learning from the record: what everybody on this machine watched, and what every video says.

A job of the machine, never shown to anybody: what comes out is how videos go together, and what a person is
offered of it is decided, with what they may see, at the moment of the question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import func, select

from models.community.liking import all_reactions
from models.core.context import Read
from models.core.jobs import JobRun, job
from models.core.registry import Audience, Query, answers
from models.core.text import tr
from models.core.types import to_microseconds
from models.video.counts.tables import VideoTotal, WatchQuarter, WatchTotal
from models.video.counts.triggers import QUARTER_US
from models.video.entities import LEARN, VideoState
from models.video.recommend import ease, words
from models.video.recommend.model import Model, write
from models.video.recommend.queries import ChangeNumber, change_number
from models.video.recommend.taste import strength
from models.video.tables import Video
from models.video.targets import VIDEO

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_VIDEOS = 8192
"""How many videos are known by their words: the most watched, then the newest. A score of each takes 1 ms."""
_MOST_ROWS = 2_000_000
_POPULAR_DAYS = 60
_QUARTERS_OF_A_DAY = 96
_HALF_LIFE_DAYS = 14.0


@dataclass(frozen=True, slots=True)
class Text:
    """What a video says of itself, and its place."""

    space_id: UUID
    id: UUID
    title: str
    tags: Sequence[str]
    description: str
    category: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """All there is to learn from: videos in their order, (person, video, share) and (video, warmth)."""

    change: int
    now: datetime
    texts: Sequence[Text]
    watched: Sequence[tuple[UUID, UUID, float]]
    warmth: Sequence[tuple[UUID, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonOf(Query[Lesson]):
    """What is to be learnt from now."""


@answers("video.recommend.lesson", LessonOf, audience=Audience.MACHINE)
def lesson_of(read: Read, query: LessonOf) -> Lesson:
    """Read in one moment, so that the change number is that of the rows."""
    columns = (Video.space_id, Video.id, Video.title, Video.tags, Video.description, Video.category)
    ready = (Video.state == VideoState.READY.value, Video.trashed_at.is_(None))
    views: Any = func.coalesce(VideoTotal.watched_us, 0)
    texts = read.rows(
        select(*columns)
        .outerjoin(VideoTotal, (VideoTotal.space_id == Video.space_id) & (VideoTotal.video_id == Video.id))
        .where(*ready)
        .order_by(views.desc(), Video.added_at.desc(), Video.id.desc())
        .limit(MOST_VIDEOS)
    )
    shares = _shares(read, ready)
    return Lesson(
        change=change_number(read, ChangeNumber(actor=query.actor)),
        now=read.now,
        texts=[Text(**row._mapping) for row in texts],
        watched=[(person, video, share) for (person, video), share in shares.items()],
        warmth=_warmth(read),
    )


def _shares(read: Read, ready: Sequence[Any]) -> dict[tuple[UUID, UUID], float]:
    """How much of a video (person, video) was watched; liked is all of it, disliked is as if it was not."""
    watched = read.rows(
        select(WatchTotal.space_id, WatchTotal.video_id, WatchTotal.watched_us, Video.duration_us)
        .join(Video, (Video.space_id == WatchTotal.channel_id) & (Video.id == WatchTotal.video_id))
        .where(*ready)
        .order_by(WatchTotal.last_at.desc())
        .limit(_MOST_ROWS)
    )
    shares = {
        (row.space_id, row.video_id): share
        for row in watched
        if (share := strength(row.watched_us, row.duration_us))
    }
    for row in all_reactions(read, VIDEO, _MOST_ROWS):
        if row.liked:
            shares[row.account_id, row.target_id] = 1.0
        else:
            shares.pop((row.account_id, row.target_id), None)
    return shares


def _warmth(read: Read) -> list[tuple[UUID, float]]:
    """Views of the last weeks; one of a fortnight ago counts half."""
    now = to_microseconds(read.now) // QUARTER_US
    day: Any = WatchQuarter.quarter // _QUARTERS_OF_A_DAY
    rows = read.rows(
        select(WatchQuarter.video_id, day.label("day"), func.sum(WatchQuarter.views).label("views"))
        .where(WatchQuarter.quarter >= now - _POPULAR_DAYS * _QUARTERS_OF_A_DAY, WatchQuarter.views > 0)
        .group_by(WatchQuarter.video_id, day)
    )
    warm: dict[UUID, float] = {}
    for row in rows:
        age = max(0.0, now / _QUARTERS_OF_A_DAY - row.day)
        warm[row.video_id] = warm.get(row.video_id, 0.0) + row.views * 0.5 ** (age / _HALF_LIFE_DAYS)
    return list(warm.items())


def learn(lesson: Lesson, ridge: float = ease.LAMBDA) -> Model:
    """Make the model. Videos that most people watched come first; as many as fit get neighbours."""
    import numpy as np

    place = {text.id: n for n, text in enumerate(lesson.texts)}
    watched = [(person, place[video], share) for person, video, share in lesson.watched if video in place]
    watchers = np.bincount([item for _, item, _ in watched] or [0], minlength=len(place))
    order = sorted(range(len(place)), key=lambda n: (-watchers[n], n))
    items = min(int(np.count_nonzero(watchers)) if watched else 0, ease.MOST_ITEMS)
    texts = [lesson.texts[n] for n in order]
    moved = {old: new for new, old in enumerate(order)}
    seen, people = _interactions([(person, moved[item], share) for person, item, share in watched], items)
    found = [words.terms(text.title, text.tags, text.description, text.category) for text in texts]
    counts = words.documents(found)
    popular = np.zeros(len(texts), np.float32)
    for video, warm in lesson.warmth:
        if video in place:
            popular[moved[place[video]]] = warm
    return Model(
        change=lesson.change,
        made_at=lesson.now,
        people=people,
        videos=_ids([text.id for text in texts]),
        channels=_ids([text.space_id for text in texts]),
        neighbours=ease.train(seen, ridge),
        popular=popular / max(float(popular.max(initial=0.0)), 1e-9),
        words=words.vectors(found, counts),
        documents=counts,
    )


def _interactions(watched: Sequence[tuple[UUID, int, float]], items: int) -> tuple[ease.Interactions, int]:
    """As arrays, of the items that get neighbours; and how many people there are."""
    import numpy as np

    kept = [row for row in watched if row[1] < items]
    numbers = {person: n for n, person in enumerate(dict.fromkeys(person for person, _, _ in kept))}
    return ease.Interactions(
        np.array([numbers[person] for person, _, _ in kept], np.int32),
        np.array([item for _, item, _ in kept], np.int32),
        np.array([share for _, _, share in kept], np.float32),
        len(numbers),
        items,
    ), len(numbers)


def _ids(ids: Sequence[UUID]) -> NDArray[np.uint8]:
    import numpy as np

    return np.frombuffer(b"".join(id_.bytes for id_ in ids), np.uint8).reshape(len(ids), 16)


@job(LEARN)
def learn_anew(run: JobRun) -> None:
    """Read, learn and put the model in its place; seconds at most, so that a restart begins again."""
    run.progress(None, tr("Learning what goes together"))
    lesson = run.ask(LessonOf(actor=run.actor))
    run.check()
    model = learn(lesson)
    run.check()
    path: Path = run.service("recommendations")
    write(model, path)

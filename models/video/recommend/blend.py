"""The last step: what was learnt of and what is still unknown, weighed together, each with its reason."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from models.video.entities import VideoCard
from models.video.recommend import words
from models.video.recommend.entities import Recommendation, Why
from models.video.recommend.model import Model
from models.video.recommend.rank import ALIKE, FOLLOWED, NEW, Seen, best_of, reasons, voices
from models.video.recommend.words import Terms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NEW_DAYS = 7.0
_SAME_CHANNEL = 0.9
"""A further video of the same channel counts so much less, so that one channel does not fill the page."""
_STILL_NEW = NEW / 8
_STILL_POPULAR = 0.1
"""What is older than three weeks, or a tenth as popular as the most popular, is not called new or popular."""
_ALIKE_FROM = 0.1
"""A likeness (cosine) below this is not given as a reason."""


@dataclass(frozen=True, slots=True)
class Outside:
    """A video with its words, which need not be in the model."""

    card: VideoCard
    terms: Terms


@dataclass(frozen=True, slots=True)
class Candidate:
    """A video that may be offered, its place in the model, and its row with what it says of itself."""

    card: VideoCard
    place: int | None
    row: Any


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its score, and what each reason adds to it."""

    candidate: Candidate
    score: float
    parts: Mapping[Why, float]


class Weigher:
    """Weighs candidates for one person; `model` is None before anything was learnt."""

    def __init__(
        self,
        model: Model | None,
        history: Sequence[Seen],
        around: Outside | None,
        followed: Collection[UUID],
        now: datetime,
    ) -> None:
        self._model = model
        self._history = history
        self._followed = followed
        self._now = now
        extra = None
        if model is not None and around is not None and around.card.id not in model.index:
            extra = words.vector(around.terms, model.documents, len(model))
        self._heard = None if model is None else voices(model, history, extra)
        self._loudest = 0.0 if self._heard is None else float(self._heard.popular.max(initial=0.0))

    def places(self, count: int) -> list[tuple[UUID, UUID]]:
        """(channel, video) of what the model has most to say for."""
        if self._model is None or self._heard is None:
            return []
        return [self._model.place(n) for n in best_of(self._heard.total(), count)]

    def weigh(self, candidate: Candidate) -> Scored:
        """Every reason's part, and their sum."""
        age = max(0.0, (self._now - candidate.card.added_at).total_seconds() / 86_400)
        parts = {Why.NEW: NEW * 2.0 ** (-age / _NEW_DAYS)}
        if candidate.card.space_id in self._followed:
            parts[Why.FOLLOWED] = FOLLOWED
        heard, place = self._heard, candidate.place
        if heard is not None and place is not None:
            parts[Why.WATCHED] = float(heard.together[place])
            parts[Why.ALIKE] = float(heard.alike[place])
            parts[Why.POPULAR] = float(heard.popular[place])
        elif heard is not None and heard.peak > 0:
            buckets, values = self._vector(candidate)
            like = sum(float(heard.profile[b]) * v for b, v in zip(buckets, values, strict=True))
            parts[Why.ALIKE] = ALIKE * min(1.0, like / heard.peak)
        return Scored(candidate, sum(parts.values()), parts)

    def _vector(self, candidate: Candidate) -> tuple[Sequence[int], Sequence[float]]:
        assert self._model is not None
        if candidate.place is not None:
            terms, values = self._model.words.row(candidate.place)
            return terms.tolist(), values.tolist()
        row = candidate.row
        found = words.terms(row.title, row.tags, row.description, row.category)
        return words.vector(found, self._model.documents, len(self._model))

    def because(self, offered: Sequence[Scored]) -> Mapping[UUID, int]:
        """For those that a video of the history speaks for: its place, by the id of what is offered."""
        model, heard = self._model, self._heard
        if model is None or heard is None or not self._history:
            return {}
        places = [each.candidate.place for each in offered if each.candidate.place is not None]
        joint = reasons(heard, self._history, len(model.neighbours.near), places, len(model))
        flat = _Flat(model, [seen for seen in self._history if seen.strength > 0])
        found: dict[UUID, int] = {}
        for each in offered:
            place, parts = each.candidate.place, each.parts
            like = parts.get(Why.ALIKE, 0.0)
            if place in joint and parts[Why.WATCHED] >= like:
                found[each.candidate.card.id] = joint[place]
            elif like > 0 and (most := flat.most_like(*self._vector(each.candidate))) is not None:
                found[each.candidate.card.id] = most
        return found

    def recommendation(self, scored: Scored, about: str) -> Recommendation:
        """With the reason that adds most; one that speaks of a video only where there is its title."""
        speaks = (Why.WATCHED, Why.ALIKE)
        least = {Why.NEW: _STILL_NEW, Why.POPULAR: _STILL_POPULAR * self._loudest}
        parts = {
            why: part
            for why, part in scored.parts.items()
            if part > least.get(why, 0.0) and (about or why not in speaks)
        }
        why = max(parts, key=lambda each: parts[each], default=Why.NOTHING)
        return Recommendation(scored.candidate.card, why, about if why in speaks else "")


class _Flat:
    """The words of what was watched, one vector after the other."""

    def __init__(self, model: Model, history: Sequence[Seen]) -> None:
        import numpy as np

        rows = [model.words.row(seen.place) for seen in history]
        self._places = [seen.place for seen in history]
        self._owners = np.repeat(np.arange(len(rows)), [len(terms) for terms, _ in rows])
        self._terms = np.concatenate([terms for terms, _ in rows]) if rows else np.zeros(0, np.uint16)
        self._values = np.concatenate([values for _, values in rows]) if rows else np.zeros(0, np.float32)
        self._dense: NDArray[np.float32] = np.zeros(words.BUCKETS, np.float32)

    def most_like(self, buckets: Sequence[int], values: Sequence[float]) -> int | None:
        """The place of the one that is most like this vector; None where none is like it."""
        import numpy as np

        if not self._places or not len(self._terms):
            return None
        self._dense[list(buckets)] = values
        parts = self._dense[self._terms] * self._values
        self._dense[list(buckets)] = 0.0
        likeness = np.bincount(self._owners, weights=parts, minlength=len(self._places))
        best = int(likeness.argmax())
        return self._places[best] if likeness[best] >= _ALIKE_FROM else None


def spread(scored: Sequence[Scored], limit: int) -> list[Scored]:
    """The best first, a channel's further videos put back a little; of equals the newer one."""
    heap = [
        (-each.score, -each.candidate.card.added_at.timestamp(), each.candidate.card.id.int, 0, each)
        for each in scored
    ]
    heapq.heapify(heap)
    taken: Counter[UUID] = Counter()
    best: list[Scored] = []
    while heap and len(best) < limit:
        _, age, id_, before, each = heapq.heappop(heap)
        channel = each.candidate.card.space_id
        if taken[channel] > before:  # its score was from before others of its channel were taken
            score = each.score * _SAME_CHANNEL ** taken[channel]
            heapq.heappush(heap, (-score, age, id_, taken[channel], each))
            continue
        taken[channel] += 1
        best.append(each)
    return best

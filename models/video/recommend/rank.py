"""From what a person watched to what they are offered, each with the weightiest of its reasons.

Every voice (watched together, about the same, popular) gives each video 0-1; they are added with the weights
below. What is watched together speaks the louder the more people it was learnt from, what is popular the more
softly the more is known of the person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.video.recommend import words
from models.video.recommend.model import Model, together

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

TOGETHER, ALIKE, POPULAR, FOLLOWED, NEW = 1.0, 0.6, 0.25, 0.35, 0.2
_ENOUGH_PEOPLE = 5
"""With so many people, what is watched together weighs half of what it could."""
_KNOWN_FROM = 3
"""After so many videos, what is popular weighs half."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A video of the model that a person watched, by its place, and how much of it (or -1-0: not liked)."""

    place: int
    strength: float


@dataclass(frozen=True, slots=True)
class Voices:
    """What speaks for each video of the model. `near` and `parts` are the single contributions of the seen,
    in their order, `kept` for each of those that have neighbours; `profile` is what the person watches in
    words, and `peak` the likeness of what is most like it."""

    together: Floats
    alike: Floats
    popular: Floats
    near: NDArray[np.int32]
    parts: Floats
    profile: Floats
    peak: float

    def total(self) -> Floats:
        return self.together + self.alike + self.popular


@dataclass(frozen=True, slots=True)
class Choice:
    """A video of the model: its place, its score, and the seen one that speaks most for it (None: none)."""

    place: int
    score: float
    because: int | None


def voices(
    model: Model, history: Sequence[Seen], extra: tuple[Sequence[int], Sequence[float]] | None = None
) -> Voices:
    """What speaks for each of the model's videos; `extra` are words of a video that is not one of them."""
    import numpy as np

    count = len(model)
    places = np.array([seen.place for seen in history], np.int32)
    strengths = np.array([seen.strength for seen in history], np.float32)
    taught = len(model.neighbours.near)
    has_near = places < taught
    joint, near, parts = together(model.neighbours, places[has_near], strengths[has_near], count)
    joint[places] = 0.0
    trust = model.people / (model.people + _ENOUGH_PEOPLE)
    profile = _profile(model, history)
    if extra is not None:
        profile[list(extra[0])] += np.array(extra[1], np.float32)
    alike = words.likeness(profile, model.words) if len(model.words.terms) else np.zeros(count, np.float32)
    alike[places] = 0.0
    return Voices(
        together=_unit(joint) * np.float32(TOGETHER * trust),
        alike=_unit(alike) * np.float32(ALIKE),
        popular=model.popular * np.float32(POPULAR / (1 + len(history) / _KNOWN_FROM)),
        near=near,
        parts=parts,
        profile=profile,
        peak=float(alike.max(initial=0.0)),
    )


def _profile(model: Model, history: Sequence[Seen]) -> Floats:
    import numpy as np

    profile = np.zeros(words.BUCKETS, np.float32)
    if not len(model.words.terms):
        return profile
    for seen in history:
        buckets, values = model.words.row(seen.place)
        profile[buckets] += values * np.float32(seen.strength)
    return profile


def _unit(scores: Floats) -> Floats:
    """As shares of the highest. What speaks against keeps its sign and is never louder; alone it is half as
    loud, as one word against something is."""
    import numpy as np

    highest, lowest = float(scores.max(initial=0.0)), float(scores.min(initial=0.0))
    loudest = highest or -2 * lowest or 1.0
    shares: Floats = np.maximum(scores / np.float32(loudest), np.float32(-1))
    return shares


def choose(model: Model, history: Sequence[Seen], count: int) -> list[Choice]:
    """The best `count` videos of the model that are not in the history."""
    import numpy as np

    heard = voices(model, history)
    total = heard.total()
    total[[seen.place for seen in history]] = -np.inf
    best = best_of(total, count)
    because = reasons(heard, history, len(model.neighbours.near), best, len(model))
    return [Choice(place, float(total[place]), because.get(place)) for place in best]


def best_of(total: Floats, count: int) -> list[int]:
    """The highest first; of equals the one that stands first."""
    import numpy as np

    count = min(count, len(total))
    if not count:
        return []
    part = np.sort(np.argpartition(-total, count - 1)[:count])
    best: list[int] = part[np.argsort(-total[part], kind="stable")].tolist()
    return [place for place in best if np.isfinite(total[place])]


def reasons(
    heard: Voices, history: Sequence[Seen], taught: int, chosen: Sequence[int], count: int
) -> dict[int, int]:
    """For each chosen video that what was watched together speaks for: the seen one that says most."""
    import numpy as np

    wanted = np.zeros(count, bool)
    wanted[list(chosen)] = True
    hits = np.flatnonzero(wanted[heard.near] & (heard.parts > 0))
    with_near = [seen.place for seen in history if seen.place < taught]
    if not len(hits):
        return {}
    kept = len(heard.near) // len(with_near)
    most = np.full(count, -1, np.int64)
    order = hits[np.argsort(heard.parts[hits], kind="stable")]
    most[heard.near[order]] = order  # of several for one video the last stays: the one that says most
    return {place: with_near[most[place] // kept] for place in chosen if most[place] >= 0}

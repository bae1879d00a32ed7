"""Offline evaluation on ratings: what was left out of the training is to be found again.

The protocol: the ratings are shuffled by `default_rng(20240601)`, the first 80 % are trained on, and for
everybody with something in the other 20 % all items they did not train on are ranked. Recall@k is the share
of the left-out items among the first k; NDCG@k is the sum of 1/log2(rank + 1) over the hits among the
first k, over what the best order would have got (Järvelin & Kekäläinen, 2002). Both are means over people.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import log2
from typing import TYPE_CHECKING
from uuid import UUID

from models.video.recommend import words
from models.video.recommend.ease import Interactions, gram, train
from models.video.recommend.model import Model
from models.video.recommend.rank import Seen, choose

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SEED = 20240601
TRAINED_SHARE = 0.8
SHOWN = 20

Rank = Callable[["NDArray[np.int32]", int], Sequence[int]]
"""(items a person has trained on, k) → the first k other items, the best first."""


def recall_at(ranked: Sequence[int], relevant: Collection[int], k: int) -> float:
    """The share of what is relevant that is among the first k."""
    return len(set(ranked[:k]) & set(relevant)) / len(relevant)


def ndcg_at(ranked: Sequence[int], relevant: Collection[int], k: int) -> float:
    """How high up among the first k the relevant ones stand: 1 where none could stand higher."""
    wanted = set(relevant)
    gained = sum(1 / log2(n + 2) for n, item in enumerate(ranked[:k]) if item in wanted)
    return gained / sum(1 / log2(n + 2) for n in range(min(k, len(wanted))))


@dataclass(frozen=True, slots=True)
class Scores:
    """Means over `people`."""

    recall: float
    ndcg: float
    people: int


def split(ratings: Interactions, seed: int = SEED) -> tuple[Interactions, Interactions]:
    """What is trained on, and what is to be found."""
    import numpy as np

    order = np.random.default_rng(seed).permutation(len(ratings.person))
    cut = int(len(order) * TRAINED_SHARE)
    trained, left_out = (
        Interactions(
            ratings.person[part], ratings.item[part], ratings.strength[part], ratings.people, ratings.items
        )
        for part in (order[:cut], order[cut:])
    )
    return trained, left_out


def by_person(seen: Interactions) -> Iterator[tuple[int, NDArray[np.int32]]]:
    """(person, their items) for everybody with any."""
    import numpy as np

    order = np.argsort(seen.person, kind="stable")
    people, starts = np.unique(seen.person[order], return_index=True)
    yield from zip(people.tolist(), np.split(seen.item[order], starts[1:]), strict=True)


def evaluate(rank: Rank, trained: Interactions, left_out: Interactions, k: int = SHOWN) -> Scores:
    """Rank for everybody who has something to be found."""
    import numpy as np

    known = dict(by_person(trained))
    nothing = np.zeros(0, np.int32)
    recalls, gains = [], []
    for person, relevant in by_person(left_out):
        ranked = rank(known.get(person, nothing), k)
        wanted = relevant.tolist()
        recalls.append(recall_at(ranked, wanted, k))
        gains.append(ndcg_at(ranked, wanted, k))
    count = max(len(recalls), 1)
    return Scores(sum(recalls) / count, sum(gains) / count, len(recalls))


def first(scores: NDArray[np.float32], known: NDArray[np.int32], k: int) -> list[int]:
    """The k items with the highest scores that are not known yet; of equals the first."""
    import numpy as np

    scores = scores.copy()
    scores[known] = -np.inf
    best: list[int] = np.argsort(-scores, kind="stable")[:k].tolist()
    return best


# What is compared


def popularity(trained: Interactions) -> Rank:
    """Everybody is offered what most people have watched."""
    import numpy as np

    counts = np.bincount(trained.item, minlength=trained.items).astype(np.float32)
    return lambda known, k: first(counts, known, k)


def item_cosine(trained: Interactions) -> Rank:
    """The usual neighbourhood method: the sum of the cosines with what a person has watched."""
    import numpy as np

    matrix = gram(trained)
    lengths = np.sqrt(np.maximum(np.diag(matrix), 1e-9))
    matrix /= lengths[:, None]
    matrix /= lengths[None, :]
    np.fill_diagonal(matrix, 0.0)
    return lambda known, k: first(matrix[known].sum(0), known, k)


def ours(trained: Interactions) -> Rank:
    """What the application does: the same choice from the same few neighbours."""
    model = learnt(trained)

    def rank(known: NDArray[np.int32], k: int) -> list[int]:
        return [choice.place for choice in choose(model, [Seen(n, 1.0) for n in known.tolist()], k)]

    return rank


def learnt(trained: Interactions) -> Model:
    """A model of ratings alone: nothing is known of what the videos are about."""
    import numpy as np

    ids = np.frombuffer(b"".join(UUID(int=n).bytes for n in range(trained.items)), np.uint8).reshape(-1, 16)
    counts = np.bincount(trained.item, minlength=trained.items).astype(np.float32)
    nothing = np.zeros(words.BUCKETS, np.int32)
    return Model(
        change=0,
        made_at=datetime.fromtimestamp(0, UTC),
        people=trained.people,
        videos=ids,
        channels=ids,
        neighbours=train(trained),
        popular=counts / max(float(counts.max(initial=0.0)), 1.0),
        words=words.vectors([words.Terms()] * trained.items, nothing),
        documents=nothing,
    )

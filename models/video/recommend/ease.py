"""EASE: what goes together, learnt from who watched what (H. Steck, Embarrassingly Shallow Autoencoders for
Sparse Data, WWW 2019, https://arxiv.org/abs/1905.03375).

With X the people × videos matrix of strengths, B = I - P · diag(1 / diag P), P = (XᵀX + λI)⁻¹; a person's
scores are their row of X times B. Only the weightiest entries of each row of B are kept.

Memory: XᵀX and its inverse are dense, so the number of videos is bounded. 4,096 of them make 64 MB a matrix
in single precision, at most three at once (200 MB, about five seconds on two cores); λ ≥ 1 keeps the matrix
well enough conditioned for it. What is watched less than the 4,096th is left to words, popularity and age.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Indices = NDArray[np.int32]

MOST_ITEMS = 4096
KEPT = 128
LAMBDA = 500.0
_PEOPLE_AT_ONCE = 1024


@dataclass(frozen=True, slots=True)
class Interactions:
    """Who watched what and how much of it: three arrays of one length, a (person, item) pair once.

    `person` and `item` count from 0 to `people` and `items`, exclusive; `strength` is 0-1.
    """

    person: Indices
    item: Indices
    strength: Floats
    people: int
    items: int


@dataclass(frozen=True, slots=True)
class Neighbours:
    """For each item those it speaks most for (or against): `near` and `weight`, both items × kept."""

    near: Indices
    weight: Floats


def gram(seen: Interactions) -> Floats:
    """XᵀX, items × items, by blocks of people: X itself is never dense."""
    import numpy as np

    order = np.argsort(seen.person, kind="stable")
    person, item, strength = seen.person[order], seen.item[order], seen.strength[order]
    total = np.zeros((seen.items, seen.items), np.float32)
    for first in range(0, seen.people, _PEOPLE_AT_ONCE):
        low, high = np.searchsorted(person, (first, first + _PEOPLE_AT_ONCE))
        if low == high:
            continue
        block = np.zeros((_PEOPLE_AT_ONCE, seen.items), np.float32)
        block[person[low:high] - first, item[low:high]] = strength[low:high]
        total += block.T @ block
    return total


def weights(seen: Interactions, ridge: float = LAMBDA) -> Floats:
    """B, items × items, with nothing on its diagonal. Raises ValueError for more than `MOST_ITEMS`."""
    import numpy as np

    if seen.items > MOST_ITEMS:
        raise ValueError(f"{seen.items} items; {MOST_ITEMS} fit")
    matrix = gram(seen)
    matrix[np.diag_indices(seen.items)] += np.float32(ridge)
    inverse = np.linalg.inv(matrix)
    del matrix
    inverse /= -np.diag(inverse)
    np.fill_diagonal(inverse, 0.0)
    return inverse


def neighbours(matrix: Floats, kept: int = KEPT) -> Neighbours:
    """The `kept` weightiest entries of each row, by their size."""
    import numpy as np

    items = len(matrix)
    kept = min(kept, max(items - 1, 1))
    near = np.zeros((items, kept), np.int32)
    weight = np.zeros((items, kept), np.float32)
    for row in range(items):
        best = np.argpartition(-np.abs(matrix[row]), kept - 1)[:kept]
        near[row], weight[row] = best, matrix[row, best]
    return Neighbours(near, weight)


def train(seen: Interactions, ridge: float = LAMBDA, kept: int = KEPT) -> Neighbours:
    """Learn what goes together. No items give no neighbours."""
    import numpy as np

    if not seen.items:
        return Neighbours(np.zeros((0, 1), np.int32), np.zeros((0, 1), np.float32))
    return neighbours(weights(seen, ridge), kept)

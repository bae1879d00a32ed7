"""What videos are about, by their words: tf-idf vectors, for what nobody has watched together yet.

Words are folded (case, accents) and hashed into 65,536 buckets, so that no vocabulary has to be kept; a
vector holds its 24 weightiest buckets and has the length 1, so that a product of two is their cosine.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BUCKETS = 1 << 16
KEPT = 24
_TITLE, _TAG, _TEXT = 3, 3, 1
_MOST_TEXT = 2000
_WORD = re.compile(r"\w{2,}")

Terms = Counter[int]


@dataclass(frozen=True, slots=True)
class Vectors:
    """Sparse vectors one after the other: those of row n are `starts[n]` to `starts[n + 1]`."""

    starts: NDArray[np.int64]
    terms: NDArray[np.uint16]
    values: NDArray[np.float32]

    def row(self, n: int) -> tuple[NDArray[np.uint16], NDArray[np.float32]]:
        part = slice(int(self.starts[n]), int(self.starts[n + 1]))
        return self.terms[part], self.values[part]


def words(text: str) -> list[str]:
    """The words of a text, without case and accents. Numbers and what is as short as "in" say nothing."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    found = _WORD.findall(bare)
    return [word for word in found if not word.isdigit() and (len(word) > 2 or not word.isascii())]


def terms(title: str, tags: Sequence[str], description: str, category: str = "") -> Terms:
    """How often each bucket is hit; what a title and tags say counts three times."""
    found: Terms = Counter()
    for text, weight in (
        (title, _TITLE), (" ".join(tags), _TAG), (category, _TITLE), (description[:_MOST_TEXT], _TEXT)
    ):  # fmt: skip
        for word in words(text):
            found[crc32(word.encode()) % BUCKETS] += weight
    return found


def documents(all_terms: Iterable[Terms]) -> NDArray[np.int32]:
    """In how many documents each bucket is hit."""
    import numpy as np

    counts = np.zeros(BUCKETS, np.int32)
    for found in all_terms:
        counts[np.fromiter(found, np.int64, len(found))] += 1
    return counts


def vector(found: Terms, counts: NDArray[np.int32], total: int) -> tuple[list[int], list[float]]:
    """The weightiest buckets of a document and their weights, of length 1; nothing for no words.

    What every document says weighs nothing: idf is log((1 + n) / (1 + df)).
    """
    weighted = {
        bucket: (1 + log(times)) * log((1 + total) / (1 + int(counts[bucket])))
        for bucket, times in found.items()
    }
    best = sorted(weighted.items(), key=lambda pair: (-pair[1], pair[0]))[:KEPT]
    best = [(bucket, weight) for bucket, weight in best if weight > 0]
    length = sum(weight * weight for _, weight in best) ** 0.5
    return [bucket for bucket, _ in best], [weight / length for _, weight in best]


def vectors(all_terms: Sequence[Terms], counts: NDArray[np.int32]) -> Vectors:
    """The vectors of documents; `counts` are of these, or of those that were there before."""
    import numpy as np

    rows = [vector(found, counts, max(len(all_terms), 1)) for found in all_terms]
    starts = np.zeros(len(rows) + 1, np.int64)
    np.cumsum([len(buckets) for buckets, _ in rows], out=starts[1:])
    return Vectors(
        starts,
        np.array([bucket for buckets, _ in rows for bucket in buckets], np.uint16),
        np.array([weight for _, weights in rows for weight in weights], np.float32),
    )


def likeness(profile: NDArray[np.float32], rows: Vectors) -> NDArray[np.float32]:
    """The product of a dense profile (one number a bucket) with each row."""
    import numpy as np

    products = np.append(profile[rows.terms] * rows.values, np.float32(0))
    sums = np.add.reduceat(products, np.minimum(rows.starts[:-1], len(products) - 1))
    return np.where(np.diff(rows.starts) > 0, sums, np.float32(0)).astype(np.float32)

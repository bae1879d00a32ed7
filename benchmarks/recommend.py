"""How well recommendations find again what was left out, against popularity and item cosine.

`--ratings FILE` reads ratings (user, item, rating, time on a line, parted by tabs, commas or `::`); without
it people are made up whose taste is known: each likes a few kinds of video, kinds differ in how popular they
are, and what continues a series is watched by whoever watched what came before.

A row for each figure: recall@20 and NDCG@20 of ours, the ratio to item cosine, and what popularity gets;
`query_ms` is the 95th percentile of the time to choose 20 for one person, with their reasons, from the
memory-mapped file. The protocol is told in `models.video.recommend.evaluate`.
"""

from __future__ import annotations

import argparse
import re
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.harness import Row
from models.video.recommend import evaluate
from models.video.recommend.ease import Interactions
from models.video.recommend.evaluate import SHOWN, Scores
from models.video.recommend.model import ModelFile
from models.video.recommend.rank import Seen, choose

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PEOPLE, VIDEOS, WATCHED = 943, 1682, 100_000
"""The size of the smallest of the well-known ratings sets."""
_KINDS = 24
_SERIES = 6
_LIKED = 3
_PARTS = re.compile(r"::|[\t,;]")


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--ratings", type=Path, help="user, item, rating, time: tab, comma or ::")


def rows(ratings: Path | None = None) -> Iterator[Row]:
    seen = made_up() if ratings is None else read(ratings)
    trained, left_out = evaluate.split(seen)
    start = time.perf_counter()
    ours = evaluate.ours(trained)
    took = time.perf_counter() - start
    scores = {
        "popularity": evaluate.evaluate(evaluate.popularity(trained), trained, left_out),
        "cosine": evaluate.evaluate(evaluate.item_cosine(trained), trained, left_out),
        "ours": evaluate.evaluate(ours, trained, left_out),
    }
    query_ms = _query_ms(trained)
    data = "made up" if ratings is None else ratings.name
    for figure in ("recall", "ndcg"):
        yield _row(figure, scores, data, len(seen.person), {"query_ms": query_ms, "train_s": round(took, 2)})


def _row(figure: str, scores: dict[str, Scores], data: str, count: int, extra: dict[str, float]) -> Row:
    mine, peer, popular = (getattr(scores[who], figure) for who in ("ours", "cosine", "popularity"))
    return Row(
        name=f"recommend_{figure}@{SHOWN}",
        ours=round(mine, 4),
        peer=round(peer, 4),
        peer_name="item cosine",
        ratio=round(mine / peer, 4),
        unit=f"{figure}@{SHOWN}",
        detail=f"{data}: {count} watched, {scores['ours'].people} people",
        extra={"popularity": round(popular, 4), **extra},
    )


def read(path: Path) -> Interactions:
    """A ratings file; every rating says that somebody watched something."""
    import numpy as np

    people: dict[str, int] = {}
    items: dict[str, int] = {}
    pairs: dict[tuple[int, int], None] = {}
    with path.open(encoding="utf-8", errors="replace") as file:
        for n, line in enumerate(file):
            parts = [part.strip().strip('"') for part in _PARTS.split(line.strip())]
            if len(parts) < 3 or (n == 0 and not _is_number(parts[2])):
                continue  # a title line
            pairs[people.setdefault(parts[0], len(people)), items.setdefault(parts[1], len(items))] = None
    if not pairs:
        raise SystemExit(f"no ratings are found in {path}")
    person, item = np.array(list(pairs), np.int32).T
    return Interactions(person, item, np.ones(len(person), np.float32), len(people), len(items))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def made_up(people: int = PEOPLE, items: int = VIDEOS, watched: int = WATCHED, seed: int = 7) -> Interactions:
    """People with a taste that is known, always the same ones.

    A video has a kind and a popularity (Zipf), and one in six continues the one before; a person likes three
    kinds, a few times as much as the others, and watches as much as people do (log-normal).
    """
    import numpy as np

    chance = np.random.default_rng(seed)
    kind = chance.integers(_KINDS, size=items)
    charm = 1.0 / (chance.permutation(items) + 8.0) ** 0.9
    counts = chance.lognormal(0.0, 1.0, people)
    counts = np.clip((counts / counts.sum() * watched).astype(int), 5, items // 3)
    pairs: list[NDArray[np.int64]] = []
    for person in range(people):
        liking = np.ones(_KINDS)
        liking[chance.choice(_KINDS, _LIKED, replace=False)] = (24.0, 16.0, 8.0)
        wish = charm * liking[kind]
        chosen = chance.choice(items, counts[person], replace=False, p=wish / wish.sum())
        follows = chosen[(chosen % _SERIES != _SERIES - 1) & (chance.random(len(chosen)) < 0.35)] + 1
        mine = np.unique(np.concatenate([chosen, follows[follows < items]]))
        pairs.append(np.stack([np.full(len(mine), person), mine]))
    person, item = np.concatenate(pairs, axis=1).astype(np.int32)
    return Interactions(person, item, np.ones(len(person), np.float32), people, items)


def _query_ms(trained: Interactions) -> float:
    """p95 of choosing for one person, on the file as the application maps it."""
    with tempfile.TemporaryDirectory() as folder:
        file = ModelFile(Path(folder, "recommend.model"))
        file.publish(evaluate.learnt(trained))
        times = []
        for _, known in evaluate.by_person(trained):
            history = [Seen(n, 1.0) for n in known.tolist()]
            tries = []
            for _ in range(3):  # others may be at work on this machine
                start = time.perf_counter()
                mapped = file.newest()
                assert mapped is not None
                choose(mapped, history, SHOWN)
                tries.append(time.perf_counter() - start)
            times.append(statistics.median(tries))
    return round(sorted(times)[int(len(times) * 0.95)] * 1000, 3)

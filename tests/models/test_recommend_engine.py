"""What goes together is learnt as the paper says, kept in a file, and measured by figures worked by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from math import log2
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from benchmarks import recommend as benchmark
from models.video.recommend import ease, evaluate, words
from models.video.recommend.ease import Interactions
from models.video.recommend.evaluate import ndcg_at, recall_at
from models.video.recommend.model import ModelFile, read, together, write
from models.video.recommend.rank import Seen, choose, reasons, voices
from models.video.recommend.taste import strength


def _seen(rows: Sequence[Sequence[float]]) -> Interactions:
    matrix = np.array(rows, np.float32)
    person, item = np.nonzero(matrix)
    return Interactions(person.astype(np.int32), item.astype(np.int32), matrix[person, item], *matrix.shape)


ROWS: Sequence[Sequence[float]] = [[1, 1, 0, 0], [1, 1, 0.5, 0], [0, 0.25, 1, 1], [0, 0, 1, 1], [1, 0, 0, 0]]


def test_the_weights_are_those_of_the_paper() -> None:
    x = np.array(ROWS, np.float64)
    inverse = np.linalg.inv(x.T @ x + 2.0 * np.eye(4))
    expected = inverse / -np.diag(inverse)
    np.fill_diagonal(expected, 0.0)
    assert np.abs(ease.weights(_seen(ROWS), 2.0) - expected).max() < 1e-5


def test_the_weightiest_neighbours_are_kept_with_their_sign() -> None:
    matrix = np.array([[0, 0.1, -0.5, 0.3], [0.2, 0, 0.1, 0], [0, 0, 0, 0.9], [0.4, 0.3, 0.2, 0]], np.float32)
    kept = ease.neighbours(matrix, 2)
    first = dict(zip(kept.near[0].tolist(), kept.weight[0].tolist(), strict=True))
    assert first == pytest.approx({2: -0.5, 3: 0.3})
    scores, near, parts = together(kept, np.array([0, 3], np.int32), np.array([1, 0.5], np.float32), 4)
    assert_allclose(scores, [0.2, 0.15, -0.5, 0.3], atol=1e-6)
    assert len(near) == len(parts) == 4


def test_too_many_videos_are_refused_instead_of_filling_the_memory() -> None:
    none = np.zeros(0, np.int32)
    with pytest.raises(ValueError, match="fit"):
        ease.weights(Interactions(none, none, np.zeros(0, np.float32), 0, ease.MOST_ITEMS + 1))


def test_recall_and_ndcg_are_what_one_gets_by_hand() -> None:
    ranked, relevant = [7, 1, 9, 2, 5], {1, 2, 3}
    assert recall_at(ranked, relevant, 4) == pytest.approx(2 / 3)
    assert recall_at(ranked, relevant, 2) == pytest.approx(1 / 3)
    best = 1 + 1 / log2(3) + 1 / log2(4)
    assert ndcg_at(ranked, relevant, 4) == pytest.approx((1 / log2(3) + 1 / log2(5)) / best)
    assert ndcg_at(ranked, relevant, 1) == 0
    assert ndcg_at([3, 1], relevant, 2) == 1  # no order of two could be better
    assert recall_at([4], {4}, 20) == ndcg_at([4], {4}, 20) == 1


def test_the_protocol_hides_what_was_trained_on_and_asks_only_who_has_something_to_find() -> None:
    trained = _seen([[1, 1, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]])
    left_out = _seen([[0, 0, 1, 0], [0, 0, 0, 1], [0, 0, 0, 0]])
    asked: list[list[int]] = []

    def rank(known: evaluate.NDArray[np.int32], k: int) -> Sequence[int]:  # type: ignore[name-defined]
        asked.append(known.tolist())
        return evaluate.popularity(trained)(known, k)

    scores = evaluate.evaluate(rank, trained, left_out, k=1)
    assert asked == [[0, 1], [1]]
    assert scores.people == 2
    assert scores.recall == 0.5  # the first is offered 2 after 0 and 1 are masked, the second 0


def test_the_split_is_always_the_same_and_takes_four_fifths() -> None:
    seen = benchmark.made_up(20, 40, 300)
    (trained, left_out), again = evaluate.split(seen), evaluate.split(seen)
    assert len(trained.person) == int(len(seen.person) * 0.8)
    assert trained.item.tolist() == again[0].item.tolist()
    pairs = {*zip(trained.person.tolist(), trained.item.tolist(), strict=True)}
    assert pairs.isdisjoint(zip(left_out.person.tolist(), left_out.item.tolist(), strict=True))


def test_ours_finds_more_of_a_known_taste_than_the_usual_ways() -> None:
    trained, left_out = evaluate.split(benchmark.made_up(300, 400, 12_000))
    mine = evaluate.evaluate(evaluate.ours(trained), trained, left_out)
    for other in (evaluate.item_cosine(trained), evaluate.popularity(trained)):
        scores = evaluate.evaluate(other, trained, left_out)
        assert mine.recall >= 1.05 * scores.recall
        assert mine.ndcg >= 1.05 * scores.ndcg


@pytest.mark.parametrize("line", ["{}\t{}\t4\t881250949", "{},{},3.5,1", "{}::{}::5::978300760"])
def test_ratings_are_read_in_the_usual_forms(tmp_path: Path, line: str) -> None:
    file = tmp_path / "ratings"
    lines = ["user,item,rating,time"] if "," in line else []
    file.write_text("\n".join([*lines, *(line.format(p, i) for p, i in ((5, 9), (6, 9), (5, 9), (5, 8)))]))
    seen = benchmark.read(file)
    assert (seen.people, seen.items) == (2, 2)
    assert [*zip(seen.person.tolist(), seen.item.tolist(), strict=True)] == [(0, 0), (1, 0), (0, 1)]


def test_the_reason_is_the_video_that_says_most() -> None:
    model = evaluate.learnt(_seen([[1, 1, 0, 0]] * 40 + [[0, 0, 1, 1]] * 40 + [[1, 0, 0, 1]] * 4))
    history = [Seen(0, 1.0), Seen(2, 0.6)]
    chosen = choose(model, history, 2)
    assert [(each.place, each.because) for each in chosen] == [(1, 0), (3, 2)]
    heard = voices(model, [])
    assert reasons(heard, [], 4, [1], 4) == {}


def test_a_model_is_the_same_from_its_file_and_nothing_from_a_broken_one(tmp_path: Path) -> None:
    path = tmp_path / "recommend.model"
    assert ModelFile(path).newest() is None
    model = evaluate.learnt(_seen(ROWS))
    write(model, path)
    file = ModelFile(path)
    again = file.newest()
    assert again is not None and file.newest() is again
    assert again.made_at == datetime.fromtimestamp(0, UTC)
    assert [again.place(n) for n in range(4)] == [model.place(n) for n in range(4)]
    assert_allclose(again.neighbours.weight, model.neighbours.weight)
    assert choose(again, [Seen(0, 1.0)], 3) == choose(model, [Seen(0, 1.0)], 3)
    whole = path.read_bytes()
    for broken in (whole[: len(whole) // 2], b"NONETREC" + whole[30:], b"", whole[:12]):
        path.write_bytes(broken)
        assert read(path) is None
    path.write_bytes(whole)
    assert file.newest() is not None
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_words_are_folded_weighed_and_alike_by_what_is_rare() -> None:
    assert words.words("Über die ÉTÉS 2024 x") == ["uber", "die", "etes"]
    texts = ["Sailing a dinghy", "Sailing a yacht", "Baking a loaf", "Baking a dinghy cake"]
    found = [words.terms(text, [], "") for text in texts]
    rows = words.vectors(found, words.documents(found))
    profile = np.zeros(words.BUCKETS, np.float32)
    buckets, values = rows.row(0)
    profile[buckets] = values
    likeness = words.likeness(profile, rows)
    assert likeness[0] == pytest.approx(1.0, abs=1e-5)
    assert likeness[1] > 0.1 > likeness[2] == 0
    nothing = words.vectors([words.Terms()], words.documents([]))
    assert words.likeness(profile, nothing).tolist() == [0.0]


@given(st.integers(0, 10**10), st.integers(0, 10**10))
def test_liking_is_a_share_and_a_glance_is_none(watched_us: int, duration_us: int) -> None:
    liked = strength(watched_us, duration_us)
    assert 0 <= liked <= 1
    assert liked == 0 or watched_us / duration_us >= 0.05
    assert (liked == 1) == (0 < duration_us <= watched_us)

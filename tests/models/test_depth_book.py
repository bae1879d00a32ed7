"""The local order book: equal to a plain dictionary, joined without holes, and never wrong unnoticed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import Phase, example, given, seed, settings
from hypothesis import strategies as st

from models.trading.depth_book import DepthBook, Levels, _Side
from models.trading.providers import stitching
from models.trading.providers.feed import BookDelta, BookReset, FeedEvent, FeedNote, Trouble
from models.trading.providers.stitching import Stitcher

Sides = tuple[dict[int, int], dict[int, int]]

BIDS = st.lists(st.tuples(st.integers(1, 20), st.integers(0, 3)), max_size=6)
ASKS = st.lists(st.tuples(st.integers(21, 40), st.integers(0, 3)), max_size=6)


def plainly(sides: Sides, bids: Iterable[tuple[int, int]], asks: Iterable[tuple[int, int]]) -> Sides:
    """What a delta makes of two dictionaries."""
    after = tuple(side | dict(levels) for side, levels in zip(sides, (bids, asks), strict=True))
    kept = [{price: quantity for price, quantity in side.items() if quantity} for side in after]
    return kept[0], kept[1]


def check_book(changes: list[tuple[list[tuple[int, int]], list[tuple[int, int]]]]) -> None:
    book, truth = DepthBook(), ({}, {})  # type: tuple[DepthBook, Sides]
    for number, (bids, asks) in enumerate(changes, 1):
        if number % 7 == 0:
            truth = ({}, {})
            book.replace(number, bids, asks)
        else:
            book.apply(number, bids, asks)
        truth = plainly(truth, bids, asks)
        best_first = sorted(truth[0].items(), reverse=True), sorted(truth[1].items())
        for count in (0, 1, 3, 100):
            assert book.top(count) == (tuple(best_first[0][:count]), tuple(best_first[1][:count]))
        assert (book.bids, book.asks) == truth
        assert book.best_bid == max(truth[0], default=0) and book.best_ask == min(truth[1], default=0)
        assert book.update_id == number


CHANGES = st.lists(st.tuples(BIDS, ASKS), max_size=30)


@example([*[([], [])] * 6, ([], [(21, 1), (21, 0)])])  # a snapshot that names a level twice: the last counts
@given(CHANGES)
def test_it_is_what_a_dictionary_says(
    changes: list[tuple[list[tuple[int, int]], list[tuple[int, int]]]],
) -> None:
    check_book(changes)


# Stitching


@dataclass(frozen=True)
class Story:
    """A stream with its truth by update id, and what has become of it on the way."""

    truth: dict[int, Sides]
    arrivals: tuple[BookDelta | int, ...]
    """Deltas, and the ids of snapshots."""
    harmed: bool


@st.composite
def stories(draw: st.DrawFn, *, harm: bool = True) -> Story:
    futures = draw(st.booleans())
    deltas: list[BookDelta] = []
    truth: dict[int, Sides] = {100: ({}, {})}
    last = 100
    for at in range(draw(st.integers(1, 14))):
        first = last + (draw(st.integers(1, 5)) if futures else 1)
        end = first + draw(st.integers(0, 3))
        bids, asks = draw(BIDS), draw(ASKS)
        deltas.append(BookDelta("BTC/USDT", at, first, end, last if futures else 0, tuple(bids), tuple(asks)))
        truth[end] = plainly(truth[last], bids, asks)
        last = end
    arrivals: list[BookDelta | int] = list(deltas)
    harmed = False
    for _ in range(draw(st.integers(0, 4)) if harm else 0):
        place = draw(st.integers(0, len(arrivals) - 1))
        what = draw(st.sampled_from(["lost", "twice", "later"]))
        harmed = True
        if what == "twice":
            arrivals.insert(draw(st.integers(0, len(arrivals))), arrivals[place])
        else:
            gone = arrivals.pop(place)
            if what == "later" or not arrivals:
                arrivals.insert(draw(st.integers(place, len(arrivals))), gone)
    for _ in range(draw(st.integers(1, 3))):
        arrivals.insert(draw(st.integers(0, len(arrivals))), draw(st.sampled_from(sorted(truth))))
    return Story(truth, tuple(arrivals), harmed)


def snapshot(story: Story, update_id: int) -> tuple[Levels, Levels]:
    bids, asks = story.truth[update_id]
    return tuple(bids.items()), tuple(asks.items())


def told(story: Story, after: Callable[[Stitcher, list[FeedEvent]], None]) -> Stitcher:
    stitcher = Stitcher("BTC/USDT")
    for at, arrival in enumerate(story.arrivals):
        if isinstance(arrival, int):
            events = list(stitcher.snapshot(at, arrival, *snapshot(story, arrival)))
        else:
            events = list(stitcher.delta(replace(arrival, at=at)))
        after(stitcher, events)
    return stitcher


def check_story(story: Story) -> None:
    """In step, the book is the truth of its id, and so is the book of one who only hears the events."""
    copy, right = DepthBook(), False

    def look(stitcher: Stitcher, events: list[FeedEvent]) -> None:
        nonlocal right
        for event in events:
            if isinstance(event, BookReset):
                copy.replace(event.update_id, event.bids, event.asks)
                right = True
            elif isinstance(event, BookDelta):
                copy.apply(event.last, event.bids, event.asks)
            elif isinstance(event, FeedNote):
                right = right and event.trouble not in (Trouble.GAP, Trouble.CROSSED)
                right = right or event.trouble is Trouble.LATE
        assert right == stitcher.in_step, "it is told when the book is not to be believed"
        if stitcher.in_step:
            book = stitcher.book
            assert (book.bids, book.asks) == story.truth[book.update_id]
            assert (copy.bids, copy.asks, copy.update_id) == (book.bids, book.asks, book.update_id)

    told(story, look)


@given(stories())
def test_the_book_is_right_or_says_that_it_is_not(story: Story) -> None:
    check_story(story)


def check_calm(story: Story) -> None:
    """One snapshot among an unharmed stream is all it takes, unless it ends before the stream begins."""
    notes: list[FeedNote] = []
    told(story, lambda _, events: notes.extend(e for e in events if isinstance(e, FeedNote)))
    ids = [arrival for arrival in story.arrivals if isinstance(arrival, int)]
    if len(ids) == 1:
        assert all(note.trouble is Trouble.OLD_SNAPSHOT for note in notes)
        first = next(a for a in story.arrivals if isinstance(a, BookDelta))
        assert not notes or ids[0] < (first.previous or first.first - 1), "it reached back far enough"


@given(stories(harm=False))
def test_an_unharmed_stream_raises_no_alarm(story: Story) -> None:
    check_calm(story)


@given(stories(harm=False), st.data())
def test_a_hole_is_noticed_at_once_and_mended_by_the_next_snapshot(story: Story, data: st.DataObject) -> None:
    deltas = [arrival for arrival in story.arrivals if isinstance(arrival, BookDelta)]
    if len(deltas) < 3:
        return
    hole = data.draw(st.integers(1, len(deltas) - 2))
    stitcher = Stitcher("BTC/USDT")
    list(stitcher.snapshot(0, 100, (), ()))
    for delta in deltas[:hole]:
        assert list(stitcher.delta(delta)) == [delta]
    events = list(stitcher.delta(deltas[hole + 1]))
    assert [event.trouble for event in events if isinstance(event, FeedNote)] == [Trouble.GAP]
    assert not stitcher.in_step
    late = list(stitcher.delta(deltas[hole])) if data.draw(st.booleans()) else []
    if late:
        assert isinstance(late[0], FeedNote) and late[0].trouble is Trouble.LATE
    for delta in deltas[hole + 2 :]:
        list(stitcher.delta(delta))
    assert stitcher.in_step is bool(late)
    last = deltas[-1].last
    mended = list(stitcher.snapshot(9, last, *snapshot(story, last)))
    assert stitcher.in_step and (stitcher.book.bids, stitcher.book.asks) == story.truth[last]
    if not late:
        assert [e.trouble for e in mended if isinstance(e, FeedNote)] == [Trouble.RESYNCED]


def test_a_book_that_contradicts_itself_is_dropped() -> None:
    stitcher = Stitcher("BTC/USDT")
    list(stitcher.snapshot(0, 100, ((10, 1),), ((11, 1),)))
    events = list(stitcher.delta(BookDelta("BTC/USDT", 1, 101, 101, 0, ((12, 5),), ())))
    assert isinstance(events[-1], FeedNote) and events[-1].trouble is Trouble.CROSSED
    assert not stitcher.in_step and not stitcher.book.bids


def test_a_delta_that_only_begins_before_the_snapshot_counts() -> None:
    for previous in (0, 90):  # spot, futures
        stitcher = Stitcher("BTC/USDT")
        list(stitcher.snapshot(0, 100, ((10, 1),), ()))
        list(stitcher.delta(BookDelta("BTC/USDT", 1, 95, 105, previous, ((10, 4),), ())))
        assert stitcher.in_step and stitcher.book.bids == {10: 4}


# Planted bugs: each must be caught by one of the tests above


def _always(*_: Any, **__: Any) -> bool:
    return True


def _only_spot(delta: BookDelta, last: int, *, first: bool) -> bool:
    return delta.first - 1 <= last


def _one_too_many(delta: BookDelta, last: int, *, first: bool) -> bool:
    return (delta.previous or delta.first - 2) <= last


def _keeps_zeros(self: _Side, levels: Iterable[tuple[int, int]]) -> None:
    for price, quantity in levels:
        if price not in self.quantities:
            self._keys.append(self._sign * price)
            self._keys.sort()
        self.quantities[price] = quantity


def _never_sorted(self: _Side, levels: Iterable[tuple[int, int]]) -> None:
    for price, quantity in levels:
        if quantity and price not in self.quantities:
            self._keys.append(self._sign * price)
        if quantity:
            self.quantities[price] = quantity
        elif self.quantities.pop(price, 0):
            self._keys.remove(self._sign * price)


PLANTED: dict[str, tuple[Any, str, Any, Any, Callable[[Any], None]]] = {
    "a hole is not noticed": (stitching, "_joins", _always, stories(), check_story),
    "futures are joined like spot": (stitching, "_joins", _only_spot, stories(harm=False), check_calm),
    "one missing update is not noticed": (stitching, "_joins", _one_too_many, stories(), check_story),
    "what is gone stays in the book": (_Side, "apply", _keeps_zeros, CHANGES, check_book),
    "the book is not sorted": (_Side, "apply", _never_sorted, CHANGES, check_book),
}


@pytest.mark.parametrize("bug", PLANTED)
def test_planted_bugs_are_caught(bug: str) -> None:
    where, name, wrong, cases, check = PLANTED[bug]
    find = seed(1)(settings(database=None, max_examples=600, phases=[Phase.generate])(given(cases)(check)))
    with patch.object(where, name, wrong), pytest.raises((AssertionError, IndexError, ExceptionGroup)):
        find()

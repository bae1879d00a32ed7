"""The index: nobody alone moves it, neither by a wrong price nor by an old one."""

from __future__ import annotations

from collections.abc import Callable
from unittest.mock import patch

import pytest
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st

from models.trading import index_price as module
from models.trading.index_price import STALE_NS, Index, Quote, index_price

NOW = 10**18
HONEST = st.lists(st.integers(99_000, 101_000), min_size=3, max_size=9)


def quotes(*prices: int, at: int = NOW) -> list[Quote]:
    return [Quote(f"exchange {number}", price, at) for number, price in enumerate(prices)]


def check_liar(honest: list[int], lie: int, at_ns: int) -> None:
    """One more that lies, or is old, leaves the index within what the honest ones say, and is named."""
    index = module.index_price([*quotes(*honest), Quote("liar", lie, NOW - at_ns)], NOW)
    assert min(honest) <= index.price <= max(honest)
    if at_ns > STALE_NS:
        assert index == Index(
            module.index_price(quotes(*honest), NOW).price, index.used, ("liar",), index.apart
        )
    elif not 90_000 < lie < 110_000:
        assert index.apart == ("liar",)
    assert len(index.used) + len(index.stale) + len(index.apart) == len(honest) + 1


LIES = st.one_of(st.integers(1, 80_000), st.integers(120_000, 10**9))
AGES = st.sampled_from([0, STALE_NS, STALE_NS + 1, 10 * STALE_NS])


@given(HONEST, LIES, AGES)
def test_one_that_lies_moves_nothing(honest: list[int], lie: int, at_ns: int) -> None:
    check_liar(honest, lie, at_ns)


@pytest.mark.parametrize(
    ("prices", "expected"),
    [((), 0), ((5,), 5), ((100, 101), 100), ((100, 200), 0), ((1, 100, 101), 100), ((100, 101, 102, 0), 101)],
)
def test_known_cases(prices: tuple[int, ...], expected: int) -> None:
    assert index_price(quotes(*prices), NOW).price == expected


def test_of_a_source_the_newest_counts() -> None:
    said = [Quote("one", 100, NOW - 5), Quote("one", 101, NOW), Quote("one", 99, NOW - 9)]
    assert index_price(said, NOW).price == 101


def _mean(prices: list[int]) -> int:
    return sum(prices) // len(prices) if prices else 0


def _never_stale(said: list[Quote], now: int, **_: int) -> Index:
    return index_price([Quote(quote.source, quote.price, now) for quote in said], now)


@pytest.mark.parametrize(("name", "wrong"), [("_median", _mean), ("index_price", _never_stale)])
def test_planted_bugs_are_caught(name: str, wrong: Callable[..., object]) -> None:
    find: Callable[[], None] = seed(1)(
        settings(database=None, phases=[Phase.generate])(given(HONEST, LIES, AGES)(check_liar))
    )
    with patch.object(module, name, wrong), pytest.raises((AssertionError, ExceptionGroup)):
        find()

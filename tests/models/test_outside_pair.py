"""Pairs elsewhere: which a file is of, and ticks and lots that can be traded in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.errors import Invalid
from models.ledger.assets import ASSETS, asset
from models.trading.outside_pair import known_pair, outside_info, pair_in_name, scale_for
from models.trading.starting import STARTING_PAIRS

COINS = [code for code in ASSETS if asset(code).decimals == 8]


@pytest.mark.parametrize(
    ("name", "pair"),
    [
        ("btc-perp-20211231-20220201_1m", "BTC/USDT"), ("spot_btcusdt_20240808", "BTC/USDT"),
        ("ETH-BTC 2023", "ETH/BTC"), ("solusdt", "SOL/USDT"), ("prices", ""), ("eth_usdc_1h", "ETH/USDC"),
    ],
)  # fmt: skip
def test_a_file_is_named_after_its_pair(name: str, pair: str) -> None:
    assert pair_in_name(name) == pair


@given(st.sampled_from(COINS), st.sampled_from(COINS), st.integers(1, 10**14))
def test_every_price_has_ticks_and_lots_that_can_be_traded(base: str, quote: str, price: int) -> None:
    if base == quote:
        return
    scale = scale_for(f"{base}/{quote}", price)
    assert scale.unit > 0 and outside_info(scale).unit == scale.unit
    known = (base, quote) in {(pair["base"], pair["quote"]) for pair in STARTING_PAIRS}
    assert known or scale.tick == 1 or price // scale.tick >= 10_000


@pytest.mark.parametrize("pair", ["XXX/USDT", "BTC", "BTC/BTC", "", "BTC/EUR"])
def test_what_cannot_be_shown_says_so(pair: str) -> None:
    with pytest.raises(Invalid) as refused:
        known_pair(pair)
    assert refused.value.field == "pair" and refused.value.what_now

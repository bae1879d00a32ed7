"""T14: pairs that a person follows are theirs alone."""

from __future__ import annotations

import pytest

from models.trading.commands import FollowPair
from models.trading.watchlist import FollowedPairs
from tests.support.floor import Floor, floor

assert floor


@pytest.fixture
def btc(floor: Floor) -> Floor:
    floor.pair()
    floor.pair("ETH", "USDT")
    return floor


def test_pairs_are_followed_in_order_and_left_again(btc: Floor) -> None:
    ada, bob = btc.person(), btc.person()
    record = btc.record

    def followed(who: object) -> tuple[str, ...]:
        return record.ask(FollowedPairs(actor=who, exchange_id=btc.space))  # type: ignore[arg-type]

    for pair in ("ETH/USDT", "BTC/USDT", "ETH/USDT"):
        record.did(ada, FollowPair, exchange_id=btc.space, pair=pair)
        record.clock.turn(seconds=1)
    assert followed(ada) == ("ETH/USDT", "BTC/USDT")
    assert followed(bob) == ()
    left = record.did(ada, FollowPair, exchange_id=btc.space, pair="ETH/USDT", following=False)
    assert followed(ada) == ("BTC/USDT",)
    assert left.undo is not None
    assert record.submit(left.undo).ok
    assert set(followed(ada)) == {"ETH/USDT", "BTC/USDT"}


def test_what_is_not_there_and_who_has_not_joined_is_refused(btc: Floor) -> None:
    ada, stranger = btc.person(), btc.record.person()
    error = btc.record.refused(ada, FollowPair, exchange_id=btc.space, pair="XRP/USDT")
    assert error.field == "pair"
    btc.record.refused(stranger, FollowPair, exchange_id=btc.space, pair="BTC/USDT")
    btc.record.refused(btc.owner, FollowPair, ada, exchange_id=btc.space, pair="BTC/USDT")
    assert btc.record.sql("SELECT count(*) FROM trading_watched_pair") == [(0,)]
    btc.record.did(ada, FollowPair, exchange_id=btc.space, pair="XRP/USDT", following=False)

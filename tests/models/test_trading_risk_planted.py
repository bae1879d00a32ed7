"""Each rule of whoever runs an exchange is broken once, and its test has to see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from models.trading import aftermath, checks, fees, markets, risk, settling, watching
from models.trading.desk import Desk
from models.trading.orders import Line, Person
from tests.models import test_trading_risk as told
from tests.support.floor import Floor, floor

assert floor

_halt, _resume, _may_trade = markets.halt, markets.resume, checks.may_trade


def _halt_for_good(desk: Desk, line: Line, reason: str = "", _pause: int = 0) -> None:
    _halt(desk, line, reason)


def _halt_for_a_while(desk: Desk, line: Line, reason: str = "", pause: int = 300) -> None:
    _halt(desk, line, reason, pause)


def _resume_with_old_prices(desk: Desk, line: Line) -> None:
    seconds = line.seconds
    _resume(desk, line)
    desk.market.put(line, seconds=seconds)


def _only_the_pair(desk: Desk, person: Person, line: Line) -> None:
    if line.status != "TRADING":
        _may_trade(desk, person, line)


def _washes_without_looking_back(trades: Any) -> Iterator[Any]:
    people = sorted({who for row in trades for who in (row.buyer, row.seller)})
    yield from (watching._Found(watching.WASH, who, trades[0].pair, {}) for who in people)


def _large_or_not(orders: Any, _trades: Any) -> list[Any]:
    return [row for row in orders if row.status == "FILLED"]


def _nothing(*_: Any, **__: Any) -> Any:
    return 0


Planted = tuple[Any, str, Any, Callable[[Floor], None]]
PLANTED: dict[str, Planted] = {
    "the breaker never breaks": (
        *(aftermath, "breaks", lambda _line: False),
        told.test_a_breaker_pauses_the_pair_and_the_pause_ends,
    ),
    "a pause does not end": (
        *(aftermath, "halt", _halt_for_good),
        told.test_a_breaker_pauses_the_pair_and_the_pause_ends,
    ),
    "what the owner halts opens by itself": (
        *(markets, "halt", _halt_for_a_while),
        told.test_what_the_owner_halts_does_not_open_by_itself,
    ),
    "the prices of a halt count again": (
        *(markets, "resume", _resume_with_old_prices),
        told.test_a_pair_that_is_opened_by_hand_is_not_halted_for_the_same_prices,
    ),
    "a halted exchange takes orders": (
        *(checks, "may_trade", _only_the_pair),
        told.test_a_halted_exchange_takes_no_orders_and_gives_back_what_rests,
    ),
    "a halted exchange keeps what rests": (
        *(risk, "cancel_each", _nothing),
        told.test_a_halted_exchange_takes_no_orders_and_gives_back_what_rests,
    ),
    "who is stopped may go on": (
        *(checks, "may_trade", _only_the_pair),
        told.test_a_person_is_stopped_with_all_their_orders_and_let_go_again,
    ),
    "one can undo one's own stop": (
        *(Person, "has_stopped", lambda *_: False),
        told.test_one_can_stop_oneself_for_a_time_and_not_undo_it,
    ),
    "one's own stop never ends": (
        *(Person, "has_stopped", lambda self, _now: self.stopped),
        told.test_one_can_stop_oneself_for_a_time_and_not_undo_it,
    ),
    "open orders are not counted": (
        *(checks, "limits", _nothing),
        told.test_limits_hold_for_everybody_from_when_they_are_set,
    ),
    "orders within ten seconds are not counted": (
        *(checks, "rate", _nothing),
        told.test_limits_hold_for_everybody_from_when_they_are_set,
    ),
    "a person's bound is not looked at": (
        *(checks, "worth_of", _nothing),
        told.test_limits_hold_for_everybody_from_when_they_are_set,
    ),
    "a tier is never reached": (
        *(fees, "reached", lambda tiers, _volume: tiers[0]),
        told.test_fees_follow_the_tiers_the_discount_and_the_referral,
    ),
    "who brought somebody gets nothing": (
        *(settling, "_share", _nothing),
        told.test_fees_follow_the_tiers_the_discount_and_the_referral,
    ),
    "whoever trades is suspected": (
        *(watching, "washes", _washes_without_looking_back),
        told.test_two_who_trade_back_and_forth_are_suspected_with_their_trades,
    ),
    "no order is too large": (
        *(watching, "spoof_orders", _large_or_not),
        told.test_who_takes_large_orders_back_is_suspected_with_those_orders,
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_bug_is_caught(floor: Floor, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    owner, attribute, planted, test = PLANTED[name]
    monkeypatch.setattr(owner, attribute, planted)
    with pytest.raises(AssertionError):
        test(floor)

"""Stops, trailing stops and lists through the real dispatcher."""

from __future__ import annotations

import pytest

from models.trading.commands import AmendOrder, PlaceList, SetPairStatus
from models.trading.entities import Filters, ListLeg, ListType, OrderStatus, OrderType, PairStatus
from tests.support.floor import Floor, floor

assert floor

LIMIT_MAKER, STOP, STOP_LIMIT = OrderType.LIMIT_MAKER, OrderType.STOP_LOSS, OrderType.STOP_LOSS_LIMIT
TAKE_PROFIT = OrderType.TAKE_PROFIT


@pytest.fixture
def btc(floor: Floor) -> Floor:
    floor.pair()
    return floor


class Street:
    """Somebody who makes the price, and somebody who watches."""

    def __init__(self, floor: Floor) -> None:
        self.floor = floor
        self.maker = floor.person(USDT=10**15, BTC=10**12)
        self.other = floor.person(USDT=10**15, BTC=10**12)
        self.ada = floor.person(USDT=10**12, BTC=10**9)

    def trade(self, price: int, quantity: int = 1) -> None:
        """A trade at this price, with nothing left over."""
        self.floor.place(self.maker, "SELL", quantity, price)
        self.floor.place(self.other, "BUY", quantity, price)

    def status(self, number: int) -> OrderStatus:
        return self.floor.order(self.ada, number).status


@pytest.fixture
def street(btc: Floor) -> Street:
    return Street(btc)


def test_a_stop_sells_when_the_price_falls_to_it(street: Street) -> None:
    street.trade(5000)
    number = street.floor.place(street.ada, "SELL", 50, kind=STOP, stop_price=4500)
    assert street.floor.has(street.ada, "BTC") == (10**9 - 50_000, 50_000)
    street.floor.check()
    street.floor.place(street.maker, "BUY", 80, 4400)
    street.trade(4501)
    assert street.status(number) is OrderStatus.NEW
    street.trade(4500)
    order = street.floor.order(street.ada, number)
    assert (order.status, order.executed, order.turnover) == (OrderStatus.FILLED, 50, 50 * 4400 * 10)
    street.floor.check()


def test_a_stop_to_buy_pays_no_more_than_it_has_set_aside(street: Street) -> None:
    street.trade(5000)
    number = street.floor.place(street.ada, "BUY", 10, kind=STOP, stop_price=6000)
    assert street.floor.has(street.ada, "USDT")[1] == 10 * 6300 * 10
    street.floor.place(street.maker, "SELL", 4, 6200)
    street.floor.place(street.maker, "SELL", 100, 6301)
    street.trade(6000)
    order = street.floor.order(street.ada, number)
    assert (order.status, order.executed, order.turnover) == (OrderStatus.EXPIRED, 4, 4 * 6200 * 10)
    assert street.floor.has(street.ada, "USDT") == (10**12 - 4 * 6200 * 10, 0)
    street.floor.check()


def test_the_published_trailing_delta_fires_where_it_should(street: Street) -> None:
    """A buy with a delta of 500 basis points: at the low of 42,000 it fires at 44,100."""
    street.trade(43_000)
    number = street.floor.place(street.ada, "BUY", 1, kind=STOP, trailing_bips=500)
    for price in (42_500, 42_000, 43_000, 44_099):
        street.trade(price)
        assert street.status(number) is OrderStatus.NEW
        street.floor.check()
    street.floor.place(street.maker, "SELL", 1, 44_100)
    street.floor.place(street.other, "BUY", 1, 44_100)
    assert street.status(number) is OrderStatus.EXPIRED
    street.floor.check()


def test_a_trailing_stop_with_a_price_follows_from_there_also_after_a_restart(street: Street) -> None:
    street.trade(5000)
    number = street.floor.place(street.ada, "SELL", 1, kind=TAKE_PROFIT, stop_price=6000, trailing_bips=1000)
    for minute, price in enumerate((5500, 6100, 6900, 6500)):
        street.floor.record.clock.turn(seconds=40 * minute)
        street.trade(price)
        street.floor.check()
        street.floor.restart()
    street.floor.place(street.maker, "BUY", 5, 6000)
    street.trade(6211)
    assert street.status(number) is OrderStatus.NEW
    street.trade(6210)
    assert street.status(number) is OrderStatus.FILLED
    street.floor.check()


def test_one_stop_sets_off_the_next(street: Street) -> None:
    street.trade(5000)
    first = street.floor.place(street.ada, "SELL", 10, kind=STOP, stop_price=4900)
    second = street.floor.place(street.ada, "SELL", 10, kind=STOP, stop_price=4800)
    third = street.floor.place(street.ada, "SELL", 10, kind=STOP_LIMIT, stop_price=4700, price=4600)
    street.floor.place(street.maker, "BUY", 10, 4800)
    street.floor.place(street.maker, "BUY", 10, 4700)
    street.trade(4900)
    assert [street.status(n) for n in (first, second)] == [OrderStatus.FILLED, OrderStatus.FILLED]
    assert street.status(third) is OrderStatus.NEW
    assert street.floor.order(street.ada, third).executed == 0
    street.floor.place(street.maker, "BUY", 4, 4600)
    assert street.status(third) is OrderStatus.PARTIALLY_FILLED
    street.floor.check()


def place(street: Street, kind: ListType, *each: ListLeg) -> list[int]:
    done = street.floor.did(street.ada, PlaceList, kind=kind, pair="BTC/USDT", legs=each)
    return [order["number"] for order in done.result["orders"]]


def test_of_an_oco_one_cancels_the_other_and_money_is_set_aside_once(street: Street) -> None:
    street.trade(5000)
    up = ListLeg("SELL", LIMIT_MAKER, 10, price=5500)
    down = ListLeg("SELL", STOP, 10, stop_price=4500)
    profit, loss = place(street, ListType.OCO, up, down)
    assert street.floor.has(street.ada, "BTC") == (10**9 - 10_000, 10_000)
    street.floor.check()
    street.floor.place(street.other, "BUY", 3, 5500)
    assert [street.status(n) for n in (profit, loss)] == [OrderStatus.PARTIALLY_FILLED, OrderStatus.CANCELED]
    street.floor.check()
    street.floor.cancel(street.ada, profit)
    assert street.floor.has(street.ada, "BTC") == (10**9 - 3000, 0)
    street.floor.check()


def test_a_buying_oco_holds_what_the_dearer_one_needs(street: Street) -> None:
    street.trade(5000)
    low = ListLeg("BUY", LIMIT_MAKER, 10, price=4500)
    high = ListLeg("BUY", STOP_LIMIT, 10, stop_price=5500, price=5600)
    profit, loss = place(street, ListType.OCO, low, high)
    assert street.floor.has(street.ada, "USDT")[1] == 10 * 5600 * 10
    street.floor.check()
    street.floor.place(street.maker, "SELL", 4, 4500)
    assert street.floor.has(street.ada, "USDT")[1] == 6 * 4500 * 10
    assert street.status(loss) is OrderStatus.CANCELED
    street.floor.check()
    profit, loss = place(street, ListType.OCO, ListLeg("BUY", LIMIT_MAKER, 10, price=4400), high)
    street.trade(5500)
    assert street.status(profit) is OrderStatus.CANCELED
    assert street.floor.has(street.ada, "USDT")[1] == 6 * 4500 * 10 + 10 * 5600 * 10
    street.floor.check()


def test_an_oto_places_its_second_order_when_the_first_is_filled(street: Street) -> None:
    street.trade(5000)
    first, second = place(
        street, ListType.OTO, ListLeg("BUY", OrderType.LIMIT, 10, price=4000),
        ListLeg("SELL", OrderType.LIMIT, 10, price=6000),
    )  # fmt: skip
    assert street.status(second) is OrderStatus.PENDING_NEW
    street.floor.check()
    street.floor.place(street.maker, "SELL", 6, 4000)
    assert street.status(second) is OrderStatus.PENDING_NEW
    street.floor.place(street.maker, "SELL", 4, 4000)
    assert [street.status(n) for n in (first, second)] == [OrderStatus.FILLED, OrderStatus.NEW]
    street.floor.check()


def test_an_otoco_becomes_an_oco(street: Street) -> None:
    street.trade(5000)
    first, profit, loss = place(
        street, ListType.OTOCO, ListLeg("BUY", OrderType.LIMIT, 10, price=4000),
        ListLeg("SELL", LIMIT_MAKER, 10, price=6000), ListLeg("SELL", STOP, 10, stop_price=3500),
    )  # fmt: skip
    street.floor.place(street.maker, "SELL", 10, 4000)
    assert [street.status(n) for n in (first, profit, loss)] == [
        OrderStatus.FILLED, OrderStatus.NEW, OrderStatus.NEW,
    ]  # fmt: skip
    assert street.floor.has(street.ada, "BTC")[1] == 10_000
    street.floor.check()
    street.floor.place(street.maker, "BUY", 20, 3400)
    street.trade(3500)
    assert [street.status(n) for n in (profit, loss)] == [OrderStatus.CANCELED, OrderStatus.FILLED]
    street.floor.check()


def test_cancelling_one_cancels_the_list(street: Street) -> None:
    street.trade(5000)
    numbers = place(
        street, ListType.OTOCO, ListLeg("BUY", OrderType.LIMIT, 10, price=4000),
        ListLeg("SELL", LIMIT_MAKER, 10, price=6000), ListLeg("SELL", STOP, 10, stop_price=3500),
    )  # fmt: skip
    street.floor.cancel(street.ada, numbers[2])
    assert {street.status(n) for n in numbers} == {OrderStatus.CANCELED}
    assert street.floor.has(street.ada, "USDT") == (10**12, 0)
    street.floor.check()


def test_what_cannot_be_paid_when_its_turn_comes_is_rejected(btc: Floor) -> None:
    street = Street(btc)
    street.trade(5000)
    poor = btc.person(USDT=10 * 4000 * 10)
    done = btc.did(
        poor, PlaceList, kind=ListType.OTO, pair="BTC/USDT",
        legs=tuple(ListLeg("BUY", OrderType.LIMIT, 10, price=price) for price in (4000, 3000)),
    )  # fmt: skip
    street.floor.place(street.maker, "SELL", 10, 4000)
    statuses = [btc.order(poor, order["number"]).status for order in done.result["orders"]]
    assert statuses == [OrderStatus.FILLED, OrderStatus.REJECTED]
    btc.check()


UP, DOWN = ListLeg("SELL", LIMIT_MAKER, 10, price=5500), ListLeg("SELL", STOP, 10, stop_price=4500)


@pytest.mark.parametrize(
    ("kind", "each"),
    [
        (ListType.OCO, (UP,)),
        (ListType.OCO, (UP, ListLeg("SELL", LIMIT_MAKER, 10, price=6000))),
        (ListType.OCO, (UP, ListLeg("BUY", STOP, 10, stop_price=4500))),
        (ListType.OCO, (UP, ListLeg("SELL", STOP, 9, stop_price=4500))),
        (ListType.OCO, (ListLeg("SELL", LIMIT_MAKER, 10, price=4400), DOWN)),
        (ListType.OTO, (DOWN, ListLeg("BUY", LIMIT_MAKER, 9, price=4500))),
        (ListType.OTO, (UP, ListLeg("BUY", OrderType.MARKET, 9))),
    ],
)
def test_lists_that_do_not_fit_are_refused(street: Street, kind: ListType, each: tuple[ListLeg, ...]) -> None:
    street.trade(5000)
    before = street.floor.memory()
    street.floor.refused(street.ada, PlaceList, kind=kind, pair="BTC/USDT", legs=each)
    assert street.floor.memory() == before
    street.floor.check()


def test_amending_keeps_the_place_only_where_it_shrinks(street: Street) -> None:
    floor = street.floor
    first = floor.place(street.ada, "BUY", 10, 4000)
    second = floor.place(street.other, "BUY", 10, 4000)
    floor.did(street.ada, AmendOrder, number=first, quantity=5)
    floor.place(street.maker, "SELL", 6, 4000)
    assert (floor.order(street.ada, first).executed, floor.order(street.other, second).executed) == (5, 1)
    third = floor.place(street.ada, "BUY", 10, 4000)
    floor.did(street.other, AmendOrder, number=second, quantity=20)
    floor.place(street.maker, "SELL", 11, 4000)
    assert (floor.order(street.ada, third).executed, floor.order(street.other, second).executed) == (10, 2)
    floor.check()


def test_an_amended_price_trades_at_once_where_it_reaches_somebody(street: Street) -> None:
    floor = street.floor
    floor.place(street.maker, "SELL", 4, 5000)
    number = floor.place(street.ada, "BUY", 10, 4000)
    done = floor.did(street.ada, AmendOrder, number=number, price=5100)
    assert (done.result["status"], done.result["executed"]) == ("PARTIALLY_FILLED", 4)
    assert floor.has(street.ada, "USDT")[1] == 6 * 5100 * 10
    floor.check()


def test_amending_a_stop_moves_what_sets_it_off(street: Street) -> None:
    floor = street.floor
    street.trade(5000)
    number = floor.place(street.ada, "BUY", 10, kind=STOP, stop_price=6000)
    floor.did(street.ada, AmendOrder, number=number, stop_price=5500)
    assert floor.has(street.ada, "USDT")[1] == 10 * 5775 * 10
    floor.check()
    floor.place(street.maker, "SELL", 10, 5600)
    street.trade(5500)
    assert street.status(number) is OrderStatus.FILLED
    floor.check()


def test_a_stop_to_buy_that_is_placed_later_sets_aside_what_it_may_pay(street: Street) -> None:
    """Nobody else's order may fail because a stop that it sets off cannot pay."""
    street.trade(5000)
    working = ListLeg("SELL", OrderType.LIMIT, 10, price=5000)
    _, later = place(street, ListType.OTO, working, ListLeg("BUY", STOP, 10, stop_price=6000))
    street.floor.place(street.maker, "BUY", 10, 5000)
    assert street.floor.has(street.ada, "USDT")[1] == 10 * 6300 * 10
    street.floor.place(street.maker, "SELL", 10, 6000)
    street.trade(6000)
    assert street.status(later) is OrderStatus.FILLED
    street.floor.check()


def test_a_stop_does_not_hear_of_trades_before_it_was_placed(street: Street) -> None:
    """A seller takes 5010 and then what works at 5000: the stop that is placed then has not seen 5010."""
    street.trade(4990)
    working = ListLeg("BUY", OrderType.LIMIT, 10, price=5000)
    _, later = place(street, ListType.OTO, working, ListLeg("BUY", STOP, 10, stop_price=5010))
    street.floor.place(street.maker, "BUY", 5, 5010)
    street.floor.place(street.other, "SELL", 15, 4990)
    assert street.status(later) is OrderStatus.NEW
    street.floor.check()


def test_a_stop_whose_pair_is_halted_meanwhile_keeps_its_money(floor: Floor) -> None:
    """It is set off by the trade that halts the pair: its other order is gone, and it waits again."""
    floor.pair(filters=Filters(breaker_bips=500))
    street = Street(floor)
    street.trade(5000)
    profit, loss = ListLeg("SELL", LIMIT_MAKER, 10, price=5200), ListLeg("SELL", STOP, 10, stop_price=4700)
    above, below = place(street, ListType.OCO, profit, loss)
    street.trade(4700)
    assert (street.status(above), street.status(below)) == (OrderStatus.CANCELED, OrderStatus.NEW)
    assert floor.has(street.ada, "BTC") == (10**9 - 10_000, 10_000)
    floor.check()


def test_a_pair_that_goes_on_is_halted_by_trades_alone(floor: Floor) -> None:
    pair = floor.pair(filters=Filters(breaker_bips=500))
    street = Street(floor)
    street.trade(5000)
    street.trade(5300)
    assert floor.cannot(street.maker, "BUY", 1, 5300).rule == "PAIR_HALTED"  # type: ignore[attr-defined]
    floor.did(floor.owner, SetPairStatus, pair=pair, status=PairStatus.TRADING)
    floor.record.clock.turn(seconds=61)
    floor.place(street.maker, "SELL", 1, 5300)
    floor.place(street.other, "BUY", 1, 5300)
    floor.place(street.other, "BUY", 1, 5300)
    floor.check()

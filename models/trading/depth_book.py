"""The local copy of somebody else's order book: levels by price, kept from deltas.

Prices and quantities are integers of any unit. A side is a dictionary of its levels and the sorted list of
its prices with the best at the end, where nearly all changes are: putting one in moves little memory, and
the best N are a slice.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping

Levels = tuple[tuple[int, int], ...]
"""(price, quantity) each."""


class _Side:
    """One side; `sign` is 1 for bids and -1 for asks, so that the greatest key is the best price."""

    __slots__ = ("_keys", "_sign", "quantities")

    def __init__(self, sign: int) -> None:
        self._sign = sign
        self._keys: list[int] = []
        self.quantities: dict[int, int] = {}

    def replace(self, levels: Iterable[tuple[int, int]]) -> None:
        self.quantities = {price: quantity for price, quantity in dict(levels).items() if quantity}
        self._keys = sorted(self._sign * price for price in self.quantities)

    def apply(self, levels: Iterable[tuple[int, int]]) -> None:
        quantities, keys, sign = self.quantities, self._keys, self._sign
        for price, quantity in levels:
            if quantity:
                if price not in quantities:
                    insort(keys, sign * price)
                quantities[price] = quantity
            elif quantities.pop(price, 0):
                del keys[bisect_left(keys, sign * price)]

    def copy(self) -> _Side:
        other = _Side(self._sign)
        other._keys, other.quantities = self._keys.copy(), self.quantities.copy()
        return other

    def best(self) -> int:
        return self._sign * self._keys[-1] if self._keys else 0

    def top(self, count: int) -> Levels:
        quantities, sign = self.quantities, self._sign
        return tuple((sign * key, quantities[sign * key]) for key in self._keys[: -count - 1 : -1])


class DepthBook:
    """Bids and asks, and the id of the last update that is in them (0 before the first snapshot)."""

    __slots__ = ("_asks", "_bids", "update_id")

    def __init__(self) -> None:
        self._bids, self._asks = _Side(1), _Side(-1)
        self.update_id = 0

    def copy(self) -> DepthBook:
        """The same levels, which change by themselves."""
        other = DepthBook()
        other._bids, other._asks, other.update_id = self._bids.copy(), self._asks.copy(), self.update_id
        return other

    def replace(
        self, update_id: int, bids: Iterable[tuple[int, int]], asks: Iterable[tuple[int, int]]
    ) -> None:
        """Be what a snapshot says; levels without quantity are left out."""
        self._bids.replace(bids)
        self._asks.replace(asks)
        self.update_id = update_id

    def apply(self, update_id: int, bids: Iterable[tuple[int, int]], asks: Iterable[tuple[int, int]]) -> None:
        """Take in what changed: the new quantity of each level, 0 for one that is gone.

        Whether the change follows on the last one is for whoever has the ids of both (`stitching`).
        """
        self._bids.apply(bids)
        self._asks.apply(asks)
        self.update_id = update_id

    @property
    def best_bid(self) -> int:
        """The highest price somebody pays; 0 without any."""
        return self._bids.best()

    @property
    def best_ask(self) -> int:
        """The lowest price somebody sells at; 0 without any."""
        return self._asks.best()

    @property
    def crossed(self) -> bool:
        """Whether somebody pays what somebody asks: no real book shows this, so a change was missed."""
        bid, ask = self.best_bid, self.best_ask
        return bool(bid and ask and bid >= ask)

    @property
    def bids(self) -> Mapping[int, int]:
        """Quantities by price, in no order."""
        return self._bids.quantities

    @property
    def asks(self) -> Mapping[int, int]:
        """Quantities by price, in no order."""
        return self._asks.quantities

    def top(self, count: int) -> tuple[Levels, Levels]:
        """The best bids and the best asks, best first, at most `count` of each."""
        return self._bids.top(count), self._asks.top(count)

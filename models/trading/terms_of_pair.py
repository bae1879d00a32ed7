"""What a tick and a lot of a pair are, where no exchange has the pair."""

from __future__ import annotations

from dataclasses import dataclass

from models.trading.amounts import unit_of


@dataclass(frozen=True, slots=True)
class PairScale:
    """As in `PairInfo`: one tick is `tick` quote units a base coin, one lot `lot` base units."""

    base: str
    quote: str
    tick: int
    lot: int

    @property
    def pair(self) -> str:
        """Its name."""
        return f"{self.base}/{self.quote}"

    @property
    def unit(self) -> int:
        """What a tick times a lot is worth in quote units; 0 where that is no whole number."""
        return unit_of(self.base, self.tick, self.lot)

"""What the page of Trade remembers: the last pair, sizes and drawings of each pair, layouts by name."""

from __future__ import annotations

from typing import Any

from app.kernel.settings import Setting, Settings
from models.trading.entities import PairInfo, Ticker

SIZES = 4

PAIRS: Setting[dict[str, object]] = Setting(key="trade.pairs", default={})
"""By pair: `sizes` (lots), `drawings` (plain data of the chart)."""

LAYOUTS: Setting[dict[str, object]] = Setting(key="trade.layouts", default={})
"""By name: what a layout is made of, see `views.trading.layout`; "" is the one of now."""

LAST: Setting[str] = Setting(key="trade.pair", default="")
"""The pair that was looked at last."""


class TradeMemory:
    """Reads and writes these settings; anything of another shape counts as nothing."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        settings.declare(PAIRS, LAYOUTS, LAST)

    @property
    def last(self) -> str:
        """The pair that was looked at last; "" for none."""
        return self._settings.get(LAST)

    def set_last(self, pair: str) -> None:
        if pair != self.last:
            self._settings.set(LAST, pair)

    def sizes(self, pair: PairInfo, ticker: Ticker | None) -> list[int]:
        """Four sizes in lots: those that were kept, else round ones of 100, 500, 1,000 and 5,000 quote."""
        kept = self._of(pair.pair).get("sizes")
        if isinstance(kept, list) and len(kept) == SIZES and all(type(n) is int and n > 0 for n in kept):
            return kept
        price = ticker.last if ticker is not None and ticker.last else 0
        if not price:
            return [10, 50, 100, 500]
        from models.ledger.assets import asset

        whole = int(10 ** asset(pair.quote).decimals)
        wanted = (100 * whole, 500 * whole, 1000 * whole, 5000 * whole)
        return [_round(max(1, amount // (price * pair.unit))) for amount in wanted]

    def keep_size(self, pair: PairInfo, ticker: Ticker | None, place: int, lots: int) -> None:
        """Make `lots` the size on this place (0 to 3)."""
        sizes = list(self.sizes(pair, ticker))
        sizes[place] = lots
        self._keep(pair.pair, sizes=sizes)

    def drawings(self, pair: str) -> list[dict[str, Any]]:
        """What was drawn on a pair's chart."""
        kept = self._of(pair).get("drawings")
        return [each for each in kept if isinstance(each, dict)] if isinstance(kept, list) else []

    def keep_drawings(self, pair: str, drawings: list[dict[str, Any]]) -> None:
        if drawings != self.drawings(pair):
            self._keep(pair, drawings=drawings)

    # Layouts

    def layout(self, name: str = "") -> dict[str, Any]:
        """A layout by its name; {} for none."""
        kept = self._saved().get(name)
        return kept if isinstance(kept, dict) else {}

    @property
    def layouts(self) -> list[str]:
        """The names of those that were saved."""
        return sorted(name for name in self._saved() if name)

    def keep_layout(self, layout: dict[str, Any], name: str = "") -> None:
        if layout != self.layout(name):
            self._settings.set(LAYOUTS, self._saved() | {name: layout})

    def forget_layout(self, name: str) -> None:
        kept = dict(self._saved())
        if kept.pop(name, None) is not None:
            self._settings.set(LAYOUTS, kept)

    def _saved(self) -> dict[str, object]:
        return self._settings.get(LAYOUTS)

    def _of(self, pair: str) -> dict[str, Any]:
        kept = self._settings.get(PAIRS).get(pair)
        return kept if isinstance(kept, dict) else {}

    def _keep(self, pair: str, **values: Any) -> None:
        kept: dict[str, object] = self._settings.get(PAIRS)
        self._settings.set(PAIRS, kept | {pair: self._of(pair) | values})


def _round(lots: int) -> int:
    """To one leading digit."""
    unit = int(10 ** (len(str(lots)) - 1))
    return max(1, round(lots / unit) * unit)

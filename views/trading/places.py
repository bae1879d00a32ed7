"""The places of Trade, one line each: the first part of their links, and the page, made when first opened."""

from __future__ import annotations

from functools import partial

from models.core.text import tr
from views.shell.places import Place

SPOT = "spot"
PRACTICE = "practice"


def places() -> list[Place]:
    """Every place; the listed ones in the order in which they stand in the row."""
    place = partial(Place, workspace="trade", listed=True)
    return [
        place(segment=SPOT, title=tr("Spot"), icon="chart-candlestick", keys="Alt+Shift+S"),
        place(segment=PRACTICE, module="views.trading.practice_page", title=tr("Practice"), icon="history",
              keys="Alt+Shift+P"),
    ]  # fmt: skip

"""The places of Trade, one line each: the first part of their links, and the page, made when first opened."""

from __future__ import annotations

from functools import partial

from models.core.text import tr
from views.shell.places import Place

SPOT = "spot"
MARKETS = "markets"
REPORTS = "reports"
AUDIT = "audit"
MANAGE = "manage"
MINE = "mine"  # the part of it that is everybody's
PRACTICE = "practice"


def places() -> list[Place]:
    """Every place; the listed ones in the order in which they stand in the row."""
    place = partial(Place, workspace="trade", listed=True)
    return [
        place(segment=MARKETS, module="views.trading.markets_page", title=tr("Markets"), icon="globe",
              keys="Alt+Shift+M"),
        place(segment=SPOT, title=tr("Spot"), icon="chart-candlestick", keys="Alt+Shift+S"),
        place(segment=REPORTS, module="views.trading.reports.page", title=tr("Reports"), icon="chart-column",
              keys="Alt+Shift+R"),
        place(segment=AUDIT, module="views.trading.reports.audit_page", listed=False, under=SPOT),
        place(segment=MANAGE, title=tr("Manage"), icon="sliders-horizontal", keys="Alt+Shift+G",
              module="views.trading.manage.page"),
        place(segment=PRACTICE, module="views.trading.practice.page", title=tr("Practice"), icon="history",
              keys="Alt+Shift+P"),
    ]  # fmt: skip

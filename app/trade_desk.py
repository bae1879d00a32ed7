"""What Trade's page is made of, built when it is first opened."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING

from app.services import Services
from controllers.trading.memory import TradeMemory

if TYPE_CHECKING:
    from app.kernel.actor import Actor
    from app.kernel.notices import Notices
    from controllers.trading.exchange import ExchangeDesk
    from controllers.trading.founding import Founding

_CHART = "views.trading.chart"
"""Heavy, so it is imported on a thread."""


class TradeDesk:
    """The parts that live as long as the record is open."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self.memory = TradeMemory(services.settings)

    @property
    def actor(self) -> Actor:
        return self._services.actor

    @property
    def notices(self) -> Notices:
        return self._services.notices

    @cached_property
    def exchange(self) -> ExchangeDesk:
        """The exchange that is traded on."""
        from controllers.trading.exchange import ExchangeDesk

        return ExchangeDesk(self.actor, self._services)

    @cached_property
    def founding(self) -> Founding:
        """Opens an exchange, or joins one."""
        from controllers.trading.founding import Founding

        return Founding(self.actor, self.exchange, self.notices, self._services)

    def prepare(self, done: Callable[[], None]) -> None:
        """Import what the chart is drawn with on a thread, then call `done` on the Qt thread."""
        self._services.tasks.run(lambda: import_module(_CHART), lambda _: done())

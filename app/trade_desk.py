"""What Trade's page is made of, built when it is first opened."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, cast

from app.kernel.actions import Action
from app.services import Services
from models.core.text import number, tr
from views.trading.actions import trade_actions

if TYPE_CHECKING:
    from app.kernel.actor import Actor
    from app.kernel.notices import Notices
    from controllers.trading.backtesting import Backtesting
    from controllers.trading.caretaker import Caretaker
    from controllers.trading.exchange import ExchangeDesk
    from controllers.trading.exporting import Exporting
    from controllers.trading.founding import Founding
    from controllers.trading.house import House
    from controllers.trading.keeping import Keeping
    from controllers.trading.live_desk import LiveDesk
    from controllers.trading.memory import TradeMemory
    from controllers.trading.own_terms import OwnTerms
    from controllers.trading.paper_desk import PaperDesk
    from controllers.trading.pulse import Pulse
    from controllers.trading.recorder import Recorder
    from controllers.trading.upkeep import Upkeep
    from controllers.trading.watchlist import Watchlist
    from views.shell.window import MainWindow
    from views.shell.workspace import Workspace
    from views.trading.workspace import TradeWorkspace

_CHART = "views.trading.chart.chart"
"""Heavy, so it is imported on a thread."""


class TradeDesk:
    """The parts that live as long as the record is open; `load_sample` brings the sample world."""

    def __init__(self, services: Services, window: MainWindow, load_sample: Callable[[], object]) -> None:
        self._services, self._window, self._load_sample = services, window, load_sample
        services.rested.connect(self._keep_up)

    @cached_property
    def _house(self) -> House:
        from controllers.trading.house import House

        return House()

    def actions(self) -> list[Action]:
        """What a person can do in Trade."""
        stack = self._window.stack
        return trade_actions(
            lambda: cast("TradeWorkspace", stack.workspace("trade")), lambda: stack.is_built("trade")
        )

    def make(self) -> Workspace:
        """Build the workspace."""
        from views.trading.workspace import TradeWorkspace

        workspace = TradeWorkspace(self, self._window.services.actions)
        workspace.sample_asked.connect(lambda: self._load_sample())
        workspace.wallet_asked.connect(lambda: self._window.go("nonet://wallet"))
        status, pulse = self._window.status, self.pulse
        status.market.setToolTip(tr("Let simulated participants rest"))
        status.market.clicked.connect(pulse.toggle)
        pulse.changed.connect(self._show_pulse)
        pulse.beat.connect(self._show_pulse)
        self._show_pulse()
        self.caretaker.follow()
        workspace.manual_asked.connect(lambda page: self._window.go(f"nonet://manual/{page}"))
        return workspace

    @property
    def actor(self) -> Actor:
        return self._services.actor

    @property
    def notices(self) -> Notices:
        return self._services.notices

    @cached_property
    def memory(self) -> TradeMemory:
        """What the page remembers."""
        from controllers.trading.memory import TradeMemory

        return TradeMemory(self._services.settings)

    @cached_property
    def exchange(self) -> ExchangeDesk:
        """The exchange that is traded on."""
        from controllers.trading.exchange import ExchangeDesk

        return ExchangeDesk(self.actor, self._services)

    @cached_property
    def founding(self) -> Founding:
        """Opens an exchange, or joins one."""
        from controllers.trading.founding import Founding

        return Founding(self.actor, self.exchange, self.notices, lambda: self.pulse.toggle(), self._services)

    @cached_property
    def exporting(self) -> Exporting:
        """Writes one's own history to files."""
        from controllers.trading.exporting import Exporting

        return Exporting(self.actor, self.exchange, self._services.tasks, self.notices)

    @cached_property
    def pulse(self) -> Pulse:
        """Lets the market live; it rests when Nonet closes."""
        from controllers.trading.pulse import Pulse

        services = self._services
        pulse = Pulse(self.actor, self.exchange, services.settings, self.notices, services, self._house)
        services.closing.connect(pulse.stop)
        return pulse

    @cached_property
    def watchlist(self) -> Watchlist:
        """The pairs that the person follows."""
        from controllers.trading.watchlist import Watchlist

        return Watchlist(self.actor, self.exchange, self._services)

    def fetch(self, name: str, done: Callable[[], None]) -> None:
        """Import a module that takes its time on a thread, then call `done` on the Qt thread."""
        self._services.fetch(name, done)

    @cached_property
    def upkeep(self) -> Upkeep:
        """Ends orders on their day and tells of fills."""
        from controllers.trading.upkeep import Upkeep

        upkeep = Upkeep(self.actor, self._services)
        self._services.closing.connect(upkeep.stop)
        return upkeep

    def _keep_up(self) -> None:
        """Exchanges are kept up when nobody waits for Home any more."""
        self.upkeep.look()

    @cached_property
    def keeping(self) -> Keeping:
        """What the owner of the exchange looks after."""
        from controllers.trading.keeping import Keeping

        return Keeping(self.actor, self.exchange, self._services)

    @cached_property
    def own_terms(self) -> OwnTerms:
        """What a customer decides for themselves."""
        from controllers.trading.own_terms import OwnTerms

        return OwnTerms(self.actor, self.exchange, self._services)

    @cached_property
    def caretaker(self) -> Caretaker:
        """Ends pauses, and watches for abuse; it rests when Nonet closes."""
        from controllers.trading.caretaker import Caretaker

        caretaker = Caretaker(self.actor, self.exchange, self.notices, self._services)
        self._services.closing.connect(caretaker.stop)
        return caretaker

    def _show_pulse(self) -> None:
        """Say in the status bar that a simulated market lives."""
        pulse = self.pulse
        text = tr("Market running · {count} orders/s", count=number(pulse.rate)) if pulse.running else ""
        self._window.status.show_market(text)

    @cached_property
    def recorder(self) -> Recorder:
        """The recording one practises on; its thread ends when Nonet closes."""
        from controllers.trading.recorder import Recorder

        recorder = Recorder(self._services)
        self._services.closing.connect(recorder.close)
        return recorder

    @cached_property
    def backtests(self) -> Backtesting:
        """Runs strategies over recordings."""
        from controllers.trading.backtesting import Backtesting

        services = self._services
        return Backtesting(self.actor, services.runner, services.tasks, services)

    @cached_property
    def paper(self) -> PaperDesk:
        """Trading on paper against prices from outside; it ends when Nonet closes."""
        from controllers.trading.paper_desk import PaperDesk

        paper = PaperDesk(self.actor, self._house, self._services)
        self._services.closing.connect(paper.end)
        self.recorder.opened.connect(paper.end)
        return paper

    @cached_property
    def live(self) -> LiveDesk:
        """Live prices of exchanges elsewhere; nothing is asked of a network before a person wants it."""
        from controllers.trading.live_desk import LiveDesk

        live = LiveDesk(self._services)
        self._services.closing.connect(live.close)
        return live

    def prepare(self, done: Callable[[], None]) -> None:
        """Import what the chart is drawn with on a thread, then call `done` on the Qt thread."""
        self._services.fetch(_CHART, done)

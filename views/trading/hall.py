"""What Trade is made of, and what the workspace gives to its pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from app.kernel.actions import Actions
from app.kernel.actor import Actor
from app.kernel.notices import Notices
from controllers.trading.backtesting import Backtesting
from controllers.trading.exchange import ExchangeDesk
from controllers.trading.exporting import Exporting
from controllers.trading.founding import Founding
from controllers.trading.keeping import Keeping
from controllers.trading.live_desk import LiveDesk
from controllers.trading.memory import TradeMemory
from controllers.trading.own_terms import OwnTerms
from controllers.trading.paper_desk import PaperDesk
from controllers.trading.pulse import Pulse
from controllers.trading.recorder import Recorder
from controllers.trading.watchlist import Watchlist


class Parts(Protocol):
    """What the workspace is made of."""

    @property
    def actor(self) -> Actor: ...

    @property
    def notices(self) -> Notices: ...

    @property
    def exchange(self) -> ExchangeDesk: ...

    @property
    def founding(self) -> Founding: ...

    @property
    def memory(self) -> TradeMemory: ...

    @property
    def exporting(self) -> Exporting: ...

    @property
    def pulse(self) -> Pulse: ...

    @property
    def watchlist(self) -> Watchlist: ...

    def fetch(self, name: str, done: Callable[[], None]) -> None:
        """Import a module that takes its time on a thread, then call `done` on this one."""

    @property
    def keeping(self) -> Keeping: ...

    @property
    def own_terms(self) -> OwnTerms: ...

    @property
    def recorder(self) -> Recorder: ...

    @property
    def paper(self) -> PaperDesk: ...

    @property
    def live(self) -> LiveDesk: ...

    @property
    def backtests(self) -> Backtesting: ...

    def prepare(self, done: Callable[[], None]) -> None:
        """Import what the chart is drawn with on a thread, then call `done` on this one."""


@runtime_checkable
class FollowsPair(Protocol):
    """A page on which one can be at a pair that may be followed."""

    def follow_current(self) -> bool: ...


class Hall(Protocol):
    """The workspace as its pages see it: what they work with, and the ways to other places.

    Pages are seen only where there is an exchange that the person has joined; the market's page, where it
    has pairs.
    """

    @property
    def parts(self) -> Parts: ...

    @property
    def registry(self) -> Actions: ...

    def visit(self, place: str) -> None:
        """Go to a place of Trade (`spot/BTC-USDT`) as a step of back and forward."""

    def visit_pair(self, name: str) -> None:
        """Look at a pair's market."""

    def visit_own(self, tab: str) -> None:
        """Look at one of one's own tables below the market."""

    def ask_wallet(self) -> None:
        """Money is to be brought here."""

    def read_manual(self, page: str) -> None:
        """Show a page of the manual."""

    def choose_pair(self) -> None:
        """Open the list of pairs."""

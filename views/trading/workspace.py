"""The Trade workspace: its places and the row that leads to them, or what stands for them where there is no
exchange yet."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qs
from uuid import UUID

from PySide6.QtCore import Qt, QUrl, Signal, SignalInstance, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.kernel.actions import Actions
from app.kernel.actor import NOBODY
from app.kernel.notices import NoticeKind
from controllers.trading.pulse import Pulse
from controllers.trading.recorder import is_strategy, recordings_in
from models.core.errors import PersonError
from models.core.text import tr
from views.shell.navigation import link
from views.shell.place_row import PlaceRow
from views.shell.places import Page
from views.shell.workspace import Crumb, Workspace
from views.trading.actions import Player
from views.trading.hall import FollowsPair, Parts
from views.trading.hands import LadderHands
from views.trading.manage.page import PAIRS, RISK, ManagePage
from views.trading.page import TradePage
from views.trading.pairs_panel import PairsPanel
from views.trading.places import MANAGE, MINE, PRACTICE, SPOT, places
from views.trading.spot_page import SpotPage
from views.widgets import tokens
from views.widgets.by_and_by import ByAndBy, in_turn
from views.widgets.pages import Pages
from views.widgets.states import State, StateStack, StateView

if TYPE_CHECKING:
    from views.trading.practice.page import PracticePage


class TradeWorkspace(Workspace):
    """Places: what `places` lists; "" is the market of last time (`spot`).

    `wallet_asked`: money is to be brought here; `sample_asked`: the sample world is to be loaded.
    `manual_asked` carries the page of the manual that is to be shown.
    """

    wallet_asked = Signal()
    sample_asked = Signal()
    manual_asked = Signal(str)

    def __init__(self, parts: Parts, actions: Actions) -> None:
        super().__init__()
        self.parts, self.registry = parts, actions
        self._path = SPOT
        self._places = {place.segment: place for place in places()}
        self.pairs = PairsPanel(parts.exchange, parts.watchlist, self)
        self.spot = SpotPage(self)
        self._forgetting = ByAndBy(iter(()), self)
        self._pages: dict[str, Page] = {SPOT: self.spot}
        self.row = PlaceRow(
            list(self._places.values()), actions, tr("Places in Trade"), height=tokens.CONTROL
        )
        self.pages = Pages()
        self._inside = QWidget(self)
        inside = QVBoxLayout(self._inside)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self.row)
        inside.addWidget(self.pages)
        self._stack = StateStack(self._inside, parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self._take_in(self.spot)
        self.row.choose(SPOT)
        self.row.chosen.connect(self.visit)
        self.row.left.connect(self._into_page)
        self.pairs.pair_chosen.connect(self.visit_pair)
        parts.exchange.changed.connect(self._follow)
        parts.exchange.failed.connect(self._fail)
        parts.actor.changed.connect(self._somebody_else)
        self._stack.show_loading()
        parts.exchange.refresh()

    def _take_in(self, page: Page) -> None:
        self.pages.addWidget(page)
        page.title_changed.connect(self.title_changed)
        page.moved.connect(partial(self._page_moved, page, self.place_changed))
        page.adjusted.connect(partial(self._page_moved, page, self.place_adjusted))

    # Places

    @property
    def seen(self) -> Page:
        """The page that is seen."""
        return cast(Page, self.pages.currentWidget())

    def begins(self) -> QWidget:
        return self.seen if self._stack.currentWidget() is self._inside else self._stack

    @property
    def title(self) -> str:
        return self.seen.title

    def place(self) -> str:
        return self._path

    def go(self, place: str) -> None:
        path, _, query = place.partition("?")
        segment, *ids = path.strip("/").split("/")
        segment = segment or SPOT
        page = self.page_of(segment)
        said = {key: each[-1] for key, each in parse_qs(query).items()}
        if page is None or not page.show_place(ids, said):
            self._tell_dead(place)
            segment, path, page = SPOT, SPOT, self.spot
            place = path
        self._path = (place if page.keeps_query else path) or self._path
        known = self._places[segment]
        self.row.choose(segment if known.listed else known.under)
        self.pages.setCurrentWidget(page)
        self._follow()
        if self.isVisible() and not self.row.has_focus:
            self.begins().setFocus()
        self.title_changed.emit()

    def _tell_dead(self, place: str) -> None:
        text = tr("There is nothing at {link}.", link=link("trade", place)[:200])
        self.parts.notices.post(text, NoticeKind.WARNING, key="dead-link")

    def page_of(self, segment: str) -> Page | None:
        """The page of a place, built if this is the first time; None for an unknown one."""
        page = self._pages.get(segment)
        if page is None and segment in self._places:
            page = self._pages[segment] = cast(Page, self._places[segment].make(self))
            self._take_in(page)
        return page

    def breadcrumb(self) -> Sequence[Crumb]:
        return self.seen.breadcrumb()

    @Slot(str)
    def visit(self, place: str) -> None:
        """Go somewhere as the person asked: a step of back and forward."""
        self.go(place)
        self.place_changed.emit(self._path)

    @Slot(str)
    def visit_pair(self, name: str) -> None:
        """Look at a pair's market."""
        if self.seen is not self.spot or name != self.spot.title:
            self.visit(f"{SPOT}/{name.replace('/', '-')}")

    def visit_own(self, tab: str) -> None:
        """Look at one of one's own tables below the market."""
        if self.seen is not self.spot:
            self.visit(SPOT)
        self.page.building.finish()
        self.show_own(tab)

    def _page_moved(self, page: Page, told: SignalInstance, path: str) -> None:
        """A page went on by itself."""
        if page is self.seen and path != self._path:
            self._path = path
            told.emit(path)

    @Slot()
    def _into_page(self) -> None:
        self.seen.setFocus(Qt.FocusReason.TabFocusReason)

    def focus_search(self) -> bool:
        if not self.seen.focus_search():
            self.choose_pair()
        return True

    # What is shown

    @Slot()
    def _follow(self) -> None:
        if not self.parts.exchange.ready:
            self._stack.show_loading()
            return
        state = self._state()
        if state is not None:
            self._stack.show_state(state)
        else:
            self._stack.show_content()

    def _state(self) -> StateView | None:
        """What stands in the pages' place; None where there is an exchange to show."""
        desk, founding = self.parts.exchange, self.parts.founding
        if desk.exchange is None:
            state = StateView(
                State.EMPTY,
                tr("There is no exchange on this computer yet."),
                tr("Open one with play money and five pairs, or load the sample world: its market lives."),
                icon="chart-candlestick",
                action=tr("Open an exchange"),
                do=founding.found,
            )
            state.add_choice(tr("Load the sample world"), self.sample_asked.emit)
            return state
        if not desk.joined:
            return StateView(
                State.EMPTY,
                tr("{name} is an exchange on this computer.", name=desk.exchange.name),
                tr("Joining costs nothing: you get a wallet there."),
                icon="chart-candlestick",
                action=tr("Join"),
                do=founding.join,
            )
        if not desk.pairs and self.seen is self.spot:
            return StateView(
                State.EMPTY,
                tr("Nothing is traded on {name} yet.", name=desk.exchange.name),
                "" if desk.runs else tr("Whoever runs it has to add a pair first."),
                icon="chart-candlestick",
                action=tr("Add a pair") if desk.runs else "",
                do=self.add_pair,
            )
        return None

    @Slot(object)
    def _fail(self, error: PersonError) -> None:
        self._stack.show_error(error, self.parts.exchange.refresh)

    @Slot()
    def _somebody_else(self) -> None:
        """Nothing of the person before stays on the screen."""
        self.pairs.close_panel()
        self._forgetting.finish()
        self._forgetting = ByAndBy(in_turn([page.forget for page in self._pages.values()]), self)
        if self.parts.actor.account == NOBODY:  # the page that asks who is here lies before all of it
            self._forgetting.start()
        else:
            self._forgetting.finish()
        self._path = SPOT
        self.pages.setCurrentWidget(self.spot)
        self.row.choose(SPOT)
        self._stack.show_loading()
        self.parts.exchange.refresh()

    # Drops

    def drop(self, urls: Sequence[QUrl]) -> bool:
        """Recordings are played, a strategy is chosen for a backtest."""
        paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
        if self._stack.currentWidget() is not self._inside or not (
            recordings_in(paths) or is_strategy(paths)
        ):
            return False
        page = cast("PracticePage", self.page_of(PRACTICE))
        return page.take(paths)

    def drop_sentence(self, urls: Sequence[QUrl]) -> str:
        paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
        if self._stack.currentWidget() is not self._inside:
            return ""
        if is_strategy(paths):
            return tr("Drop the strategy here to see what it would have earned.")
        return tr("Drop the recording here to play it again.") if recordings_in(paths) else ""

    # What actions do

    @property
    def player(self) -> Player | None:
        """What plays a recording, while one is seen."""
        recorder = self.parts.recorder
        playing = self.row.isVisible() and self._path.startswith(PRACTICE) and recorder.replay.span[0] > 0
        return recorder if playing else None

    @property
    def page(self) -> TradePage:
        """The market's page, made now if it is not there yet."""
        self.spot.market.building.finish()
        return self.spot.market

    @property
    def space_id(self) -> UUID | None:
        """The exchange's space."""
        return self.parts.exchange.space_id

    @property
    def pulse(self) -> Pulse:
        """Whether simulated participants trade."""
        return self.parts.pulse

    @property
    def hands(self) -> LadderHands:
        return self.page.hands

    @property
    def has_pair(self) -> bool:
        """Whether a market is shown."""
        there = self._stack.currentWidget() is self._inside and self.seen is self.spot
        return there and self.spot.market.building.is_done

    @Slot()
    def choose_pair(self) -> None:
        """Open the list of pairs."""
        self.pairs.open_panel()

    def ask_wallet(self) -> None:
        """Money is to be brought here."""
        self.wallet_asked.emit()

    def follow_pair(self) -> None:
        """Follow the pair that one is at, or no more."""
        page = self.seen
        if isinstance(page, FollowsPair) and page.follow_current():
            return
        if page is self.spot and self.spot.pair is not None:
            self.parts.watchlist.toggle(self.spot.pair.pair)

    def read_manual(self, page: str) -> None:
        """Show a page of the manual."""
        self.manual_asked.emit(page)

    def new_order(self, side: str) -> None:
        """Go to the order form."""
        self.spot.new_order(side)

    def show_own(self, tab: str) -> None:
        """Show one of one's own tables, with the keyboard in it."""
        self.spot.show_own(tab)

    def toggle_depth(self) -> None:
        """The chart, or the depth of the book."""
        self.page.toggle_depth()

    def next_interval(self, by: int) -> None:
        """Shorter or longer bars."""
        self.page.next_interval(by)

    def save_layout(self) -> None:
        """Keep how the page is arranged under a name."""
        self.page.layouts.ask_name()

    def toggle_life(self) -> None:
        """Wake the market, or let it rest."""
        self.parts.pulse.toggle()

    # Managing

    @property
    def runs(self) -> bool:
        """Whether the person is the owner of the exchange."""
        return self.parts.exchange.runs

    @property
    def joined(self) -> bool:
        """Whether they are a customer of it."""
        return self.parts.exchange.joined

    def _manage(self, part: str) -> ManagePage:
        self.visit(f"{MANAGE}/{part}")
        page = self.seen
        assert isinstance(page, ManagePage)
        return page

    def add_pair(self) -> None:
        """Ask for a new pair."""
        self._manage(PAIRS).add_pair()

    def ask_halt(self) -> None:
        """Ask whether the exchange is to be halted, or let it trade again."""
        self._manage(RISK).ask_halt()

    def ask_stop(self) -> None:
        """Ask whether the person is to be stopped, by themselves."""
        self._manage(MINE).ask_stop()

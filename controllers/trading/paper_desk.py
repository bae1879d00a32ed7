"""Trading on paper: an exchange of one's own that mirrors a recording or live prices, and its money."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from app.kernel.actor import Actor
from controllers.trading.house import House
from controllers.trading.outside_market import OutsideMarket
from controllers.trading.paper import PaperMarket
from controllers.trading.reading import Reading
from models.core.dispatcher import Verdict
from models.core.errors import Invalid, PersonError
from models.core.text import tr
from models.trading.commands import AddPair
from models.trading.entities import NO_LIMITS, PairInfo
from models.trading.paper_account import FillPaper, OpenPaper, paper_space
from models.trading.queries import Pairs
from models.trading.terms_of_pair import PairScale


class PaperDesk(QObject):
    """One market at a time is traded on paper. `changed`: it has begun or ended. `failed` carries a
    `PersonError`: why it has not, or why it has ended. `again_wanted`:
    the market is to be told anew, to be mirrored as it stands."""

    changed = Signal()
    failed = Signal(object)
    again_wanted = Signal()

    def __init__(self, actor: Actor, house: House, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actor = actor
        self.mirror = PaperMarket(actor, self, house)
        self.source: OutsideMarket | None = None
        self.pairs: tuple[PairInfo, ...] = ()
        self._reading: Reading | None = None
        self._life = 0
        self.mirror.changed.connect(self.changed)
        self.mirror.failed.connect(self._fail)
        actor.changed.connect(self.end)

    @property
    def pair(self) -> PairInfo | None:
        """The pair that is traded on paper."""
        return self.mirror.pair

    def pair_of(self, name: str) -> PairInfo | None:
        """A pair that was traded on paper."""
        return next((each for each in self.pairs if each.pair == name), None)

    @property
    def beginning(self) -> bool:
        """Whether it is being begun."""
        return self.source is not None and not self.mirror.running

    # Beginning and ending

    def begin(self, market: OutsideMarket, reading: Reading) -> None:
        """Trade what this market shows; its prices come of `reading`."""
        self.end()
        wanted = market.pair
        if wanted is None or not market.booked:
            self.failed.emit(
                Invalid(
                    tr("There is no order book yet that could be traded against."),
                    what_now=tr("Play on until there is one; a file of bars has none."),
                )
            )
            return
        if not wanted.unit:
            self.failed.emit(Invalid(tr("{pair} cannot be traded on paper.", pair=wanted.pair)))
            return
        self.source, self._reading = market, reading
        life = self._life
        self.changed.emit()

        def opened(_: Verdict) -> None:
            if life == self._life:
                self._ask_pairs(life, wanted, add=True)

        self._actor.send(OpenPaper, space_id=self.space_id, done=opened, failed=self._give_up(life))

    @property
    def space_id(self) -> UUID:
        """Where the person trades on paper."""
        return paper_space(self._actor.account)

    def _ask_pairs(self, life: int, wanted: PairInfo, *, add: bool) -> None:
        """Find the pair there; where it is not yet, add it and look again."""

        def found(pairs: tuple[PairInfo, ...]) -> None:
            if life != self._life:
                return
            self.pairs = pairs
            pair = self.pair_of(wanted.pair)
            if pair is not None:
                self._mirror(life, pair)
            elif add:
                self._actor.send(
                    AddPair, space_id=self.space_id, base=wanted.base, quote=wanted.quote, tick=wanted.tick,
                    lot=wanted.lot, filters=NO_LIMITS, failed=self._give_up(life),
                    done=lambda _: self._ask_pairs(life, wanted, add=False),
                )  # fmt: skip

        self._actor.ask(Pairs, found, failed=self._give_up(life), space_id=self.space_id)

    def _mirror(self, life: int, pair: PairInfo) -> None:
        def filled(_: Verdict) -> None:
            reading, market = self._reading, self.source
            if life != self._life or reading is None or market is None:
                return
            market.use_scale(PairScale(pair.base, pair.quote, pair.tick, pair.lot))
            reading.frame.connect(self.mirror.take)
            self.mirror.start(pair, pair.pair)
            self.again_wanted.emit()

        self._actor.send(FillPaper, space_id=self.space_id, done=filled, failed=self._give_up(life))

    def fill(self) -> None:
        """Fill up the money."""
        self._actor.send(FillPaper, space_id=self.space_id, failed=self.failed.emit)

    @Slot()
    def end(self) -> None:
        """Mirror nothing any more; one's own orders stay, and what one has."""
        self._life += 1
        if self._reading is not None and self.mirror.running:
            self._reading.frame.disconnect(self.mirror.take)
        was, self.source, self._reading = self.source, None, None
        self.mirror.stop()
        if was is not None:
            self.changed.emit()

    def _give_up(self, life: int) -> Callable[[PersonError], None]:
        def failed(error: PersonError) -> None:
            if life == self._life:
                self._fail(error)

        return failed

    @Slot(object)
    def _fail(self, error: PersonError) -> None:
        self.end()
        self.failed.emit(error)

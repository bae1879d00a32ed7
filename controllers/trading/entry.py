"""The order that is being made: what it would cost, what is wrong with it, and sending it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.kernel.actor import Actor
from controllers.trading import foreseeing
from controllers.trading.foreseeing import Funds, Preview
from controllers.trading.tickets import Draft, command_of, field_of
from models.core.clock import utc_now
from models.core.dispatcher import Verdict
from models.core.errors import Invalid, PersonError
from models.core.ids import new_id
from models.core.registry import Command
from models.trading.commands import PlaceOrder
from models.trading.depth_book import DepthBook
from models.trading.discount import Discount, Fee, discounted
from models.trading.entities import FeeStanding, OrderType, PairInfo


class Entry(QObject):
    """Makes orders for one pair at a time. `placed` carries the result of one that was taken, `refused` the
    `PersonError` of one that was not; its `field` names the input."""

    placed = Signal(object)
    refused = Signal(object)
    sending = Signal(bool)

    def __init__(self, actor: Actor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actor = actor
        self.pair: PairInfo | None = None
        self.standing: FeeStanding | None = None
        """What the person pays here; None where it is not known, and the pair's own fees count."""
        self.price: Callable[[str], int] = lambda _: 0
        """What a whole coin is worth in the exchange's reference asset, as the exchange's desk knows it."""
        self._under_way = 0
        self._last: Command | None = None

    # What it would come to

    def preview(self, draft: Draft, book: DepthBook, funds: Funds) -> Preview:
        """What the draft would come to, with what the person may spend."""
        pair = self._at_own_fees()
        return Preview() if pair is None else foreseeing.preview(draft, pair, book, funds, self._charged)

    def _charged(self, fee: Fee, funds: Funds) -> tuple[Fee, int]:
        """The fee in the asset that the person pays fees in, and how much less that is."""
        pair, standing = self.pair, self.standing
        if pair is None or standing is None or not standing.discount:
            return fee, 0
        terms = Discount(standing.discount_asset, standing.discount_ppm, standing.reference)
        paid = discounted(fee, (pair.base, pair.quote), terms, self.price, lambda: funds.discount)
        return paid, 0 if paid == fee else terms.ppm

    def _at_own_fees(self) -> PairInfo | None:
        """The pair with the fees that the person pays there."""
        pair, tier = self.pair, None if self.standing is None else self.standing.tier
        if pair is None or tier is None:
            return pair
        maker, taker = min(pair.maker_ppm, tier.maker_ppm), min(pair.taker_ppm, tier.taker_ppm)
        return replace(pair, maker_ppm=maker, taker_ppm=taker)

    def share(self, draft: Draft, book: DepthBook, funds: Funds, percent: int) -> int:
        """The lots (or the money, by budget) that a share of what one has would be."""
        return 0 if self.pair is None else foreseeing.share(draft, self.pair, book, funds, percent)

    # Sending

    def submit(self, draft: Draft) -> None:
        """Place what stands in the form; what is wrong with it is told by `refused`."""
        if self.pair is None:
            return
        try:
            kind, fields = command_of(draft, self.pair)
        except Invalid as error:
            self.refused.emit(error)
            return
        self.send(self._make(kind, **fields), draft)

    def quick(self, side: str, price: int, quantity: int) -> None:
        """A limit order at a price of the ladder."""
        if self.pair is not None and quantity > 0 and price > 0:
            self.send(self._make(PlaceOrder, side=side, kind=OrderType.LIMIT, price=price, quantity=quantity))

    def market(self, side: str, quantity: int) -> None:
        """A market order of so many lots."""
        if self.pair is not None and quantity > 0:
            self.send(self._make(PlaceOrder, side=side, kind=OrderType.MARKET, quantity=quantity))

    @property
    def can_repeat(self) -> bool:
        """Whether an order of this pair was sent before."""
        return self._last is not None

    def repeat(self) -> None:
        """Place the last order once more."""
        if self._last is not None:
            self.send(replace(self._last, id=new_id(), at=utc_now()))

    def send(self, command: Command, draft: Draft | None = None) -> None:
        """Have the exchange decide about an order; a refusal names the field of the form it came from."""
        self._under_way += 1
        self.sending.emit(True)

        def ended() -> None:
            self._under_way -= 1
            self.sending.emit(self._under_way > 0)

        def placed(verdict: Verdict) -> None:
            ended()
            self._last = command
            self.placed.emit(verdict.result)

        def refused(error: PersonError) -> None:
            ended()
            if draft is not None:
                error.field = field_of(error.field, draft.ticket)
            self.refused.emit(error)

        self._actor.send_made(command, done=placed, failed=refused)

    def belong_to(self, pair: PairInfo | None) -> None:
        """Make orders for this pair."""
        if pair is None or self.pair is None or pair.pair != self.pair.pair:
            self._last = None
        self.pair = pair

    def _make(self, what: type[Command], /, **fields: Any) -> Command:
        assert self.pair is not None
        return self._actor.make(what, space_id=self.pair.space_id, pair=self.pair.pair, **fields)

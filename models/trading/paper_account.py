"""Where a person trades on paper: an exchange of their own that nobody else sees, with money of its own.

There is one for each person, and its space follows from theirs. What is there counts in no wallet and goes
nowhere (the kind of the space sees to that), and it is filled up as often as one likes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from models.core.context import Context
from models.core.errors import NotAllowed
from models.core.ids import derive
from models.core.registry import Authority, Command, Permission, handles
from models.core.tables import Member
from models.core.text import tr
from models.ledger import posting
from models.ledger.assets import asset
from models.ledger.purposes import FAUCET, PAPER, SPOT
from models.trading.desk import Desk
from models.trading.markets import open_exchange
from models.trading.tables import Exchange

COINS: Final = 100_000
"""Whole coins of what is paid with that one begins with, and may fill up to."""

_NUMBER = 7_500
"""The number, among the ids that follow from a person's space, of the one where they trade on paper."""


def paper_space(account: UUID) -> UUID:
    """The space of a person's exchange on paper, be it there or not."""
    return derive(account, _NUMBER)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPaper(Command):
    """Open the actor's exchange on paper, in the space of `paper_space`; again, it changes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FillPaper(Command):
    """Fill up what one has of every coin that is paid with there."""


@handles("trading.paper.open", OpenPaper, permission=Permission.OUTSIDER, authority=Authority.DECIDED)
def open_paper(ctx: Context, cmd: OpenPaper) -> bool:
    """Whether it was not there before."""
    if cmd.space_id != paper_space(cmd.actor) or ctx.get(Member, cmd.actor, cmd.actor) is None:
        raise NotAllowed(tr("An exchange can only be opened by the person it belongs to."))
    if ctx.get(Exchange, cmd.space_id) is not None:
        return False
    open_exchange(ctx, tr("Paper"), "USDT", audience=PAPER)
    return True


@handles("trading.paper.fill", FillPaper, permission=Permission.OWNER, authority=Authority.DECIDED)
def fill_paper(ctx: Context, cmd: FillPaper) -> None:
    """Only where one trades on paper: elsewhere money comes from the faucet or from others."""
    if cmd.space_id != paper_space(cmd.actor):
        raise NotAllowed(tr("Only money on paper can be filled up."))
    lines = Desk(ctx).market.lines.values()
    for code in sorted({line.quote for line in lines}):
        faucet = posting.open_account(ctx, None, code, FAUCET, may_go_negative=True)
        purse = posting.open_account(ctx, cmd.actor, code, SPOT)
        missing = COINS * 10 ** asset(code).decimals - posting.balance(ctx, purse).posted
        if missing > 0:
            posting.transfer(ctx, id=ctx.new_id(), debit=faucet, credit=purse, amount=missing, code=PAPER)

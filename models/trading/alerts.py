"""Price alerts: set, removed, and told once when a trade reaches them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from uuid import UUID

from sqlalchemy import func, select

from models.core.context import Context
from models.core.errors import Conflict, Invalid, NotFound
from models.core.registry import Permission, handles
from models.core.text import tr
from models.notifications.commands import AddNotice
from models.trading.amounts import plain_price, whole_number
from models.trading.commands import RemoveAlert, SetAlert
from models.trading.desk import Desk
from models.trading.orders import Line
from models.trading.tables import AlertRow

MOST_ALERTS = 200
"""Of a person."""

_NOTE = 200


@handles("trading.alert.set", SetAlert, permission=Permission.VIEWER)
def set_alert(ctx: Context, cmd: SetAlert) -> None:
    """Refused where the price is there already: it would be told at once."""
    desk = Desk(ctx)
    person, line = desk.person(), desk.line(cmd.pair)
    if not whole_number(cmd.price, "price"):
        raise Invalid(tr("An alert needs a price."), field="price")
    if line.last and (line.last >= cmd.price if cmd.above else line.last <= cmd.price):
        raise Conflict(tr("The price is there already."), field="price")
    mine = select(func.count()).where(AlertRow.space_id == cmd.space_id, AlertRow.owner == cmd.actor)
    if ctx.rows(mine)[0][0] >= MOST_ALERTS:
        raise Conflict(tr("These are too many alerts."), what_now=tr("Remove some of them first."))
    desk.market.add_alert(line, cmd.above, cmd.price, cmd.id)
    ctx.insert(
        AlertRow,
        space_id=cmd.space_id,
        id=cmd.id,
        owner=person.account_id,
        pair=line.pair,
        price=cmd.price,
        above=cmd.above,
        note=" ".join(cmd.note.split())[:_NOTE],
        at=ctx.now,
        fired_at=None,
    )
    ctx.undo_with(RemoveAlert, alert_id=cmd.id)


@handles("trading.alert.remove", RemoveAlert, permission=Permission.VIEWER)
def remove_alert(ctx: Context, cmd: RemoveAlert) -> None:
    """Also one that was told."""
    desk = Desk(ctx)
    row = ctx.get(AlertRow, cmd.space_id, cmd.alert_id)
    if row is None or row.owner != cmd.actor:
        raise NotFound(tr("This alert no longer exists."))
    if row.fired_at is None:
        desk.market.remove_alert(desk.line(row.pair), row.above, row.price, row.id)
    ctx.delete(AlertRow, cmd.space_id, cmd.alert_id)


def fire(desk: Desk, line: Line, low: int, high: int) -> None:
    """Tell those whose price lies within what was traded just now."""
    reached = line.above[: bisect_right(line.above, (high, _LAST))]
    fallen = line.below[bisect_left(line.below, (low, _FIRST)) :]
    for above, alerts in ((True, reached), (False, fallen)):
        for price, id_ in alerts:
            desk.market.remove_alert(line, above, price, id_)
            row = desk.ctx.update(AlertRow, desk.space_id, id_, fired_at=desk.ctx.now)
            tell(desk, row.owner, "trade.alert", line.pair, plain_price(price, line), row.note)


def tell(
    desk: Desk, person: UUID, kind: str, pair: str, title: str, excerpt: str = "", topic: str = "",
    order: int = 0,
) -> None:  # fmt: skip
    """A notice for a customer, in their own name: nobody hears who has caused it. It leads to the pair's
    market, and there to the order it is about."""
    place = f"nonet://trade/spot/{pair.replace('/', '-')}"
    if desk.on_paper:
        title, place, order = tr("On paper: {text}", text=title), "nonet://trade/practice", 0
    desk.ctx.follow_up(
        AddNotice,
        space_id=person,
        actor=person,
        kind=kind,
        title=title,
        excerpt=excerpt,
        link=f"{place}?order={order}" if order else place,
        topic=topic,
    )


_FIRST, _LAST = UUID(int=0), UUID(int=(1 << 128) - 1)

"""The market that is killed, with a fault planted in it: its name is the argument."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event

from benchmarks.recovery import child
from models.core.dispatcher import Dispatcher, Verdict
from models.core.registry import Command
from models.ledger.sheet import Sheet
from models.trading import settling
from models.trading.desk import Desk
from models.trading.orders import Order
from models.trading.tables import TradeRow


def acknowledges_too_early() -> None:
    """Each command is acknowledged when it has run, before it is committed."""
    run, acknowledge = Dispatcher._one, child.acknowledge

    def one(self: Dispatcher, writes: Any, known: Any, command: Command, outcome: Any) -> Verdict:
        verdict = run(self, writes, known, command, outcome)
        acknowledge(command, verdict)
        return verdict

    Dispatcher._one = one  # type: ignore[method-assign]
    child.acknowledge = lambda *_: None
    event.listen(Engine, "commit", lambda _: time.sleep(0.03))


def trades_twice() -> None:
    """A trade is written down twice, and paid twice."""
    trade = settling._trade

    def twice(desk: Desk, line: Any, taker: Order, maker: Order, price: int, quantity: int) -> None:
        trade(desk, line, taker, maker, price, quantity)
        desk.ctx.add(TradeRow, _last_trade(desk) | {"number": desk.market.next_trade})
        desk.market.next_trade += 1

    settling._trade = twice


def _last_trade(desk: Desk) -> dict[str, Any]:
    entries = desk.ctx._writes._entries[TradeRow]
    return dict(list(entries.values())[-1].now or {})


def keeps_what_was_filled_to_itself() -> None:
    """What has traded of an order that rests is in memory alone."""
    update = Desk._update

    def silent(self: Desk, order: Order, before: tuple[object, ...]) -> None:
        if not (order.open and order.executed):
            update(self, order, before)

    Desk._update = silent  # type: ignore[method-assign]


def gives_nothing_back() -> None:
    """What was set aside for an order that has ended stays set aside."""
    Sheet.void = lambda self, held: None  # type: ignore[method-assign]


FAULTS: dict[str, tuple[Callable[[], None], str]] = {
    each.__name__: (each, kind)
    for each, kind in (
        (acknowledges_too_early, "lost"),
        (trades_twice, "doubled"),
        (keeps_what_was_filled_to_itself, "differing"),
        (gives_nothing_back, "unbalanced"),
    )
}
"""What can be planted, and what it is to be told as."""

if __name__ == "__main__":
    FAULTS[sys.argv[1]][0]()
    child.main()

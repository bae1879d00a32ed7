"""One's own history as a file: read page by page on a thread, and written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from app.kernel.actor import Actor
from app.kernel.notices import NoticeKind, Notices
from app.kernel.tasks import Tasks
from controllers.trading.exchange import ExchangeDesk
from models.core.clock import utc_now
from models.core.errors import PersonError, Unavailable
from models.core.text import tr
from models.trading.entities import MyTrade, OrderInfo

R = TypeVar("R", MyTrade, OrderInfo)

_PAGE = 1000
_BEGIN = datetime(2000, 1, 1, tzinfo=UTC)


class What(StrEnum):
    """What can be written."""

    ORDERS = "orders"
    TRADES = "trades"
    LOTS = "lots"


class Exporting:
    """Writes for the person who asks, of the exchange they trade on."""

    def __init__(self, actor: Actor, desk: ExchangeDesk, tasks: Tasks, notices: Notices) -> None:
        self._actor, self._desk, self._tasks, self._notices = actor, desk, tasks, notices

    def export(self, what: What, path: Path) -> None:
        """Write it there; how it went is told by a notice."""
        if self._desk.exchange is None:
            return
        make = self._maker(what)

        def write() -> None:
            content, part = make(), path.with_name(f".{path.name}.part")
            try:
                part.write_text(content, encoding="utf-8-sig", newline="")
                part.replace(path)
            except OSError as error:
                part.unlink(missing_ok=True)
                raise Unavailable(
                    tr("“{name}” could not be written: {reason}.", name=path.name,
                       reason=error.strerror or str(error)),
                    what_now=tr("Choose another folder, or make room on the disk."),
                ) from error  # fmt: skip

        self._tasks.run(write, lambda _: self._told(path), self._failed)

    def _told(self, path: Path) -> None:
        self._notices.post(
            tr("The report is in “{name}”.", name=path.name), NoticeKind.SUCCESS, source="trade"
        )

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, PersonError):
            raise error
        self._notices.error(error, source="trade")

    def _maker(self, what: What) -> Callable[[], str]:
        """What makes the file's content, for a thread: nothing that may change meanwhile is used there."""
        from models.trading import export
        from models.trading.own_queries import MyTrades, OrderHistory
        from models.trading.reports import Fees

        assert self._desk.exchange is not None
        ask, actor, space_id = self._actor.gateway.ask_now, self._actor.account, self._desk.exchange.space_id
        pairs = {pair.pair: pair for pair in self._desk.pairs}

        def trades(before: int) -> Sequence[MyTrade]:
            return ask(MyTrades(actor=actor, space_id=space_id, before=before, limit=_PAGE))

        def orders(before: int) -> Sequence[OrderInfo]:
            return ask(OrderHistory(actor=actor, space_id=space_id, before=before, limit=_PAGE))

        def lots() -> str:
            report = ask(Fees(actor=actor, space_id=space_id, since=_BEGIN, until=utc_now()))
            return export.lots_csv(report, pairs)

        makers: dict[What, Callable[[], str]] = {
            What.TRADES: lambda: export.trades_csv(_all(trades), pairs),
            What.ORDERS: lambda: export.orders_csv(_all(orders), pairs),
            What.LOTS: lots,
        }
        return makers[what]


def _all(page: Callable[[int], Sequence[R]]) -> Iterator[R]:
    """Page after page, newest first."""
    before = 0
    while rows := page(before):
        yield from rows
        before = rows[-1].number

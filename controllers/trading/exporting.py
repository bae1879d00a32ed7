"""One's own history as a file: read page by page on a thread, and written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from app.kernel.actor import Actor
from app.kernel.notices import NoticeKind, Notices
from app.kernel.tasks import Tasks
from controllers.trading.exchange import ExchangeDesk
from models.core.errors import PersonError, Unavailable
from models.core.text import tr
from models.trading.entities import MyTrade, OrderInfo
from models.trading.report_entities import FeeReport, PairReport

R = TypeVar("R", MyTrade, OrderInfo)

_PAGE = 1000
ALWAYS = (datetime(2000, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC))
"""All that there is."""


class What(StrEnum):
    """What can be written."""

    ORDERS = "orders"
    TRADES = "trades"
    LOTS = "lots"
    FEES = "fees"
    PAIRS = "pairs"


class Exporting:
    """Writes for the person who asks, of the exchange they trade on."""

    def __init__(self, actor: Actor, desk: ExchangeDesk, tasks: Tasks, notices: Notices) -> None:
        self._actor, self._desk, self._tasks, self._notices = actor, desk, tasks, notices

    def export(self, what: What, path: Path, period: tuple[datetime, datetime] = ALWAYS) -> None:
        """Write what is of a period (from, to before) there; how it went is told by a notice."""
        if self._desk.exchange is None:
            return
        make = self._maker(what, *period)

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

    def _maker(self, what: What, since: datetime, until: datetime) -> Callable[[], str]:
        """What makes the file's content, for a thread: nothing that may change meanwhile is used there."""
        from models.trading import export
        from models.trading.own_queries import MyTrades, OrderHistory
        from models.trading.reports import Fees, PairReports

        assert self._desk.exchange is not None
        ask, actor, space_id = self._actor.gateway.ask_now, self._actor.account, self._desk.exchange.space_id
        pairs = {pair.pair: pair for pair in self._desk.pairs}

        def trades(before: int) -> Sequence[MyTrade]:
            return ask(MyTrades(actor=actor, space_id=space_id, before=before, limit=_PAGE))

        def orders(before: int) -> Sequence[OrderInfo]:
            return ask(OrderHistory(actor=actor, space_id=space_id, before=before, limit=_PAGE))

        def fees() -> FeeReport:
            return ask(Fees(actor=actor, space_id=space_id, since=since, until=until))

        def markets() -> str:
            query = PairReports(actor=actor, space_id=space_id, since=since, until=until)
            reports: tuple[PairReport, ...] = ask(query)
            return export.pairs_csv(reports, pairs)

        makers: dict[What, Callable[[], str]] = {
            What.TRADES: lambda: export.trades_csv(_within(_all(trades), since, until), pairs),
            What.ORDERS: lambda: export.orders_csv(_within(_all(orders), since, until), pairs),
            What.LOTS: lambda: export.lots_csv(fees(), pairs),
            What.FEES: lambda: export.fees_csv(fees()),
            What.PAIRS: markets,
        }
        return makers[what]


def _all(page: Callable[[int], Sequence[R]]) -> Iterator[R]:
    """Page after page, newest first."""
    before = 0
    while rows := page(before):
        yield from rows
        before = rows[-1].number


def _within(rows: Iterable[R], since: datetime, until: datetime) -> Iterator[R]:
    """Those of a period."""
    return (row for row in rows if since <= row.at < until)

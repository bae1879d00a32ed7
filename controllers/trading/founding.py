"""Opening an exchange on this computer, and joining one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.kernel.actor import Actor
from app.kernel.notices import NoticeAction, NoticeKind, Notices
from controllers.trading.exchange import ExchangeDesk
from models.core.dispatcher import Verdict
from models.core.errors import PersonError
from models.core.ids import new_id
from models.core.text import tr
from models.trading.commands import AddPair, CreateExchange, JoinExchange
from models.trading.starting import starting_pairs


class Founding(QObject):
    """Sends what is needed; the desk finds what came of it."""

    def __init__(
        self, actor: Actor, desk: ExchangeDesk, notices: Notices, wake: Callable[[], object], parent: QObject
    ) -> None:
        """`wake` lets simulated participants trade."""
        super().__init__(parent)
        self._actor, self._desk, self._notices, self._wake = actor, desk, notices, wake

    def found(self) -> None:
        """Open an exchange with the usual pairs, owned by the person."""
        from models.trading.markets import exchange_of

        id_ = new_id()
        space_id = exchange_of(self._actor.account, id_)

        def opened(_verdict: Verdict) -> None:
            for pair in starting_pairs():
                self._actor.send(AddPair, space_id=space_id, failed=self._tell, **pair)
            self._desk.refresh()
            self._notices.post(
                tr("Your exchange is open. Nobody trades on it yet."),
                NoticeKind.SUCCESS,
                source="trade",
                actions=(NoticeAction(tr("Let simulated participants in"), self._wake),),
            )

        self._actor.send(
            CreateExchange, id=id_, space_id=space_id, name=tr("My exchange"), done=opened, failed=self._tell
        )

    def join(self) -> None:
        """Become a customer of the exchange there is."""
        if self._desk.space_id is not None:
            self._actor.send(
                JoinExchange, space_id=self._desk.space_id, done=lambda _: self._desk.refresh(),
                failed=self._tell,
            )  # fmt: skip

    def _tell(self, error: PersonError) -> None:
        self._notices.error(error, source="trade")

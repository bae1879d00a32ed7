"""A house with Trade in front, an exchange on which somebody else trades too, and money from the faucet."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from models.accounts.commands import RegisterAccount
from models.core.clock import utc_now
from models.core.dispatcher import Verdict
from models.core.ids import new_id
from models.core.registry import Command
from models.ledger.commands import Deposit
from models.ledger.crossing import SendMoney
from models.trading.commands import JoinExchange, PlaceOrder
from models.trading.entities import OrderInfo, OrderType
from tests.support.house import House
from views.trading.page import TradePage
from views.trading.workspace import TradeWorkspace
from views.widgets.states import StateView
from views.widgets.theme import theme

WHOLE = 10**8


class Room:
    """What a person sees and does in Trade, and what the other one does."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.until = house.until
        theme().set_reduced_motion(True)
        self.go()

    def go(self) -> None:
        """Open Trade by its key, in a window of usual size."""
        self.house.window.resize(1440, 900)
        self.house.press("Ctrl+3")
        self.until(lambda: self.workspace.parts.exchange.ready)

    @property
    def workspace(self) -> TradeWorkspace:
        workspace = self.house.window.stack.workspace("trade")
        assert isinstance(workspace, TradeWorkspace)
        return workspace

    @property
    def page(self) -> TradePage:
        return self.workspace.page

    @property
    def space(self) -> UUID:
        found = self.workspace.parts.exchange.space_id
        assert found is not None
        return found

    # What there is

    def open_exchange(self) -> None:
        """Open one by the button that says so, and wait for its pairs."""
        state = self.house.find(StateView)
        assert state.button is not None
        self.house.click(state.button)
        self.until(lambda: len(self.workspace.parts.exchange.pairs) == 5)
        self.workspace.visit_pair("BTC/USDT")
        self.until(lambda: self.page.market._snapshot and self.page.charting.chart is not None)

    def other(self) -> UUID:
        """Somebody else, who has joined and has a coin and ten thousand."""
        account = new_id()
        self.does(account, RegisterAccount, space=account, name=f"Other {account.hex[-4:]}")
        self.does(account, JoinExchange)
        self.fund(account)
        return account

    def fund(self, account: UUID, btc: int = WHOLE, usdt: int = 10_000 * WHOLE) -> None:
        """Money from the faucet into the wallet, and from there to the exchange."""
        for code, amount in (("BTC", btc), ("USDT", usdt)):
            if amount:
                self.does(account, Deposit, space=account, asset=code, amount=amount)
                self.does(
                    account, SendMoney, space=account, asset=code, amount=amount, source="funding",
                    target_space=self.space, target="spot",
                )  # fmt: skip

    def does(
        self, account: UUID, kind: type[Command], /, *, space: UUID | None = None, **fields: Any
    ) -> Verdict:
        """A command of this person's; it must be taken."""
        command = kind(id=new_id(), space_id=space or self.space, actor=account, at=utc_now(), **fields)
        verdict = self.house.services.gateway.submit(command).result()
        assert verdict.ok, verdict
        return verdict

    def place(self, account: UUID, side: str, price: int, quantity: int, **fields: Any) -> int:
        """A limit order on BTC/USDT; its number."""
        what: dict[str, Any] = {"pair": "BTC/USDT", "kind": OrderType.LIMIT, "price": price} | fields
        number: int = self.does(account, PlaceOrder, side=side, quantity=quantity, **what).result["number"]
        return number

    # What is seen

    def mine(self) -> list[OrderInfo]:
        """One's open orders, as the table has them."""
        rows = self.page.own.tables["open"].rows
        return [rows.row(n) for n in range(rows.rowCount())]

    def money(self, code: str) -> int:
        """What may be spent of it."""
        return self.page.orders.available(code)

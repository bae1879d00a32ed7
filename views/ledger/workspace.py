"""The wallet as a place of its own: balances, history, address book, and what is done with them."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qs
from uuid import UUID

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.kernel.actor import Actor
from app.kernel.notices import NoticeAction, NoticeKind, Notices
from app.kernel.tasks import Tasks
from controllers.ledger.entry_list import EntryList
from controllers.ledger.wallet import OwnWallet
from models.core.errors import PersonError
from models.core.text import tr
from models.ledger.entities import AddressCard, Entry, Line
from views.ledger.balances import BalancesPage
from views.ledger.book import BookPage
from views.ledger.history import HistoryPage
from views.ledger.panel import WalletPanel
from views.shell.workspace import Crumb, Workspace
from views.widgets import tokens
from views.widgets.buttons import Button, Kind
from views.widgets.chips import Segmented
from views.widgets.pages import Pages

BALANCES, HISTORY, BOOK = "", "history", "addresses"


class WalletWorkspace(Workspace):
    """Places: "" (balances), `history[?account=<id>]`, `addresses`. `link_wanted` leads out of the wallet."""

    link_wanted = Signal(str)

    def __init__(self, actor: Actor, tasks: Tasks, notices: Notices) -> None:
        super().__init__()
        self._actor, self._notices = actor, notices
        self.wallet = OwnWallet(actor, tasks, self)
        self.entries = EntryList(actor, self)
        self.balances = BalancesPage(self.wallet)
        self.history = HistoryPage(self.wallet, self.entries)
        self.book = BookPage(self.wallet)
        self._pages = {BALANCES: self.balances, HISTORY: self.history, BOOK: self.book}
        self._at = BALANCES
        self.pages = Pages()
        for page in self._pages.values():
            self.pages.addWidget(page)
        self.choice = Segmented(
            [(BALANCES, tr("Balances")), (HISTORY, tr("History")), (BOOK, tr("Address book"))],
            tr("Parts of the wallet"),
        )
        self.deposit_button = Button(tr("Deposit"), icon="plus", kind=Kind.PRIMARY)
        self.withdraw_button = Button(tr("Withdraw"), icon="upload")
        self.move_button = Button(tr("Move"), icon="arrow-left-right")
        self._build()
        self.panel = WalletPanel(self.wallet, self)
        self._connect()

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(tokens.SMALL)
        row.addWidget(self.choice)
        row.addStretch(1)
        for button in (self.move_button, self.withdraw_button, self.deposit_button):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.WIDE, tokens.LARGE, tokens.WIDE, tokens.SMALL)
        column.setSpacing(tokens.LARGE)
        column.addLayout(row)
        column.addWidget(self.pages, 1)

    def _connect(self) -> None:
        panel = self.panel
        self.choice.chosen.connect(self.visit)
        self.deposit_button.does(panel.ask_deposit)
        self.withdraw_button.does(panel.ask_withdrawal)
        self.move_button.does(panel.ask_move)
        panel.finished.connect(self._tell)
        panel.link_wanted.connect(self.link_wanted)
        self.balances.deposit_asked.connect(panel.ask_deposit)
        self.balances.confirm_asked.connect(panel.ask_confirmation)
        self.balances.move_asked.connect(panel.ask_move_from)
        self.balances.history_asked.connect(self._look_at)
        self.balances.statement_asked.connect(lambda line: panel.ask_statement(line.account_id))
        self.balances.typed.connect(self._filter)
        self.history.deposit_asked.connect(panel.ask_deposit)
        self.history.statement_asked.connect(panel.ask_statement)
        self.history.opened.connect(self._open)
        self.history.narrowed.connect(lambda: self.place_adjusted.emit(self.place()))
        self.book.add_asked.connect(panel.ask_address)
        self.book.rename_asked.connect(panel.ask_name)
        self.book.remove_asked.connect(self._remove)
        self._actor.changed.connect(panel.close)

    # Where one is

    def place(self) -> str:
        account = self.entries.account
        return f"{HISTORY}?account={account}" if self._at == HISTORY and account else self._at

    def go(self, place: str) -> None:
        path, _, query = place.partition("?")
        self._at = path if path in self._pages else BALANCES
        if self._at == HISTORY:
            self.history.look_at(_account(query))
        self.choice.choose(self._at)
        self.pages.setCurrentWidget(self._pages[self._at])
        self.title_changed.emit()

    def breadcrumb(self) -> Sequence[Crumb]:
        titles = {HISTORY: tr("History"), BOOK: tr("Address book")}
        return (Crumb(titles[self._at]),) if self._at else ()

    @property
    def title(self) -> str:
        return tr("Wallet")

    def begins(self) -> QWidget:
        return self._pages[self._at]

    def focus_search(self) -> bool:
        page = self.book if self._at == BOOK else self.history
        if self._at == BALANCES:
            self.visit(HISTORY)
        page.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        page.search.selectAll()
        return True

    @Slot(str)
    def visit(self, place: str) -> None:
        """Go to a part, as a step of back and forward."""
        self.go(place)
        self.place_changed.emit(self.place())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.wallet.set_visible(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.wallet.set_visible(False)

    # What is done

    @Slot(object)
    def _look_at(self, line: Line) -> None:
        self.visit(f"{HISTORY}?account={line.account_id}")
        self.history.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str)
    def _filter(self, text: str) -> None:
        self.visit(HISTORY)
        self.history.type(text)

    @Slot(object)
    def _open(self, entry: Entry) -> None:
        self.wallet.ask_transfer(entry.space_id, entry.id, self.panel.show_details, self._failed)

    @Slot(object)
    def _remove(self, card: AddressCard) -> None:
        said = tr("“{label}” is out of your address book.", label=card.label)
        self.wallet.remove_address(card.id, lambda _: self._tell(said, undo=True), self._failed)

    def check_ledger(self) -> None:
        """Say whether the ledger of all people here is right."""

        def told(wrong: tuple[str, ...]) -> None:
            if wrong:
                said = tr("{count} things are wrong with the ledger. The first: {first}",
                          count=len(wrong), first=wrong[0])  # fmt: skip
                self._notices.post(said, NoticeKind.ERROR, source="wallet", key="ledger.check", stays=True)
            else:
                said = tr("The ledger is right: every balance is the sum of its entries.")
                self._notices.post(said, NoticeKind.SUCCESS, source="wallet", key="ledger.check")

        self.wallet.check(told, self._failed)

    @Slot(str)
    def _tell(self, said: str, *, undo: bool = False) -> None:
        actions = (NoticeAction(tr("Undo"), self._actor.undo),) if undo else ()
        self._notices.post(said, NoticeKind.SUCCESS, source="wallet", key="wallet", actions=actions)

    def _failed(self, error: PersonError) -> None:
        self._notices.error(error, source="wallet")


def _account(query: str) -> UUID | None:
    found = parse_qs(query).get("account", [""])[0]
    try:
        return UUID(found) if found else None
    except ValueError:
        return None

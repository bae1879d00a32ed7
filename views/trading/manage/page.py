"""The place where an exchange is managed by its owner, and where every customer finds their own terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.core.errors import PersonError
from models.core.text import tr
from views.shell.places import Body, Page
from views.shell.workspace import Crumb
from views.trading.hall import Hall
from views.trading.manage.halt_panel import HaltPanel
from views.trading.places import MANAGE, MINE
from views.widgets import tokens
from views.widgets.chips import Segmented
from views.widgets.focus import HandsOn
from views.widgets.labels import Label
from views.widgets.pages import Pages
from views.widgets.side_panel import SidePanel
from views.widgets.states import State, StateStack, StateView
from views.widgets.surfaces import Hairline

PAIRS, FEES, RISK = "pairs", "fees", "risk"


def part_titles() -> dict[str, str]:
    """What the parts of the page are called."""
    return {PAIRS: tr("Pairs"), FEES: tr("Fees"), RISK: tr("Risk"), MINE: tr("My trading")}


class ManagePage(Page):
    """`manage[/pairs|fees|risk|mine]`; without a part the one of last time."""

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall = hall
        self._desk = hall.parts.exchange
        self._wanted = ""
        self._seen = False
        self._parts: dict[str, HandsOn] = {}
        self._inside = Body(self)
        self._pages = Pages()
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self.stack = StateStack(self._inside)
        self.choice = Segmented(list(part_titles().items()), tr("Parts of the exchange"))
        self.name = Label("", tone="dim")
        self._head = QWidget()
        row = QHBoxLayout(self._head)
        row.setContentsMargins(tokens.WIDE, tokens.SMALL, tokens.WIDE, tokens.SMALL)
        row.addWidget(self.choice)
        row.addStretch()
        row.addWidget(self.name)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._head)
        whole.addWidget(Hairline())
        whole.addWidget(self.stack, 1)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._make_wanted)
        self.choice.chosen.connect(self._choose)
        self._desk.changed.connect(self.follow)
        hall.parts.keeping.failed.connect(self._fail)

    # Places

    def show_place(self, ids: Sequence[str], query: Mapping[str, str]) -> bool:
        if len(ids) > 1 or (ids and ids[0] not in part_titles()):
            return False
        self._wanted = ids[0] if ids else self._wanted
        self.follow()
        return True

    @property
    def part(self) -> str:
        """The part that is shown."""
        return self._wanted or (PAIRS if self._desk.runs else MINE)

    @property
    def title(self) -> str:
        return tr("Manage")

    def breadcrumb(self) -> Sequence[Crumb]:
        return (Crumb(tr("Manage"), MANAGE), Crumb(part_titles()[self.part]))

    def begins(self) -> QWidget | None:
        if self.stack.currentWidget() is not self._inside:
            return self.stack
        shown = self._pages.currentWidget()
        return shown.begins() if isinstance(shown, HandsOn) else None

    def forget(self) -> None:
        self._wanted = ""
        for panel in self.findChildren(SidePanel):
            panel.close_panel()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._seen = True
        self._hall.parts.keeping.set_seen(True)
        self._hall.parts.own_terms.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._seen = False
        self._hall.parts.keeping.set_seen(False)

    # What is shown

    @Slot()
    def follow(self) -> None:
        """Show the part that is wanted, or why it cannot be seen."""
        exchange = self._desk.exchange
        if exchange is None or not self._desk.joined:
            return
        self.name.setText(exchange.name)
        self._head.setVisible(self._desk.runs or self.part != MINE)
        self.choice.choose(self.part)
        if self._desk.runs or self.part == MINE:
            self._show_part()
        else:
            self.stack.show_state(
                StateView(
                    State.NO_PERMISSION, tr("Only whoever runs {name} manages it.", name=exchange.name),
                    tr("What you pay there, and your own kill switch, are yours."),
                    action=tr("My trading"), do=lambda: self._choose(MINE),
                )
            )  # fmt: skip
        self.title_changed.emit()

    def _show_part(self) -> None:
        """A part that is not there yet is made in an event of its own: it would hold the window."""
        if self.part in self._parts:
            self._pages.setCurrentWidget(self._parts[self.part])
            self.stack.show_content()
        else:
            self.stack.show_loading()
            self._later.start()

    @Slot()
    def _make_wanted(self) -> None:
        self.part_of(self.part)
        QTimer.singleShot(0, self, self.follow)

    @cached_property
    def halt(self) -> HaltPanel:
        """Asks before trading is stopped."""
        return HaltPanel(self)

    def part_of(self, name: str) -> HandsOn:
        """A part, built if this is the first time."""
        part = self._parts.get(name)
        if part is None:
            part = self._parts[name] = self._make(name)
            self._pages.addWidget(part)
        return part

    def _make(self, name: str) -> HandsOn:
        hall, keeping = self._hall, self._hall.parts.keeping
        if name == PAIRS:
            from views.trading.manage.pairs import PairsPart

            return PairsPart(hall, keeping, self)
        if name == FEES:
            from views.trading.manage.fees import FeesPart

            return FeesPart(hall, keeping, self._pages)
        if name == RISK:
            from views.trading.manage.risk import RiskPart

            return RiskPart(hall, keeping, self, self._pages)
        from views.trading.manage.my_trading import MyTradingPart

        return MyTradingPart(hall, hall.parts.own_terms, self, self._pages)

    @Slot(str)
    def _choose(self, part: str) -> None:
        self._wanted = part
        self.follow()
        self.moved.emit(f"{MANAGE}/{part}")

    @Slot(object)
    def _fail(self, error: PersonError) -> None:
        if self._seen:
            self._hall.parts.notices.error(error, source="trade", key="trade.keeping")

    def add_pair(self) -> None:
        """Ask for a new pair."""
        from views.trading.manage.pairs import PairsPart

        part = self.part_of(PAIRS)
        assert isinstance(part, PairsPart)
        part.add_pair()

    def ask_halt(self) -> None:
        """Ask before the exchange is halted; one that is halted trades again."""
        from views.trading.manage.risk import RiskPart

        part = self.part_of(RISK)
        assert isinstance(part, RiskPart)
        part.toggle()

    def ask_stop(self) -> None:
        """Ask before the person's own trading is stopped."""
        from views.trading.manage.my_trading import MyTradingPart

        part = self.part_of(MINE)
        assert isinstance(part, MyTradingPart)
        part.ask_stop()


def make(hall: Hall) -> Page:
    """The page of this place."""
    return ManagePage(hall)

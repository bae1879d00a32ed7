"""Before trading is stopped: what that does is said, and asked once more."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.core.errors import PersonError
from models.core.text import number, tr
from models.trading.customers import Business
from views.widgets import tokens
from views.widgets.buttons import Button, Kind
from views.widgets.fields import CheckBox
from views.widgets.labels import Label
from views.widgets.side_panel import SidePanel
from views.widgets.tokens import Type

Do = Callable[[bool], object]
"""What to do; the argument says whether open orders are to be cancelled too."""


class HaltPanel(SidePanel):
    """One stop at a time: of a pair, of the exchange, of a person."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(tr("Stop trading"), host)
        self._do: Do | None = None
        self._waits = False
        self.about = Label("", Type.STRONG, wrap=True)
        self.effect = Label("", wrap=True)
        self.business = Label("", tone="dim", wrap=True)
        self.cancel = CheckBox(tr("Cancel all these orders too"))
        self.trouble = Label("", tone="negative", wrap=True)
        self.trouble.hide()
        self.yes = Button(tr("Stop"), kind=Kind.DANGER)
        self.no = Button(tr("Let it go on"))
        buttons = QHBoxLayout()
        buttons.setSpacing(tokens.SMALL)
        buttons.addWidget(self.no)
        buttons.addWidget(self.yes)
        buttons.addStretch()
        for part in (self.about, self.effect, self.business, self.cancel, self.trouble):
            self.body.addWidget(part)
        self.body.addSpacing(tokens.SMALL)
        self.body.addLayout(buttons)
        self.body.addStretch()
        self.no.does(self.close_panel)
        self.yes.does(self._confirmed)

    def ask(self, about: str, effect: str, verb: str, do: Do, *, cancels: bool) -> None:
        """Say what would happen; the safe answer has the keyboard. `cancels`: orders can be cancelled too."""
        self._do = do
        self.title.setText(verb)
        self.about.setText(about)
        self.effect.setText(effect)
        self.business.setText(tr("Looking at what is open…"))
        self.cancel.setChecked(False)
        self.cancel.setVisible(cancels)
        self.trouble.hide()
        self.yes.setText(verb)
        self._waits = False
        self.open_panel()
        self.no.setFocus(Qt.FocusReason.TabFocusReason)  # so that one sees where the keyboard is

    def show_business(self, business: Business) -> None:
        """What it would stop."""
        self.business.setText(preview(business))
        self.cancel.setEnabled(bool(business.orders + business.stops))

    def fail(self, error: PersonError) -> None:
        """It could not be done."""
        self.trouble.setText(str(error))
        self.trouble.show()
        self._waits = False

    @Slot()
    def _confirmed(self) -> None:
        if self._do is not None and not self._waits:
            self.trouble.hide()
            self._waits = True  # not disabled: the keyboard would go elsewhere
            self._do(self.cancel.isChecked())


def preview(business: Business) -> str:
    """What is open, in a sentence."""
    if not business.orders + business.stops:
        return tr("No order is open now.")
    orders = (
        tr("1 order in the book")
        if business.orders == 1
        else tr("{count} orders in the book", count=number(business.orders))
    )
    stops = (
        tr("1 stop that waits")
        if business.stops == 1
        else tr("{count} stops that wait", count=number(business.stops))
    )
    people = tr("1 person") if business.people == 1 else tr("{count} people", count=number(business.people))
    said = tr("Open now: {orders} and {stops}, of {people}.", orders=orders, stops=stops, people=people)
    return f"{said} {tr('They stay as they are, and can be cancelled.')}"

"""A customer of the exchange, for its owner: how large their orders may be, and their kill switch."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.kernel.notices import NoticeAction, NoticeKind
from controllers.trading.keeping import Keeping
from models.core.errors import Invalid, PersonError
from models.core.text import number, tr
from models.ledger.assets import asset, parse_amount, short_amount
from models.trading.commands import SetCustomerLimit
from models.trading.customers import CustomerInfo
from views.trading.fields import AmountField
from views.trading.hall import Hall
from views.trading.manage.halt_panel import HaltPanel
from views.trading.own_columns import moment
from views.widgets.buttons import Button, Kind
from views.widgets.forms import FormRow, place_error
from views.widgets.labels import Label
from views.widgets.side_panel import SidePanel
from views.widgets.surfaces import Hairline


def customer_status(person: CustomerInfo) -> str:
    """Whether they may trade."""
    if person.blocked:
        return tr("Stopped by you")
    if person.stopped:
        return tr("Stopped by themselves")
    return tr("May trade")


class CustomerPanel(SidePanel):
    """One at a time."""

    def __init__(self, hall: Hall, keeping: Keeping, host: QWidget, halt: HaltPanel) -> None:
        super().__init__(tr("Customer"), host)
        self._hall, self._keeping, self._halt = hall, keeping, halt
        self.person: CustomerInfo | None = None
        self.about = Label("", tone="dim", wrap=True)
        self.status = Label("", wrap=True)
        self.largest = AmountField(tr("Largest order"))
        self.rows = {
            "max_notional": FormRow(
                tr("Largest order"), self.largest, tr("What one order may be worth; empty is no limit.")
            )
        }
        self.save = Button(tr("Save"), kind=Kind.PRIMARY)
        self.stop = Button(tr("Stop this person…"), kind=Kind.DANGER)
        buttons = QHBoxLayout()
        buttons.addWidget(self.save)
        buttons.addStretch()
        self.body.addWidget(self.about)
        self.body.addWidget(self.rows["max_notional"])
        self.body.addLayout(buttons)
        self.body.addWidget(Hairline())
        self.body.addWidget(self.status)
        self.body.addWidget(self.stop, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch()
        self.save.does(self.submit)
        self.stop.does(self._toggle)
        self.largest.returnPressed.connect(self.submit)
        keeping.changed.connect(self._follow)

    def open_customer(self, person: CustomerInfo) -> None:
        """Show what holds for them."""
        self.person = person
        reference = self._keeping.reference
        self.title.setText(person.name)
        self.setAccessibleName(person.name)
        self.largest.set_unit(reference)
        limit = short_amount(person.max_notional, asset(reference)).split("\u00a0")[0]
        self.largest.setText(limit if person.max_notional else "")
        self.rows["max_notional"].clear_error()
        self._follow()
        self.open_panel()
        self.largest.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _follow(self) -> None:
        if self.person is None:
            return
        there = {each.account_id: each for each in self._keeping.customers}
        person = self.person = there.get(self.person.account_id, self.person)
        self.about.setText(
            tr("Number {number}, here since {day}. Open orders: {orders}.", number=number(person.number),
               day=moment(person.joined_at), orders=number(person.open_orders))
        )  # fmt: skip
        self.status.setText(customer_status(person))
        self.status.set_tone("warning" if person.blocked or person.stopped else "positive")
        self.stop.setText(tr("Let them trade again") if person.blocked else tr("Stop this person…"))
        self.stop.updateGeometry()

    # What is done

    @Slot()
    def submit(self) -> None:
        """Send the limit that stands here."""
        person = self.person
        if person is None:
            return
        text = self.largest.text().strip()
        try:
            most = parse_amount(text, asset(self._keeping.reference), "max_notional") if text else 0
        except Invalid as error:
            self._refused(error)
            return
        self._send(person, tr("Change the limit of {name}", name=person.name), max_notional=most)

    def _send(self, person: CustomerInfo, title: str, **said: object) -> None:
        fields = {"max_notional": person.max_notional, "blocked": person.blocked} | said
        self._keeping.send(
            SetCustomerLimit, done=lambda _: self._done(person, fields), failed=self._refused, title=title,
            account_id=person.account_id, **fields,
        )  # fmt: skip

    def _done(self, person: CustomerInfo, fields: dict[str, object]) -> None:
        self._keeping.refresh()
        self._halt.close_panel()
        if fields["blocked"] and not person.blocked:
            again = NoticeAction(
                tr("Let them trade again"),
                lambda: self._send(person, tr("Let {name} trade again", name=person.name), blocked=False),
            )
            text = tr("{name} can place no more orders.", name=person.name)
            self._hall.parts.notices.post(text, NoticeKind.SUCCESS, source="trade", actions=(again,))
        elif fields["blocked"] is person.blocked:
            self.close_panel()

    def _refused(self, error: PersonError) -> None:
        if self._halt.is_open:
            self._halt.fail(error)
        elif not place_error(error, self.rows):
            self._hall.parts.notices.error(error, source="trade")

    @Slot()
    def _toggle(self) -> None:
        person = self.person
        if person is None:
            return
        if person.blocked:
            self._send(person, tr("Let {name} trade again", name=person.name), blocked=False)
            return
        stop = tr("Stop {name}", name=person.name)
        self._halt.ask(
            tr("Stop {name}?", name=person.name),
            tr("They can place no orders on any pair until you let them trade again. They can still cancel, "
               "and take their money home."),
            stop,
            lambda cancel: self._send(person, stop, blocked=True, cancel=cancel),
            cancels=True,
        )  # fmt: skip
        self._keeping.business(self._halt.show_business, account_id=person.account_id)

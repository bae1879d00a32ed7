"""What a customer pays, whom they brought, and their own kill switch."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.kernel.notices import NoticeKind
from controllers.trading.own_terms import OwnTerms
from models.core.clock import utc_now
from models.core.errors import Invalid, PersonError
from models.core.text import number, tr
from models.ledger.assets import asset, short_amount
from models.trading.amounts import parse_count, percent_of
from models.trading.entities import FeeStanding, FeeTier
from views.trading.fields import AmountField
from views.trading.hall import Hall
from views.trading.own_columns import moment
from views.trading.rows import Column, Rows, RowsTable
from views.widgets import tokens
from views.widgets.buttons import Button, Kind
from views.widgets.fields import Select
from views.widgets.focus import HandsOn
from views.widgets.forms import FormRow, place_error
from views.widgets.labels import Heading, Label
from views.widgets.progress import ProgressBar
from views.widgets.surfaces import Card, ScrollColumn
from views.widgets.toggles import Switch

if TYPE_CHECKING:
    from views.trading.manage.page import ManagePage

_WIDE = 760
_TIERS = 8  # that are seen without scrolling


def percent(ppm: int) -> str:
    """Millionths as a percentage."""
    return f"{percent_of(ppm, 4)} %"


class MyTradingPart(HandsOn):
    """Everything is at once as it says."""

    def __init__(self, hall: Hall, terms: OwnTerms, page: ManagePage, parent: QWidget) -> None:
        super().__init__(parent)
        self._hall, self._terms, self._page = hall, terms, page
        self._desk = hall.parts.exchange
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        scroll = ScrollColumn(self)  # in its place before it is filled
        column.addWidget(scroll)
        for card in (self._fees(), self._referral(), self._stopping()):
            card.setMaximumWidth(_WIDE)
            scroll.column.addWidget(card)
        self._connect()
        self.follow()

    def _fees(self) -> Card:
        card = Card()
        self.pays = Label("", wrap=True)
        self.volume = Label("", tone="dim", wrap=True)
        self.progress = ProgressBar(name=tr("To the next tier"))
        self.tiers = RowsTable(Rows(self._columns(), lambda tier: tier.volume, self), tr("Tiers"))
        self.discount = Switch(tr("Pay fees in the discount asset"))
        self.discount_words = Label("", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(tokens.MEDIUM)
        row.addWidget(self.discount, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.discount_words, 1)
        card.column.addWidget(Heading(tr("My fees")))
        for part in (self.pays, self.volume, self.progress, self.tiers):
            card.column.addWidget(part)
        card.column.addLayout(row)
        return card

    def _columns(self) -> list[Column[FeeTier]]:
        def here(tier: FeeTier) -> bool:
            return self._desk.standing is not None and self._desk.standing.tier == tier

        def money(tier: FeeTier) -> str:
            standing = self._desk.standing
            return "" if standing is None else short_amount(tier.volume, asset(standing.reference))

        return [
            Column(tr("From a volume of"), money, right=True, wide=200),
            Column(tr("Maker fee"), lambda tier: percent(tier.maker_ppm), right=True, wide=110),
            Column(tr("Taker fee"), lambda tier: percent(tier.taker_ppm), right=True, wide=110),
            Column("", lambda tier: tr("You are here") if here(tier) else "", tone=lambda _: "positive"),
        ]

    def _referral(self) -> Card:
        card = Card()
        self.own_number = Label("", wrap=True)
        self.copy = Button(tr("Copy my number"), icon="copy")
        self.brought = Label("", tone="dim", wrap=True)
        self.brought_by = Label("", wrap=True)
        self.referrer = AmountField(tr("Who brought you here"))
        self.referrer_row = FormRow(
            tr("Who brought you here"), self.referrer, tr("Their number. It can be said once.")
        )
        self.say = Button(tr("Say it"))
        self.referrer_row.setFixedWidth(_WIDE // 3)
        self._said = QWidget()
        line = QHBoxLayout(self._said)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(tokens.SMALL)
        line.addWidget(self.referrer_row)
        line.addWidget(self.say, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addStretch()
        card.column.addWidget(Heading(tr("Bringing people here")))
        card.column.addWidget(self.own_number)
        card.column.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignLeft)
        for part in (self.brought, self.brought_by, self._said):
            card.column.addWidget(part)
        return card

    def _stopping(self) -> Card:
        card = Card()
        self.standing = Label("", wrap=True)
        self.how_long = Select(tr("For how long"))
        for title, hours in (
            (tr("Until I let it go on"), 0), (tr("For an hour"), 1), (tr("For a day"), 24),
            (tr("For a week"), 7 * 24), (tr("For 30 days"), 30 * 24),
        ):  # fmt: skip
            self.how_long.addItem(title, hours)
        self.stop = Button(tr("Stop my trading…"), kind=Kind.DANGER)
        self.go_on = Button(tr("Let my trading go on"), kind=Kind.PRIMARY)
        row = QGridLayout()
        row.setHorizontalSpacing(tokens.SMALL)
        row.addWidget(self.how_long, 0, 0)
        row.addWidget(self.stop, 0, 1)
        row.addWidget(self.go_on, 0, 2)
        row.setColumnStretch(3, 1)
        words = tr(
            "A stop cancels your orders and takes no new ones. One with an end cannot be taken back before."
        )
        card.column.addWidget(Heading(tr("My kill switch")))
        card.column.addWidget(self.standing)
        card.column.addWidget(Label(words, tone="dim", wrap=True))
        card.column.addLayout(row)
        return card

    def _connect(self) -> None:
        self.discount.clicked.connect(self._discount_clicked)
        self.copy.does(self._copy)
        self.say.does(self._say)
        self.referrer.returnPressed.connect(self._say)
        self.stop.does(self.ask_stop)
        self.go_on.does(lambda: self._terms.go_on(self._fail))
        self._desk.changed.connect(self.follow)
        self._terms.changed.connect(self.follow)

    def begins(self) -> QWidget:
        return self.copy if self.discount.isHidden() else self.discount

    # What is shown

    @Slot()
    def follow(self) -> None:
        """Show how the person stands."""
        standing = self._desk.standing
        if standing is None:
            return
        self._show_fees(standing)
        self._show_referral(standing)
        self._show_stop(standing)

    def _show_fees(self, standing: FeeStanding) -> None:
        kind = asset(standing.reference)
        if standing.tier is not None:
            self.pays.setText(
                tr("You pay {maker} as maker and {taker} as taker, or a pair's own fee where that is less.",
                   maker=percent(standing.tier.maker_ppm), taker=percent(standing.tier.taker_ppm))
            )  # fmt: skip
        else:
            self.pays.setText(tr("You pay the fee of each pair, as the order form says."))
        said = tr(
            "In the 30 days before today you traded {volume}.", volume=short_amount(standing.volume, kind)
        )
        ahead = standing.next_tier
        if ahead is not None:
            missing = short_amount(ahead.volume - standing.volume, kind)
            fees = f"{percent(ahead.maker_ppm)} / {percent(ahead.taker_ppm)}"
            said += " " + tr("{missing} more lead to {fees}.", missing=missing, fees=fees)
            self.progress.set_fraction(standing.volume / ahead.volume if ahead.volume else 1.0)
        self.volume.setText(said)
        self.progress.setVisible(ahead is not None)
        self.tiers.setVisible(bool(standing.tiers))
        self.tiers.rows.show(standing.tiers)
        self.tiers.viewport().update()
        shown = min(len(standing.tiers), _TIERS) + 1
        self.tiers.setFixedHeight(shown * (tokens.ROW_DENSE + 2) + tokens.TINY)
        self._show_discount(standing)

    def _show_discount(self, standing: FeeStanding) -> None:
        there = bool(standing.discount_asset and standing.discount_ppm)
        self.discount.setVisible(there)
        self.discount_words.setVisible(there)
        if there:
            words = tr("Pay fees with {asset}: {percent} less, while you have enough of it here.",
                       asset=standing.discount_asset, percent=percent(standing.discount_ppm))  # fmt: skip
            self.discount_words.setText(words)
            self.discount.setAccessibleName(words)
        self.discount.setChecked(standing.discount)

    def _show_referral(self, standing: FeeStanding) -> None:
        share = percent(standing.referral_ppm)
        self.own_number.setText(
            tr("Your number here is {number}. Who says that you brought them gets you {share} of their fees.",
               number=number(standing.number), share=share)
            if standing.referral_ppm
            else tr("Your number here is {number}. Who brings people gets nothing of their fees yet.",
                    number=number(standing.number))
        )  # fmt: skip
        count = standing.referred
        people = tr("1 person") if count == 1 else tr("{count} people", count=number(count))
        earned = ", ".join(short_amount(amount, asset(code)) for code, amount in self._terms.earned)
        self.brought.setText(
            tr("You brought {people}. Earned: {amounts}.", people=people, amounts=earned or tr("nothing yet"))
            if count
            else tr("You have brought nobody yet.")
        )
        self.brought_by.setText(tr("{name} brought you here.", name=standing.referrer))
        self.brought_by.setVisible(bool(standing.referrer))
        self._said.setVisible(not standing.referrer)

    def _show_stop(self, standing: FeeStanding) -> None:
        until = standing.stopped_until
        if standing.blocked:
            words = tr("The exchange has stopped your trading. Ask whoever runs it.")
        elif until is not None:
            words = tr("You have stopped your trading until {moment}.", moment=moment(until))
        elif standing.stopped:
            words = tr("You have stopped your trading.")
        else:
            words = tr("You may trade.")
        self.standing.setText(words)
        self.standing.set_tone("warning" if standing.blocked or standing.stopped else "positive")
        shown = {
            self.go_on: standing.stopped and until is None,
            self.stop: not standing.stopped,
            self.how_long: not standing.stopped,
        }
        here = any(widget.hasFocus() for widget in shown)
        for widget, seen in sorted(shown.items(), key=lambda each: not each[1]):
            if here and not seen:  # before it goes: the keyboard stays on this page
                here = False
                (self.go_on if shown[self.go_on] else self.begins()).setFocus()
            widget.setVisible(seen)

    # What is done

    @Slot(bool)
    def _discount_clicked(self, use: bool) -> None:
        self._terms.use_discount(use, self._fail)

    def _fail(self, error: PersonError) -> None:
        self.follow()
        if self._page.halt.is_open:
            self._page.halt.fail(error)
        else:
            self._hall.parts.notices.error(error, source="trade")

    @Slot()
    def _copy(self) -> None:
        if self._desk.standing is not None:
            QGuiApplication.clipboard().setText(str(self._desk.standing.number))
            self._hall.parts.notices.post(
                tr("Your number is copied."), NoticeKind.SUCCESS, source="trade", key="trade.number"
            )

    @Slot()
    def _say(self) -> None:
        rows = {"number": self.referrer_row}

        def refused(error: PersonError) -> None:
            if not place_error(error, rows):
                self._fail(error)

        try:
            wanted = parse_count(self.referrer.text(), "number")
        except Invalid as error:
            refused(error)
            return
        self._terms.set_referrer(wanted, lambda _: self._desk.refresh(), refused)

    @Slot()
    def ask_stop(self) -> None:
        """Say what a stop does, and ask."""
        hours = int(self.how_long.currentData())
        until = utc_now() + timedelta(hours=hours) if hours else None
        effect = (
            tr("All your open orders are cancelled, and nothing can be traded until {moment}. You cannot "
               "take this back. Your money stays yours: it can be taken home.", moment=moment(until))
            if until is not None
            else tr("All your open orders are cancelled, and nothing can be traded until you let it go on.")
        )  # fmt: skip
        self._page.halt.ask(
            tr("Stop your trading?"), effect, tr("Stop my trading"), lambda _cancel: self._stop(hours),
            cancels=False,
        )  # fmt: skip
        self._page.halt.business.setText("")

    def _stop(self, hours: int) -> None:
        until = utc_now() + timedelta(hours=hours) if hours else None
        self._terms.stop(until, lambda _: self._page.halt.close_panel(), self._fail)

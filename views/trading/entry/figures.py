"""What an order comes to: its cost, its fee, what one has after it, and how a list may end."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from controllers.trading.foreseeing import Preview
from controllers.trading.tickets import CHAINS, Ticket
from models.core.text import number, tr
from models.trading.entities import PairInfo
from models.trading.figures import money_decimals, money_text, quantity_text
from views.widgets import tokens
from views.widgets.buttons import Button, link
from views.widgets.labels import Label

_MOST = 4
_FEE = 1


class EntryFigures(QWidget):
    """Titles and values under each other; `lines` are their labels, of which the fee's title is a button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fee = link(tr("Fee"), self)
        self.fee.set_tip(tr("How you pay fees"))
        titles: list[Label | Button] = [Label("", tone="dim") for _ in range(_MOST)]
        titles[_FEE] = self.fee
        self.lines = [(title, Label("", tabular=True)) for title in titles]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(tokens.TINY)
        for n, (title, value) in enumerate(self.lines):
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(title, n, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
            grid.addWidget(value, n, 1)
        grid.setColumnStretch(1, 1)

    def show_preview(self, pair: PairInfo, side: str, ticket: Ticket, preview: Preview) -> None:
        """Say what the order comes to; a dash for what is not known yet."""
        said = [*_sums(pair, side, preview), *_ends(pair, ticket, preview)]
        for n, (title, value) in enumerate(self.lines):
            shown = n < len(said)
            title.setVisible(shown)
            value.setVisible(shown)
            if shown:
                title.setText(said[n][0])
                value.setText(said[n][1] if preview.quantity else "–")


def _sums(pair: PairInfo, side: str, preview: Preview) -> list[tuple[str, str]]:
    digits = money_decimals(pair)
    fee = money_text(preview.fee, preview.fee_asset) if preview.fee_asset else ""
    after = (
        f"{money_text(preview.quote_after, pair.quote, digits)} {pair.quote}\n"
        f"{quantity_text(preview.base_after // pair.lot, pair)} {pair.base}"
    )
    return [
        (tr("Cost") if side == "BUY" else tr("Proceeds"),
         f"{money_text(preview.cost, pair.quote, digits)} {pair.quote}"),
        (tr("Fee {rate} %", rate=_rate(preview.fee_ppm)), f"{fee} {preview.fee_asset}"),
        (tr("After"), after),
    ]  # fmt: skip


def _rate(ppm: int) -> str:
    """A rate in per cent; of the discount there may be thousandths."""
    return number(ppm / 10_000, 3 if ppm % 100 else 2)


def _ends(pair: PairInfo, ticket: Ticket, preview: Preview) -> list[tuple[str, str]]:
    """What one has won or lost when a list is through, after all fees."""
    if ticket not in CHAINS:
        return []
    digits = money_decimals(pair)

    def change(units: int | None) -> str:
        if units is None:
            return "–"
        sign = "+" if units > 0 else "−" if units < 0 else ""
        return f"{sign}{money_text(abs(units), pair.quote, digits)}"

    if ticket is Ticket.OTO:
        return [(tr("Both together"), f"{change(preview.profit)} {pair.quote}")]
    return [(tr("Profit or stop"), f"{change(preview.profit)} / {change(preview.loss)} {pair.quote}")]

"""A transfer whole: what, between what, when, out of what was set aside, and with which others."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from models.core.text import tr
from models.ledger.assets import asset, format_amount
from models.ledger.entities import TransferDetail
from models.ledger.wording import code_title, link_about, place_of, withdrawal_of
from views.ledger.tables import moment, signed
from views.widgets import tokens
from views.widgets.buttons import Button
from views.widgets.labels import Heading, Label
from views.widgets.tokens import Type


class Details(QWidget):
    """Made anew for each transfer. `link_wanted` carries a link to what it is about."""

    link_wanted = Signal(str)

    def __init__(self, detail: TransferDetail) -> None:
        super().__init__()
        entry = detail.entry
        what = asset(entry.asset)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.LARGE)
        tone = "positive" if entry.amount > 0 else ""
        column.addWidget(Label(signed(entry), Type.TITLE, tone=tone, tabular=True))
        parts = [
            (tr("What"), code_title(entry.code)),
            (tr("From"), detail.source),
            (tr("To"), detail.target),
            (tr("When"), moment(entry.at)),
            (tr("Where"), entry.place),
            (tr("About"), "" if place_of(entry.about) or withdrawal_of(entry.about) else entry.about),
            (tr("Id"), str(entry.id)),
        ]
        if detail.hold is not None:
            hold = detail.hold
            parts += [
                (tr("Set aside"), f"{format_amount(hold.amount, what)}, {moment(hold.at)}"),
                (tr("Left of it"), format_amount(hold.left, what)),
            ]
        column.addLayout(_grid([(title, text) for title, text in parts if text]))
        if to := link_about(entry.about):
            made = Button(tr("What made it"), icon="chart-candlestick")
            made.does(lambda: self.link_wanted.emit(to))
            column.addWidget(made)
        if detail.related:
            column.addWidget(Heading(tr("Of the same amount set aside")))
            column.addLayout(_grid([(moment(each.at), signed(each)) for each in detail.related]))
        column.addStretch(1)


def _grid(parts: list[tuple[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(tokens.LARGE)
    grid.setVerticalSpacing(tokens.SMALL)
    grid.setColumnStretch(1, 1)
    for n, (title, text) in enumerate(parts):
        grid.addWidget(Label(title, tone="dim"), n, 0)
        value = Label(text, wrap=True, tabular=True)
        value.set_selectable()
        value.setAccessibleName(f"{title}: {text}")
        grid.addWidget(value, n, 1)
    return grid

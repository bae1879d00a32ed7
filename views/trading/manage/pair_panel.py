"""A trading pair as a form: a new one, or the limits and fees of one that there is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from controllers.trading.keeping import Keeping
from controllers.trading.pair_draft import COUNTS, FEES, LIMITS, MONEY, PERCENTS, PRICES, PairDraft, written
from models.core.dispatcher import Verdict
from models.core.errors import Invalid, PersonError
from models.core.text import number, tr
from models.ledger.assets import ASSETS, asset, short_amount
from models.trading.commands import AddPair, EditPair
from models.trading.entities import PairInfo
from views.trading.fields import AmountField
from views.widgets import tokens
from views.widgets.buttons import Button, Kind
from views.widgets.fields import Select
from views.widgets.forms import FormRow, place_error
from views.widgets.labels import Label, caption
from views.widgets.side_panel import SidePanel
from views.widgets.surfaces import ScrollColumn, reveal

_WIDE = 460
_USUAL = {"price_up": "20", "price_down": "20", "breaker_bips": "10", "breaker_pause": "5",
          "max_orders": "200", "iceberg_parts": "10", "maker_ppm": "0.1", "taker_ppm": "0.1"}  # fmt: skip
"""What a new pair is offered with."""


def limit_titles() -> dict[str, str]:
    """What the limits and fees are called."""
    return {
        "min_price": tr("Lowest price"),
        "max_price": tr("Highest price"),
        "min_quantity": tr("Smallest order"),
        "max_quantity": tr("Largest order"),
        "max_market_quantity": tr("Largest market order"),
        "max_position": tr("Largest position"),
        "min_notional": tr("Least worth of an order"),
        "max_notional": tr("Most worth of an order"),
        "price_up": tr("Price band above"),
        "price_down": tr("Price band below"),
        "breaker_bips": tr("Circuit breaker"),
        "breaker_pause": tr("Its pause"),
        "max_orders": tr("Open orders a person"),
        "iceberg_parts": tr("Parts of an iceberg"),
        "maker_ppm": tr("Maker fee"),
        "taker_ppm": tr("Taker fee"),
    }


_GROUPS = (
    ("maker_ppm", "taker_ppm"),
    ("min_notional", "max_notional"),
    ("min_quantity", "max_quantity"),
    ("max_market_quantity", "max_position"),
    ("min_price", "max_price"),
    ("price_up", "price_down"),
    ("breaker_bips", "breaker_pause"),
    ("max_orders", "iceberg_parts"),
)


class PairPanel(SidePanel):
    """`saved` carries the pair's name and whether it is new."""

    saved = Signal(str, bool)

    def __init__(self, keeping: Keeping, host: QWidget) -> None:
        super().__init__(tr("Pair"), host, _WIDE)
        self._keeping = keeping
        self._pair: PairInfo | None = None
        self._waits = False
        self.about = Label("", tone="dim", wrap=True)
        self.base, self.quote = Select(tr("What is traded")), Select(tr("What it is paid with"))
        for code, each in ASSETS.items():
            for choice in (self.base, self.quote):
                choice.addItem(f"{code} · {each.title}", code)
        for choice in (self.base, self.quote):
            choice.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.tick, self.lot = AmountField(tr("Step of the price")), AmountField(tr("Step of the quantity"))
        titles = limit_titles()
        self.tick.setPlaceholderText(number(0.01, 2))
        self.lot.setPlaceholderText(number(0.00001, 5))
        self.fields = {name: AmountField(titles[name]) for name in (*LIMITS, *FEES)}
        self.rows = {
            "base": FormRow(tr("What is traded"), self.base),
            "quote": FormRow(tr("What it is paid with"), self.quote),
            "tick": FormRow(tr("Step of the price"), self.tick),
            "lot": FormRow(tr("Step of the quantity"), self.lot),
        }
        self.rows |= {name: FormRow(titles[name], field) for name, field in self.fields.items()}
        self.trouble = Label("", tone="negative", wrap=True)
        self.trouble.hide()
        self.save = Button(tr("Add the pair"), kind=Kind.PRIMARY)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        scroll = ScrollColumn(margin=0, spacing=tokens.MEDIUM)
        self.body.addWidget(scroll, 1)  # in its place before it is filled
        scroll.column.setContentsMargins(0, 0, tokens.MEDIUM, 0)
        scroll.column.addWidget(self.about)
        scroll.column.addLayout(self._pairs((("base", "quote"), ("tick", "lot"))))
        scroll.column.addWidget(caption(tr("Fees and limits; an empty field is no limit")))
        scroll.column.addLayout(self._pairs(_GROUPS))
        buttons = QHBoxLayout()
        buttons.addWidget(self.save)
        buttons.addStretch()
        self.body.addWidget(self.trouble)
        self.body.addLayout(buttons)

    def _pairs(self, names: tuple[tuple[str, str], ...]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.MEDIUM)
        grid.setVerticalSpacing(tokens.MEDIUM)
        for line, pair in enumerate(names):
            for column, name in enumerate(pair):
                grid.addWidget(self.rows[name], line, column, Qt.AlignmentFlag.AlignTop)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        return grid

    def _connect(self) -> None:
        self.save.does(self.submit)
        for field in (self.tick, self.lot, *self.fields.values()):
            field.returnPressed.connect(self.submit)
        for choice in (self.base, self.quote):
            choice.currentIndexChanged.connect(self._assets_chosen)

    # Opening

    def open_new(self) -> None:
        """Ask for a pair that there is not yet."""
        self._pair = None
        self._begin(tr("Add a pair"), tr("Add the pair"))
        self.about.setText(
            tr("It can be traded at once. Its assets and steps stay as they are; all else can be changed.")
        )
        self.base.setCurrentIndex(self.base.findData("BTC"))
        self.quote.setCurrentIndex(self.quote.findData(self._keeping.reference))
        self.tick.setText("")
        self.lot.setText("")
        for name, field in self.fields.items():
            field.setText(_USUAL.get(name, ""))
        self._assets_chosen()
        self.base.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_pair(self, pair: PairInfo) -> None:
        """Show what holds for a pair now."""
        self._pair = pair
        self._begin(tr("Change {pair}", pair=pair.pair), tr("Change"))
        tick = short_amount(pair.tick, asset(pair.quote))
        lot = short_amount(pair.lot, asset(pair.base))
        self.about.setText(
            tr("Prices go in steps of {tick}, quantities of {lot}. Orders that rest stay as they are.",
               tick=tick, lot=lot)
        )  # fmt: skip
        self.base.setCurrentIndex(self.base.findData(pair.base))
        self.quote.setCurrentIndex(self.quote.findData(pair.quote))
        for name, text in written(pair).items():
            self.fields[name].setText(text)
        self._assets_chosen()
        self.fields["maker_ppm"].setFocus(Qt.FocusReason.OtherFocusReason)

    def _begin(self, title: str, verb: str) -> None:
        self.title.setText(title)
        self.setAccessibleName(title)
        self.save.setText(verb)
        self.save.updateGeometry()
        self.trouble.hide()
        for name in ("base", "quote", "tick", "lot"):
            self.rows[name].setVisible(self._pair is None)
        for row in self.rows.values():
            row.clear_error()
        self._waits = False
        self.open_panel()

    @Slot()
    def _assets_chosen(self) -> None:
        base, quote = str(self.base.currentData()), str(self.quote.currentData())
        self.tick.set_unit(quote)
        self.lot.set_unit(base)
        for name, field in self.fields.items():
            if name in PRICES or name in MONEY:
                field.set_unit(quote)
            elif name in PERCENTS or name in FEES:
                field.set_unit("%")
            elif name in COUNTS:
                field.set_unit(tr("minutes") if name == "breaker_pause" else "")
            else:
                field.set_unit(base)
        self.rows["base"].clear_error()
        self.rows["quote"].clear_error()

    # Sending

    def draft(self) -> PairDraft:
        """What stands in the form."""
        return PairDraft(
            base=str(self.base.currentData()),
            quote=str(self.quote.currentData()),
            tick=self.tick.text(),
            lot=self.lot.text(),
            limits={name: self.fields[name].text() for name in LIMITS},
            fees={name: self.fields[name].text() for name in FEES},
        )

    @Slot()
    def submit(self) -> None:
        """Send what stands here; what is wrong is said at its field."""
        if self._waits:
            return
        self.trouble.hide()
        try:
            fields = self.draft().added() if self._pair is None else self.draft().edited(self._pair)
        except Invalid as error:
            self._refused(error)
            return
        self._waits = True
        if self._pair is None:
            self._keeping.send(AddPair, done=self._added, failed=self._refused, **fields)
        else:
            title = tr("Change {pair}", pair=self._pair.pair)
            self._keeping.send(EditPair, done=self._edited, failed=self._refused, title=title, **fields)

    def _added(self, verdict: Verdict) -> None:
        self.close_panel()
        self.saved.emit(str(verdict.result), True)

    def _edited(self, _verdict: Verdict) -> None:
        self.close_panel()
        if self._pair is not None:
            self.saved.emit(self._pair.pair, False)

    def _refused(self, error: PersonError) -> None:
        self._waits = False
        shown = {name: row for name, row in self.rows.items() if not row.isHidden()}
        if place_error(error, shown):
            reveal(shown[error.field])
        else:
            self.trouble.setText(str(error))
            self.trouble.show()

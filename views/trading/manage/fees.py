"""The fees of an exchange, for its owner: tiers by volume, the discount asset, the referral share."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.kernel.notices import NoticeKind
from controllers.trading.keeping import Keeping
from controllers.trading.tier_draft import FeesDraft, TierDraft, written
from models.core.errors import Invalid, PersonError
from models.core.text import tr
from models.ledger.assets import ASSETS
from models.trading.commands import SetFeeTiers
from models.trading.customers import Rules
from views.trading.fields import AmountField
from views.trading.hall import Hall
from views.widgets import tokens
from views.widgets.buttons import Button, IconButton, Kind
from views.widgets.fields import Select
from views.widgets.focus import HandsOn
from views.widgets.forms import FormRow, place_error
from views.widgets.labels import Heading, Label
from views.widgets.surfaces import Card, ScrollColumn, reveal

_WIDE = 760
_FIELD = 170
_NARROW = 220


class _TierRow(QWidget):
    """A tier: from which volume on, and the two fees."""

    removed = Signal(object)
    changed = Signal()

    def __init__(self, reference: str, row: TierDraft) -> None:
        super().__init__()
        names = (("volume", tr("From a volume of"), row.volume, reference),
                 ("maker_ppm", tr("Maker fee"), row.maker, "%"),
                 ("taker_ppm", tr("Taker fee"), row.taker, "%"))  # fmt: skip
        self.fields: dict[str, AmountField] = {}
        self.rows: dict[str, FormRow] = {}
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(tokens.MEDIUM)
        for name, title, text, unit in names:
            field = self.fields[name] = AmountField(title)
            field.set_unit(unit)
            field.setText(text)
            field.setFixedWidth(_FIELD)
            field.textChanged.connect(self.changed)
            self.rows[name] = FormRow(title, field)
            self.rows[name].setFixedWidth(_FIELD)
            line.addWidget(self.rows[name], 0, Qt.AlignmentFlag.AlignTop)
        self.remove = IconButton("x", tr("Remove this tier"))
        self.remove.does(lambda: self.removed.emit(self))
        line.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignBottom)
        line.addStretch()

    def show_titles(self, shown: bool) -> None:
        """The first row says what stands below it too."""
        for row in self.rows.values():
            row.title.setVisible(shown)

    def draft(self) -> TierDraft:
        """What stands in it."""
        return TierDraft(*(field.text() for field in self.fields.values()))


class FeesPart(HandsOn):
    """What is changed here holds once it is saved, from the next trade on."""

    def __init__(self, hall: Hall, keeping: Keeping, parent: QWidget) -> None:
        super().__init__(parent)
        self._hall, self._keeping = hall, keeping
        self._shown: Rules | None = None
        self._dirty = False
        self.tiers: list[_TierRow] = []
        self.add = Button(tr("Add a tier"), icon="plus")
        self.save = Button(tr("Save the fees"), kind=Kind.PRIMARY)
        self.back = Button(tr("As it was"))
        self.discount_asset = Select(tr("Discount asset"))
        self.discount_asset.addItem(tr("None"), "")
        for code, each in ASSETS.items():
            self.discount_asset.addItem(f"{code} · {each.title}", code)
        self.discount, self.referral = AmountField(tr("Discount")), AmountField(tr("Referral share"))
        for field in (self.discount, self.referral):
            field.set_unit("%")
        self.rows = {
            "asset": FormRow(tr("Discount asset"), self.discount_asset,
                             tr("Who chose it and has enough of it pays fees there.")),
            "discount_ppm": FormRow(tr("Discount"), self.discount, tr("So much less is paid then.")),
            "referral_ppm": FormRow(tr("Referral share"), self.referral,
                                    tr("Of the fees of people whom a customer brought here.")),
        }  # fmt: skip
        self.trouble = Label("", tone="negative", wrap=True)
        self.trouble.hide()
        self._lay_out()
        self._connect()
        self.follow()

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        scroll = ScrollColumn(self)  # in its place before it is filled
        whole.addWidget(scroll)
        self._tiers = QVBoxLayout()
        self._tiers.setSpacing(tokens.SMALL)
        tiers = Card()
        tiers.column.addWidget(Heading(tr("Tiers")))
        words = tr(
            "By what somebody traded in the 30 days before today. A pair's own fee holds where it is less."
        )
        tiers.column.addWidget(Label(words, tone="dim", wrap=True))
        tiers.column.addLayout(self._tiers)
        tiers.column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        other = Card()
        other.column.addWidget(Heading(tr("Discount and referral")))
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.LARGE)
        for column, row in enumerate(self.rows.values()):
            row.setMaximumWidth(_NARROW + tokens.HUGE)
            grid.addWidget(row, 0, column, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(len(self.rows), 1)
        other.column.addLayout(grid)
        buttons = QHBoxLayout()
        buttons.setSpacing(tokens.SMALL)
        buttons.addWidget(self.save)
        buttons.addWidget(self.back)
        buttons.addWidget(self.trouble)
        buttons.addStretch()
        for card in (tiers, other):
            card.setMaximumWidth(_WIDE)
            scroll.column.addWidget(card)
        scroll.column.addLayout(buttons)

    def _connect(self) -> None:
        self.add.does(lambda: self._add_row(TierDraft()).fields["volume"].setFocus())
        self.save.does(self.submit)
        self.back.does(self._put_back)
        self.discount_asset.currentIndexChanged.connect(self._touched)
        for field in (self.discount, self.referral):
            field.textChanged.connect(self._touched)
            field.returnPressed.connect(self.submit)
        self._keeping.changed.connect(self.follow)

    def begins(self) -> QWidget:
        return self.tiers[0].fields["volume"] if self.tiers else self.add

    # What is shown

    @Slot()
    def follow(self) -> None:
        """Show the fees as they are, unless somebody is changing them."""
        rules = self._keeping.rules
        if rules is not None and rules != self._shown and not self._dirty:
            self._show(rules)
        self._able()

    def _show(self, rules: Rules) -> None:
        self._shown = rules
        draft = written(rules)
        for row in list(self.tiers):
            self._remove(row)
        for tier in draft.tiers:
            self._add_row(tier)
        self.discount_asset.setCurrentIndex(max(0, self.discount_asset.findData(draft.discount_asset)))
        self.discount.setText(draft.discount)
        self.referral.setText(draft.referral)
        for form in self.rows.values():
            form.clear_error()
        self.trouble.hide()
        self._dirty = False
        self._able()

    def _add_row(self, tier: TierDraft) -> _TierRow:
        reference = self._shown.reference if self._shown is not None else ""
        row = _TierRow(reference, tier)
        row.show_titles(not self.tiers)
        self.tiers.append(row)
        self._tiers.addWidget(row)
        row.removed.connect(self._remove)
        row.changed.connect(self._touched)
        for field in row.fields.values():
            field.returnPressed.connect(self.submit)
        self._touched()
        return row

    @Slot(object)
    def _remove(self, row: _TierRow) -> None:
        if row.isAncestorOf(QApplication.focusWidget() or self):
            self.add.setFocus()
        self.tiers.remove(row)
        self._tiers.removeWidget(row)
        row.hide()
        row.deleteLater()
        if self.tiers:
            self.tiers[0].show_titles(True)
        self._touched()

    @Slot()
    def _touched(self) -> None:
        self._dirty = True
        self._able()

    def _able(self) -> None:
        if self.back.hasFocus() and not self._dirty:
            self.save.setFocus()  # before it is disabled: the keyboard stays on this page
        self.back.setEnabled(self._dirty and self._shown is not None)
        self.discount.setEnabled(bool(self.discount_asset.currentData()))

    @Slot()
    def _put_back(self) -> None:
        if self._keeping.rules is not None:
            self._show(self._keeping.rules)

    # Sending

    def draft(self) -> FeesDraft:
        """What stands in the form."""
        return FeesDraft(
            tuple(row.draft() for row in self.tiers), str(self.discount_asset.currentData()),
            self.discount.text(), self.referral.text(),
        )  # fmt: skip

    @Slot()
    def submit(self) -> None:
        """Send what stands here; what is wrong is said at its field."""
        if self._shown is None:
            return
        self.trouble.hide()
        try:
            fields = self.draft().fields(self._shown.reference)
        except Invalid as error:
            self._refused(error)
            return
        self._keeping.send(
            SetFeeTiers, done=self._saved, failed=self._refused, title=tr("Change the fees"), **fields
        )

    def _saved(self, _verdict: object) -> None:
        self._dirty = False
        self._hall.parts.notices.post(
            tr("The fees hold from the next trade on."), NoticeKind.SUCCESS, source="trade", key="trade.fees"
        )
        self._able()
        self._keeping.refresh()

    def _refused(self, error: PersonError) -> None:
        self._able()
        rows = dict(self.rows)
        for n, tier in enumerate(self.tiers):
            rows |= {f"{name}.{n}": row for name, row in tier.rows.items()}
        if place_error(error, rows):
            reveal(rows[error.field])
        else:
            self.trouble.setText(str(error))
            self.trouble.show()

"""Who the viewers are, as far as they told it: ages, genders and countries in groups."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.accounts.demographics import LEAST, Demographics
from models.core.text import number, tr
from views.accounts.about_card import gender_name
from views.accounts.countries import country_name
from views.widgets import tokens
from views.widgets.labels import Label
from views.widgets.report import Table


class Who(QWidget):
    """A table for each of the three that anything may be told of, and a remark on how it came about."""

    def __init__(self) -> None:
        super().__init__()
        self.ages = Table(tr("Ages of viewers"), tr("Age"), tr("Viewers"), by=0)
        self.ages.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.genders = Table(tr("Genders of viewers"), tr("Gender"), tr("Viewers"))
        self.countries = Table(tr("Countries of viewers"), tr("Country"), tr("Viewers"))
        self.remark = Label("", tone="dim", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(tokens.LARGE)
        for table in (self.ages, self.genders, self.countries):
            row.addWidget(table, 1, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SMALL)
        column.addLayout(row)
        column.addWidget(self.remark)

    def show_groups(self, who: Demographics) -> None:
        """Say what may be told, or why there is nothing."""
        self.remark.setText(
            tr("What viewers chose to tell in their account, in groups of at least {count}.", count=LEAST)
            if who.told
            else tr(
                "Viewers may tell their year of birth, gender and country in their account. Groups of at"
                " least {count} of them are shown here; there are none in this time.",
                count=LEAST,
            )
        )
        _show(self.ages, [(first, _age(first, last), n) for (first, last), n in who.ages.items()])
        _show(self.genders, [(gender, gender_name(gender), n) for gender, n in who.genders.items()])
        _show(self.countries, [(code, country_name(code), n) for code, n in who.countries.items()])


def _show(table: Table, groups: Sequence[tuple[object, str, int]]) -> None:
    table.setVisible(bool(groups))
    table.show_rows([(key, title, ((number(people), people),)) for key, title, people in groups])


def _age(first: int, last: int | None) -> str:
    if last is None:
        return tr("{years} and older", years=first)
    return tr("Up to {years}", years=last) if not first else f"{first}–{last}"

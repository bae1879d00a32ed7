"""What somebody may tell about themselves, and what becomes of it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from controllers.accounts.about import AboutMe
from models.accounts.about import EARLIEST
from models.accounts.demographics import LEAST
from models.accounts.entities import About, Gender
from models.core.errors import PersonError
from models.core.text import tr
from views.accounts.countries import countries
from views.widgets import tokens
from views.widgets.buttons import Button
from views.widgets.fields import Select
from views.widgets.forms import FormRow
from views.widgets.labels import Label
from views.widgets.surfaces import Card


def gender_name(gender: Gender) -> str:
    """A gender in a word."""
    return {Gender.WOMAN: tr("Woman"), Gender.MAN: tr("Man"), Gender.OTHER: tr("Another")}[gender]


class AboutCard(Card):
    """Year of birth, gender and country, each with "Not told" first."""

    def __init__(self, about: AboutMe, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._about = about
        self.year, self.gender, self.country = Select(""), Select(""), Select("")
        self._rows = (
            FormRow(tr("Year of birth"), self.year),
            FormRow(tr("Gender"), self.gender),
            FormRow(tr("Country"), self.country),
        )
        self.column.setSpacing(tokens.MEDIUM)
        self.column.addWidget(
            Label(
                tr(
                    "Only if you like. Who makes videos is told how many of their viewers are of an age, a"
                    " gender or a country, in groups of at least {count}, and never of you alone.",
                    count=LEAST,
                ),
                tone="dim",
                wrap=True,
            )
        )
        self.save = Button(tr("Save"), icon="check")
        for part in (*self._rows, self.save):
            self.column.addWidget(part)
        self._fill()
        about.changed.connect(self._show)
        for field in (self.year, self.gender, self.country):
            field.currentIndexChanged.connect(self._chosen)
        self.save.clicked.connect(self._tell)
        self._show()

    def _fill(self) -> None:
        for field in (self.year, self.gender, self.country):
            field.addItem(tr("Not told"), None)
        for year in range(date.today().year, EARLIEST - 1, -1):
            self.year.addItem(str(year), year)
        for gender in Gender:
            self.gender.addItem(gender_name(gender), gender.value)
        for code, name in countries():
            self.country.addItem(name, code)

    @Slot()
    def _show(self) -> None:
        told = self._about.told
        gender = None if told.gender is None else told.gender.value
        for field, value in ((self.year, told.birth_year), (self.gender, gender),
                             (self.country, told.country or None)):  # fmt: skip
            field.setCurrentIndex(max(field.findData(value), 0) if value is not None else 0)

        self._chosen()

    @property
    def fields(self) -> tuple[QWidget, ...]:
        """What the keyboard stops at, in order."""
        return (self.year, self.gender, self.country, self.save)

    @property
    def _said(self) -> About:
        gender = self.gender.currentData()
        country = self.country.currentData() or ""
        return About(self.year.currentData(), Gender(gender) if gender else None, country)

    @Slot()
    def _chosen(self) -> None:
        self.save.setEnabled(self._said != self._about.told)

    @Slot()
    def _tell(self) -> None:
        for row in self._rows:
            row.clear_error()
        self._about.tell(self._said, self._failed)

    def _failed(self, error: PersonError) -> None:
        fields = ("birth_year", "gender", "country")
        self._rows[fields.index(error.field) if error.field in fields else 0].show_error(str(error))
        self._about.refresh()

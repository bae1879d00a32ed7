"""The rules of a place: which comments wait for a look, blocked words, and who may not comment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from controllers.community.moderating import Moderating
from models.community.entities import Mode, Person
from models.core.errors import PersonError
from models.core.text import tr
from views.widgets import tokens
from views.widgets.avatar import Avatar
from views.widgets.buttons import Button, Kind
from views.widgets.fields import Select
from views.widgets.forms import FormRow
from views.widgets.labels import Heading, Label
from views.widgets.surfaces import ScrollColumn

_WIDEST = 640


class RulesForm(ScrollColumn):
    """`show_places` says which places the person looks after."""

    def __init__(self, moderating: Moderating) -> None:
        super().__init__(spacing=tokens.LARGE, margin=0)
        self._moderating = moderating
        self._shown_words: list[str] = []
        self.place = Select(tr("Channel"))
        self.mode = Select(tr("Comments that wait for review"))
        for mode, title in (
            (Mode.OPEN, tr("None: comments are shown at once")),
            (Mode.LINKS, tr("Those with links")),
            (Mode.ALL, tr("All of them")),
        ):
            self.mode.addItem(title, mode)
        self.words = QPlainTextEdit()
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(140)
        self.words_row = FormRow(
            tr("Blocked words"),
            self.words,
            tr("One a line. Comments with them wait for review. A star stands for any letters: spam*"),
        )
        self.save = Button(tr("Save words"), kind=Kind.PRIMARY)
        self.banned, people = self._list()
        self.blocked, others = self._list()
        self.place_row = FormRow(tr("Channel"), self.place)
        mode_row = FormRow(tr("Comments that wait for review"), self.mode)
        banned = Heading(tr("Blocked from commenting"))
        parts: list[QWidget] = [self.place_row, mode_row, self.words_row, self.save, banned, people]
        parts += [Heading(tr("People you have blocked"), tr("You hear nothing from them.")), others]
        for part in parts:
            self.column.addWidget(part)
        self.column.addStretch(1)
        self.words.setMaximumWidth(_WIDEST)
        self.place.activated.connect(self._choose)
        self.mode.activated.connect(self._set_mode)
        self.save.clicked.connect(self._set_words)
        moderating.ruled.connect(self._show)

    @staticmethod
    def _list() -> tuple[QVBoxLayout, QWidget]:
        people = QWidget()
        column = QVBoxLayout(people)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SMALL)
        return column, people

    def show_places(self, places: Sequence[tuple[UUID, str]]) -> None:
        """The places, by id and name."""
        self.place.clear()
        for space_id, name in places:
            self.place.addItem(name, space_id)
        self.place_row.setVisible(len(places) > 1)
        self._choose()

    @Slot()
    def _choose(self) -> None:
        if self.space is not None:
            self._moderating.ask_rules(self.space)

    @property
    def space(self) -> UUID | None:
        """The place whose rules are shown."""
        space: UUID | None = self.place.currentData()
        return space

    @Slot()
    def _show(self) -> None:
        moderating, rules = self._moderating, self._moderating.rules
        self._fill(self.blocked, moderating.blocked, moderating.unblock)
        if rules is None or rules.space_id != self.space:
            return
        self.mode.setCurrentIndex(self.mode.findData(rules.mode))
        if list(rules.words) != self._shown_words or not self.words.toPlainText():
            self._shown_words = list(rules.words)
            self.words.setPlainText("\n".join(rules.words))
        self._fill(self.banned, rules.banned, partial(moderating.lift, rules.space_id))

    def _fill(self, column: QVBoxLayout, people: Sequence[Person], unblock: Callable[[UUID], object]) -> None:
        while (item := column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for person in people:
            column.addWidget(self._person(person, unblock))
        if not people:
            column.addWidget(Label(tr("Nobody."), tone="dim"))

    @staticmethod
    def _person(person: Person, unblock: Callable[[UUID], object]) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Avatar(person.name, tokens.WIDE))
        row.addWidget(Label(person.name or tr("Somebody who has left")))
        button = Button(tr("Unblock"), kind=Kind.GHOST, tip=tr("Unblock {name}", name=person.name))
        button.does(partial(unblock, person.id))
        row.addWidget(button)
        row.addStretch(1)
        return line

    @Slot()
    def _set_mode(self) -> None:
        if self.space is not None:
            self._moderating.set_mode(self.space, self.mode.currentData())

    @Slot()
    def _set_words(self) -> None:
        if self.space is not None:
            words = [word for word in self.words.toPlainText().splitlines() if word.strip()]
            self._moderating.set_words(self.space, words, self._refused)

    def _refused(self, error: PersonError) -> None:
        self.words_row.show_error(str(error))

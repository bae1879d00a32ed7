"""The settings page, made from the registry: search, a card for each section, a control for each type."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby
from typing import Any
from urllib.parse import parse_qs, quote

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from app.kernel.actions import Actions
from app.kernel.finding import has_all
from app.kernel.settings import Setting, Settings
from models.core.errors import PersonError
from models.core.text import tr
from views.shell import settings_data
from views.shell.panel_list import empty
from views.shell.settings_data import DataRow
from views.shell.workspace import Workspace
from views.widgets import tokens
from views.widgets.buttons import IconButton
from views.widgets.fields import SearchBox, Select
from views.widgets.labels import Heading, Label, MarkedLabel
from views.widgets.states import State, StateView
from views.widgets.surfaces import Card, Hairline, ScrollColumn
from views.widgets.theme import theme
from views.widgets.toggles import Switch
from views.widgets.tokens import Type

_WIDE = 760
_FIELD = 220
_SLICE_S = 0.006


class SettingRow(QWidget):
    """One setting: its words, its control, and a way back to the default."""

    def __init__(self, settings: Settings, setting: Setting[Any], typed: str = "") -> None:
        """`typed` is what it was found by, which is marked; a name that is not in sight is told."""
        super().__init__()
        self._settings, self._setting = settings, setting
        self.control, self._show_value = self._made()
        self.note = Label("", Type.CAPTION, tone="negative", wrap=True)
        self.note.hide()
        words = QVBoxLayout()
        words.setSpacing(tokens.HAIR)
        words.addWidget(MarkedLabel(setting.title, typed))
        if setting.description:
            words.addWidget(MarkedLabel(setting.description, typed, tone="dim", wrap=True))
        if other := _other_name(setting, typed):
            words.addWidget(MarkedLabel(tr("Also: {name}", name=other), typed, tone="dim"))
        words.addWidget(self.note)
        self.reset = IconButton("rotate-ccw", tr("Back to the default"), size=14, side=tokens.WIDE)
        self.reset.does(self._reset)
        policy = self.reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(policy)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, tokens.TINY, 0, tokens.TINY)
        row.setSpacing(tokens.MEDIUM)
        row.addLayout(words, 1)
        row.addWidget(self.reset, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.control, 0, Qt.AlignmentFlag.AlignVCenter)
        settings.changed.connect(self._changed)
        self._show()

    def _made(self) -> tuple[QWidget, Callable[[Any], object]]:
        """The control for the setting's type, and what shows a value on it."""
        setting = self._setting
        if isinstance(setting.default, bool):
            switch = Switch(setting.title)
            switch.toggled.connect(self._keep)
            return switch, switch.setChecked
        if setting.choices:
            return self._select()
        if isinstance(setting.default, int):
            number = QSpinBox()
            number.setRange(
                int(setting.low or 0), int(setting.high if setting.high is not None else 2**31 - 1)
            )
            number.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
            number.setKeyboardTracking(False)
            number.setFixedWidth(96)
            number.setAccessibleName(setting.title)
            number.valueChanged.connect(self._keep)
            return number, number.setValue
        field = QLineEdit()
        field.setFixedWidth(_FIELD)
        field.setAccessibleName(setting.title)
        field.editingFinished.connect(lambda: self._keep(field.text()))
        return field, lambda value: field.setText(str(value))

    def _select(self) -> tuple[QWidget, Callable[[Any], object]]:
        select = Select(self._setting.title)
        for value, title in self._setting.choices:
            select.addItem(title, value)
        select.activated.connect(lambda index: self._keep(select.itemData(index)))
        return select, lambda value: select.setCurrentIndex(select.findData(value))

    def _keep(self, value: object) -> None:
        if isinstance(self._setting.default, float) and isinstance(value, str):
            try:
                value = float(value.replace(",", "."))
            except ValueError:
                self._complain(tr("“{value}” is not a number.", value=value))
                return
        try:
            self._settings.set(self._setting, value)
        except PersonError as problem:
            self._complain(str(problem))
        else:
            self.note.hide()

    def _complain(self, sentence: str) -> None:
        self.note.setText(sentence)
        self.note.show()

    def _reset(self) -> None:
        self._settings.reset(self._setting)
        self.note.hide()

    @Slot(str, object)
    def _changed(self, key: str, value: object) -> None:
        if key == self._setting.key:
            self._show()

    def _show(self) -> None:
        self.control.blockSignals(True)
        self._show_value(self._settings.get(self._setting))
        self.control.blockSignals(False)
        self.control.update()
        self.reset.setVisible(not self._settings.is_default(self._setting))


def _other_name(setting: Setting[Any], typed: str) -> str:
    """What else it is called, where only that was typed."""
    if not typed.strip() or has_all(typed, f"{setting.title} {setting.description} {setting.where}"):
        return ""
    names = (*setting.also, *(title for _, title in setting.choices))
    return next((name for name in names if any(has_all(word, name) for word in typed.split())), "")


def _add_row(card: Card, row: QWidget) -> None:
    if card.column.count():
        card.column.addWidget(Hairline())
    card.column.addWidget(row)


class SettingsPage(Workspace):
    """All settings that are shown, by section. Places: `<section>`, scrolled to, and `?find=<words>`.

    Enter and Down lead from the search to the first one that was found, Up back.
    """

    def __init__(self, settings: Settings, actions: Actions) -> None:
        super().__init__()
        self._settings, self._actions = settings, actions
        self.search = SearchBox(tr("Find a setting"))
        self.search.setFixedWidth(260)
        self.search.textChanged.connect(self._fill)
        self.search.returnPressed.connect(self._to_first)
        self.rows: dict[str, SettingRow] = {}
        self.sections: dict[str, Heading] = {}
        self._section = ""
        self._shown: tuple[str, ...] = ()
        self._building: Iterator[None] = iter(())
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._build_on)
        self.data_rows: dict[str, DataRow] = {}
        heading = Heading(tr("Settings"))
        heading.title.setFont(theme().font(Type.TITLE))
        heading.add(self.search)
        self._list = ScrollColumn(margin=0)
        inner = QWidget()
        inner.setMaximumWidth(_WIDE)
        column = QVBoxLayout(inner)
        column.setContentsMargins(tokens.WIDE, tokens.WIDE, tokens.WIDE, 0)
        column.setSpacing(tokens.LARGE)
        column.addWidget(heading)
        column.addWidget(self._list, 1)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(inner, 1)
        outer.addStretch(0)
        self._fill("")

    def place(self) -> str:
        words = self.search.text()
        return f"?find={quote(words, safe='')}" if words else self._section

    def go(self, place: str) -> None:
        section, _, query = place.partition("?")
        words = parse_qs(query).get("find", [""])[-1]
        self.search.blockSignals(True)
        self.search.setText(words)
        self.search.blockSignals(False)
        if self._contents(words) != self._shown:
            self._fill(words, tell=False)
        if not words:
            self._section = section if section in self._names() else ""
            if not self._later.isActive():
                self._build_on()

    def _names(self) -> set[str]:
        """What the sections are called in links."""
        return {"data", *(setting.key.partition(".")[0] for setting in self._settings.found(""))}

    @Slot()
    def _scroll_to_section(self) -> None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)  # until it has its place
        heading = self.sections.get(self._section)
        if heading is not None:
            self._list.verticalScrollBar().setValue(heading.y())

    def begins(self) -> QWidget:
        return self.search

    def focus_search(self) -> bool:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    @Slot(str)
    def _fill(self, text: str, *, tell: bool = True) -> None:
        empty(self._list.column)
        self.rows, self.data_rows, self.sections = {}, {}, {}
        self._section, self._shown = "", self._contents(text)
        self._building = self._build(text)
        self._build_on()
        if tell:
            self.place_adjusted.emit(self.place())

    def _contents(self, text: str) -> tuple[str, ...]:
        """What there is to show for `text`, by name."""
        settings = (setting.key for setting in self._settings.found(text))
        return (text, *settings, *(entry.id for entry in settings_data.found(self._actions, text)))

    def _build(self, text: str) -> Iterator[None]:
        """Make the cards, a row a step."""
        found = sorted(self._settings.found(text), key=lambda setting: setting.where)
        for where, group in groupby(found, key=lambda setting: setting.where):
            heading, card = self._add_card(where)
            for setting in group:
                self.sections.setdefault(setting.key.partition(".")[0], heading)
                row = self.rows[setting.key] = SettingRow(self._settings, setting, text)
                _add_row(card, row)
                yield
        entries = settings_data.found(self._actions, text)
        if entries:
            self.sections["data"], card = self._add_card(settings_data.where())
        for entry in entries:
            line = self.data_rows[entry.id] = DataRow(self._actions, entry, text)
            _add_row(card, line)
            yield
        if not self._all_rows():
            self._say_nothing_found(text)

    def _say_nothing_found(self, text: str) -> None:
        self._list.column.addWidget(
            StateView(
                State.NOTHING_FOUND,
                tr("No setting for “{text}”", text=text),
                action=tr("Show all"),
                do=partial(self.search.setText, ""),
            )
        )

    @Slot()
    def _build_on(self) -> None:
        """Make rows for a part of a frame and go on in the next event: all of them would hold the window."""
        end = time.perf_counter() + _SLICE_S
        for _ in self._building:
            if time.perf_counter() > end:
                self._later.start()
                return
        if self._section in self.sections:
            QTimer.singleShot(0, self, self._scroll_to_section)  # when it has its size
        elif self._section:
            self._section = ""
            self.place_adjusted.emit(self.place())

    def _add_card(self, where: str) -> tuple[Heading, Card]:
        heading, card = Heading(where), Card()
        self._list.column.addWidget(heading)
        self._list.column.addWidget(card)
        return heading, card

    def _all_rows(self) -> list[SettingRow | DataRow]:
        return [*self.rows.values(), *self.data_rows.values()]

    @Slot()
    def _to_first(self) -> None:
        if rows := self._all_rows():
            rows[0].control.setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        rows = self._all_rows()
        if event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self._to_first()
        elif event.key() == Qt.Key.Key_Up and rows and rows[0].control.hasFocus():
            self.search.setFocus(Qt.FocusReason.BacktabFocusReason)
        else:
            super().keyPressEvent(event)

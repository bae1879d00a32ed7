"""The tool row of the library: words, chips, all filters in a popover, the order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QActionGroup, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from controllers.video.filters import Age, Filter, Length, Quality
from controllers.video.library import Library
from models.core.text import tr
from models.video.entities import Sort
from views.widgets import tokens
from views.widgets.buttons import Button, IconButton, Kind, link
from views.widgets.chips import Chip
from views.widgets.fields import SearchBox, Select
from views.widgets.flow import FlowLayout
from views.widgets.icons import icon
from views.widgets.labels import Label
from views.widgets.paint import rounded, smooth
from views.widgets.theme import theme

_CATEGORIES = 3  # chips of their own; the others are in the popover
_SEARCH = 200


def sort_titles() -> dict[Sort, str]:
    """What the orders are called."""
    return {
        Sort.NEWEST: tr("newest"),
        Sort.OLDEST: tr("oldest"),
        Sort.TITLE: tr("title"),
        Sort.LONGEST: tr("longest"),
        Sort.SHORTEST: tr("shortest"),
        Sort.VIEWS: tr("most viewed"),
        Sort.RATING: tr("best rated"),
    }


def _choices() -> list[tuple[str, str, list[tuple[str, Any]]]]:
    """Field, its title, and its choices; the first leaves nothing out."""
    return [
        ("length", tr("Length"), [(tr("Any"), None), (tr("Under 10 minutes"), Length.SHORT),
                                  (tr("10 to 60 minutes"), Length.MEDIUM),
                                  (tr("Over an hour"), Length.LONG)]),
        ("age", tr("Added"), [(tr("Any time"), None), (tr("Today"), Age.DAY), (tr("This week"), Age.WEEK),
                              (tr("This month"), Age.MONTH), (tr("This year"), Age.YEAR)]),
        ("quality", tr("Quality"), [(tr("Any"), None), (tr("720p and better"), Quality.HD),
                                    (tr("1080p and better"), Quality.FULL_HD), (tr("4K"), Quality.UHD)]),
        ("captions", tr("Captions"), [(tr("Any"), None), (tr("With captions"), True),
                                      (tr("Without captions"), False)]),
    ]  # fmt: skip


class FilterPopover(QWidget):
    """All filters in one small window that floats; a choice takes effect at once."""

    def __init__(self, library: Library, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAccessibleName(tr("Filters"))
        self._library = library
        self.fields: dict[str, Select] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.LARGE, tokens.LARGE, tokens.LARGE, tokens.LARGE)
        column.setSpacing(tokens.MEDIUM)
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.LARGE)
        grid.setVerticalSpacing(tokens.SMALL)
        column.addLayout(grid)
        for row, (name, title, choices) in enumerate([*_choices(), self._categories()]):
            field = self.fields[name] = Select(title)
            for text, value in choices:
                field.addItem(text, value)
            field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            chosen = getattr(library.filter, name)
            field.setCurrentIndex(next((n for n, (_, v) in enumerate(choices) if v == chosen), 0))
            field.activated.connect(self._apply)
            grid.addWidget(Label(title, tone="dim"), row, 0)
            grid.addWidget(field, row, 1)
        self._clear = link(tr("Clear all"))
        self._clear.clicked.connect(self._clear_all)
        column.addWidget(self._clear, 0, Qt.AlignmentFlag.AlignTrailing)

    def _categories(self) -> tuple[str, str, list[tuple[str, Any]]]:
        names = self._library.categories
        return "category", tr("Category"), [(tr("Any"), ""), *((name, name) for name in names)]

    @Slot()
    def _apply(self) -> None:
        said = {name: field.currentData() for name, field in self.fields.items()}
        self._library.set_filter(replace(self._library.filter, **said))

    @Slot()
    def _clear_all(self) -> None:
        for field in self.fields.values():
            field.setCurrentIndex(0)
        self._apply()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        rounded(smooth(self), self.rect(), tokens.RADIUS_FLOAT, colours.raised, colours.line)


class ToolRow(QWidget):
    """Chips, filters, order and "Add videos"; the search field shows while there are words in it."""

    add_asked = Signal()
    queue_asked = Signal()
    trash_asked = Signal()
    left_search = Signal()
    filter_changed = Signal()

    def __init__(self, library: Library, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library = library
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.SMALL + 2)
        box = QWidget()
        self._flow = FlowLayout(box)
        box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row.addWidget(box, 1, Qt.AlignmentFlag.AlignVCenter)
        self.search = SearchBox(tr("Filter videos"))
        self.search.setFixedWidth(_SEARCH)
        self.search.hide()
        self.search.textChanged.connect(self._words)
        self.search.left.connect(self._leave)
        self._flow.addWidget(self.search)
        self._chips: dict[str, Chip] = {}
        self._build_chips()
        self.more = IconButton("sliders-horizontal", tr("Filters"), size=tokens.ICON_SMALL)
        self.more.clicked.connect(self._open_popover)
        self.places = IconButton("ellipsis", tr("More places"), size=tokens.ICON_SMALL)
        self.places.clicked.connect(self._open_places)
        self.sort = Button("", icon="align-left", tip=tr("Order"))
        self.sort.clicked.connect(self._open_sort)
        self.add = Button(tr("Add videos"), icon="plus", kind=Kind.PRIMARY)
        self.add.set_tip(tr("Add videos"), "Ctrl+O")
        self.add.clicked.connect(self.add_asked)
        for button in (self.places, self.more, self.sort, self.add):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        library.categories_changed.connect(self._build_chips)
        library.reset.connect(self.follow)
        self.follow()

    # Chips

    def _wanted(self) -> list[tuple[str, str, Callable[[Filter], Filter]]]:
        """Key, title, and what a chip makes of the filter when it is switched."""
        chips: list[tuple[str, str, Callable[[Filter], Filter]]] = [
            ("all", tr("All"), lambda f: Filter(sort=f.sort)),
            ("unfinished", tr("Continue watching"), lambda f: replace(f, unfinished=not f.unfinished)),
            ("mine", tr("Mine"), lambda f: replace(f, mine=not f.mine)),
        ]
        for name in self._library.categories[:_CATEGORIES]:
            chips.append((f"category:{name}", name, lambda f, name=name: _switch(f, "category", name, "")))  # type: ignore[misc]
        chips += [
            ("short", tr("Under 10 minutes"), lambda f: _switch(f, "length", Length.SHORT, None)),
            ("captions", tr("With captions"), lambda f: _switch(f, "captions", True, None)),
        ]
        return chips

    def chip(self, key: str) -> Chip:
        """A chip by its key: all, unfinished, mine, short, captions, category:NAME."""
        return self._chips[key]

    @Slot()
    def _build_chips(self) -> None:
        for chip in self._chips.values():
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = {}
        for key, title, switch in self._wanted():
            chip = self._chips[key] = Chip(title)
            chip.clicked.connect(lambda _=False, switch=switch: self._set(switch(self._library.filter)))
            self._flow.addWidget(chip)
        self.follow()

    @Slot()
    def follow(self) -> None:
        """Show the filter that holds."""
        now = self._library.filter
        on = {
            "all": not now.narrows,
            "unfinished": now.unfinished,
            "mine": now.mine,
            "short": now.length is Length.SHORT,
            "captions": now.captions is True,
            f"category:{now.category}": True,
        }
        for key, chip in self._chips.items():
            chip.setChecked(on.get(key, False))
        if hasattr(self, "sort"):
            self.sort.setText(tr("Sort: {order}", order=sort_titles().get(now.sort, "")))
            self.sort.updateGeometry()
            tip = tr("Filters")
            self.more.set_name(tr("{count} filters", count=now.count) if now.count else tip)
            self.more.role = "text" if now.count else ""
            self.more.update()
        if self.search.text() != now.words:
            self.search.setText(now.words)
        self.search.setVisible(bool(now.words) or self.search.hasFocus())

    def _set(self, wanted: Filter) -> None:
        self._library.set_filter(wanted)
        self.follow()
        self.filter_changed.emit()

    # Words

    def begin_search(self, text: str = "") -> None:
        """Show the field and write in it."""
        self.search.show()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if text:
            self.search.setText(self.search.text() + text)

    @Slot(str)
    def _words(self, text: str) -> None:
        if text != self._library.filter.words:
            self._set(replace(self._library.filter, words=text))

    @Slot()
    def _leave(self) -> None:
        self.left_search.emit()
        self.search.setVisible(bool(self.search.text()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return) and self.search.hasFocus():
            self.left_search.emit()
            return
        super().keyPressEvent(event)

    # Order and more

    @Slot()
    def _open_sort(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        for sort, title in sort_titles().items():
            action = menu.addAction(title[:1].upper() + title[1:])
            action.setCheckable(True)
            action.setChecked(sort is self._library.filter.sort)
            action.setActionGroup(group)
            action.triggered.connect(
                lambda _=False, sort=sort: self._set(replace(self._library.filter, sort=sort))
            )
        menu.popup(self.sort.mapToGlobal(QPoint(0, self.sort.height() + tokens.TINY)))

    @Slot()
    def _open_places(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for sign, title, asked in (
            ("list-video", tr("Play queue"), self.queue_asked),
            ("trash-2", tr("Trash"), self.trash_asked),
        ):
            menu.addAction(icon(sign, size=tokens.ICON_SMALL), title).triggered.connect(asked.emit)
        menu.popup(self.places.mapToGlobal(QPoint(0, self.places.height() + tokens.TINY)))

    @Slot()
    def _open_popover(self) -> None:
        popover = FilterPopover(self._library, self)
        popover.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popover.destroyed.connect(self._popover_gone)
        popover.adjustSize()
        at = self.more.mapToGlobal(QPoint(self.more.width(), self.more.height() + tokens.TINY))
        popover.move(at - QPoint(popover.width(), 0))
        popover.show()
        popover.fields["length"].setFocus()

    @Slot()
    def _popover_gone(self) -> None:
        self.follow()
        self.filter_changed.emit()


def _switch(now: Filter, name: str, on: Any, off: Any) -> Filter:
    return replace(now, **{name: off if getattr(now, name) == on else on})

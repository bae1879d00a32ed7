"""The manual as a place of its own: contents and search at the side, the page beside them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from models.core.text import tr
from views.manual.contents import ContentsDelegate
from views.manual.pages import INDEX, Page, found, pages
from views.manual.reader import Reader
from views.shell.workspace import Crumb, Workspace
from views.widgets import tokens
from views.widgets.fields import SearchBox
from views.widgets.labels import Label
from views.widgets.surfaces import Hairline

_SIDE = 232


class ManualWorkspace(Workspace):
    """Places: a page by its name, the contents for "". Ctrl+F leads to the search, Down from there into the
    contents, Enter opens; what was looked for is marked on the page."""

    def __init__(self) -> None:
        super().__init__()
        self.pages = pages(tr("Contents"))
        self._page = self.pages[0]
        self.search = SearchBox(tr("Search the manual"))
        self.search.textChanged.connect(self._fill)
        self.search.returnPressed.connect(self._open_first)
        self.contents = QListWidget()
        self.contents.setAccessibleName(tr("Contents"))
        self.contents.setItemDelegate(ContentsDelegate(self.contents))
        self.contents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.contents.currentItemChanged.connect(self._choose)
        self.nothing = Label("", tone="dim", wrap=True)
        self.nothing.hide()
        self.reader = Reader()
        self.reader.page_asked.connect(self._follow)
        self._build()
        self._fill("")
        self._show(self._page)

    def _build(self) -> None:
        side = QWidget()
        side.setFixedWidth(_SIDE)
        column = QVBoxLayout(side)
        column.setContentsMargins(tokens.LARGE, tokens.LARGE, tokens.SMALL, tokens.SMALL)
        column.setSpacing(tokens.SMALL)
        column.addWidget(self.search)
        column.addWidget(self.nothing)
        column.addWidget(self.contents, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(side)
        row.addWidget(Hairline(vertical=True))
        page = QHBoxLayout()
        page.setContentsMargins(tokens.HUGE, tokens.WIDE, tokens.TINY, 0)
        page.addWidget(self.reader, 1)
        row.addLayout(page, 1)

    # -- where one is ---------------------------------------------------------------------------------

    def place(self) -> str:
        return "" if self._page.name == INDEX else self._page.name

    def go(self, place: str) -> None:
        self._show(self._named(place) or self.pages[0])

    def breadcrumb(self) -> Sequence[Crumb]:
        return () if self._page.name == INDEX else (Crumb(self._page.title),)

    @property
    def title(self) -> str:
        return self._page.title

    def begins(self) -> QWidget:
        return self.contents

    def focus_search(self) -> bool:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()
        return True

    def _named(self, name: str) -> Page | None:
        return next((page for page in self.pages if page.name == name), None)

    # -- going ----------------------------------------------------------------------------------------

    @Slot(str)
    def _follow(self, file: str) -> None:
        page = self._named(file.removesuffix(".md"))
        if page is not None:
            self._visit(page)

    def _visit(self, page: Page) -> None:
        if page is not self._page:
            self._show(page)
            self.place_changed.emit(self.place())

    def _show(self, page: Page) -> None:
        self._page = page
        self.reader.show_page(page.text, self.search.text())
        self._choose_in_contents()
        self.title_changed.emit()

    def _choose_in_contents(self) -> None:
        self.contents.blockSignals(True)
        rows = [row for row in range(self.contents.count()) if self._at(row) is self._page]
        self.contents.setCurrentRow(rows[0] if rows else -1)
        self.contents.blockSignals(False)

    def _at(self, row: int) -> Page:
        page: Page = self.contents.item(row).data(Qt.ItemDataRole.UserRole)
        return page

    @Slot(QListWidgetItem)
    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._visit(item.data(Qt.ItemDataRole.UserRole))

    # -- looking for something ------------------------------------------------------------------------

    @Slot(str)
    def _fill(self, words: str) -> None:
        fitting = found(self.pages, words)
        self.contents.blockSignals(True)
        self.contents.clear()
        for page in fitting:
            item = QListWidgetItem(page.title)
            item.setData(Qt.ItemDataRole.UserRole, page)
            self.contents.addItem(item)
        self.contents.blockSignals(False)
        self._choose_in_contents()
        self.nothing.setText(tr("No page has “{words}”.", words=words))
        self.nothing.setVisible(not fitting)
        self.reader.show_page(self._page.text, words)

    @Slot()
    def _open_first(self) -> None:
        if self.contents.count():
            self._visit(self._at(0))
            self.contents.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self.contents.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

"""How the page is arranged: kept by itself, and under names that a person gives."""

from __future__ import annotations

from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QSplitter, QStackedWidget, QWidget

from controllers.trading.memory import TradeMemory
from models.core.text import tr
from views.trading.chart.charting import Charting
from views.trading.pair_bar import PairBar
from views.widgets.buttons import Button, IconButton, Kind
from views.widgets.forms import FormRow
from views.widgets.side_panel import SidePanel

LONGEST = 40


class Arranged(Protocol):
    """What a layout is of: the page."""

    bar: PairBar
    charting: Charting
    views: QStackedWidget
    upright: QSplitter
    across: QSplitter
    beside: QSplitter

    def set_interval(self, interval: str) -> None: ...


class Layouts(QObject):
    """Reads, keeps and names them; its button stands in the bar."""

    def __init__(self, memory: TradeMemory, page: Any) -> None:
        super().__init__(page)
        self._memory = memory
        self._page: Arranged = page
        self._host: QWidget = page
        self._panel: _NamePanel | None = None
        self.button = IconButton("layout-grid", tr("Layouts"))
        self.button.does(self._menu)
        page.bar.tools.addWidget(self.button)

    def now(self) -> dict[str, Any]:
        """How it is arranged now, as plain data."""
        page = self._page
        return {
            "upright": page.upright.sizes(),
            "across": page.across.sizes(),
            "beside": page.beside.sizes(),
            "interval": page.bar.intervals.value(),
            "depth": page.views.currentIndex() == 1,
            "look": dict(page.charting.look()),
        }

    def keep(self) -> None:
        """Remember it for the next time."""
        if self._host.width() > 0 and sum(self._page.across.sizes()) > 0:
            self._memory.keep_layout(self.now())

    def restore(self, name: str = "") -> None:
        """Arrange the page as a layout says; what it does not say, or says wrongly, stays as it is."""
        layout = self._memory.layout(name)
        page = self._page
        for key, splitter in (("upright", page.upright), ("across", page.across), ("beside", page.beside)):
            sizes = layout.get(key)
            if (
                isinstance(sizes, list)
                and len(sizes) == splitter.count()
                and all(type(n) is int for n in sizes)
                and sum(sizes) > 0
            ):
                splitter.setSizes(sizes)
        if isinstance(layout.get("interval"), str):
            page.set_interval(layout["interval"])
        if isinstance(layout.get("depth"), bool):
            page.views.setCurrentIndex(int(layout["depth"]))
        if isinstance(layout.get("look"), dict):
            page.charting.set_look(layout["look"])

    def ask_name(self) -> None:
        """Have the person name the layout of now."""
        if self._panel is None:
            self._panel = _NamePanel(self._host)
            self._panel.save.does(self._save)
            self._panel.name.returnPressed.connect(self._save)
        self._panel.open_panel()
        self._panel.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _save(self) -> None:
        assert self._panel is not None
        name = self._panel.name.text().strip()
        if not name:
            self._panel.row.show_error(tr("What should it be called?"))
            return
        self._memory.keep_layout(self.now(), name)
        self._panel.close_panel()

    def _menu(self) -> None:
        menu = QMenu(self._host)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in self._memory.layouts:
            menu.addAction(name).triggered.connect(lambda _=False, name=name: self.restore(name))
        if self._memory.layouts:
            forget = menu.addMenu(tr("Forget"))
            for name in self._memory.layouts:
                forget.addAction(name).triggered.connect(
                    lambda _=False, name=name: self._memory.forget_layout(name)
                )
            menu.addSeparator()
        menu.addAction(tr("Indicators")).triggered.connect(lambda: self._page.charting.choose_studies())
        menu.addAction(tr("Draw")).triggered.connect(lambda: self._page.charting.choose_tool())
        menu.addSeparator()
        menu.addAction(tr("Save this layout…")).triggered.connect(lambda: self.ask_name())
        menu.popup(self.button.mapToGlobal(self.button.rect().bottomLeft()))


class _NamePanel(SidePanel):
    def __init__(self, host: QWidget) -> None:
        super().__init__(tr("Save this layout"), host)
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST)
        self.row = FormRow(tr("Name"), self.name, tr("A name that is there already gets the new layout."))
        self.save = Button(tr("Save"), kind=Kind.PRIMARY)
        self.body.addWidget(self.row)
        buttons = QHBoxLayout()
        buttons.addWidget(self.save)
        buttons.addStretch()
        self.body.addLayout(buttons)
        self.body.addStretch()

"""A pair's four sizes, under the amount: a click takes one, its menu keeps the amount in its place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from models.core.text import number, tr
from models.trading.entities import PairInfo
from models.trading.figures import quantity_text
from views.widgets import tokens
from views.widgets.buttons import Button
from views.widgets.theme import theme
from views.widgets.tokens import Type


class _Size(Button):
    """A fourth of the bar."""

    def __init__(self, place: int) -> None:
        super().__init__("–")
        self.setFont(theme().font(Type.CAPTION, tabular=True))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._place = place

    def sizeHint(self) -> QSize:
        return QSize(tokens.WIDE * 2, tokens.CHIP)

    def minimumSizeHint(self) -> QSize:
        return QSize(tokens.WIDE, tokens.CHIP)

    def show_size(self, text: str, unit: str) -> None:
        """Call it by what it stands for."""
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(
                tr("Size {number}: {amount}", number=self._place + 1, amount=f"{text} {unit}")
            )
            self.set_tip(tr("Size {number}", number=self._place + 1), str(self._place + 1))


class SizeBar(QWidget):
    """`chosen` and `kept` carry the place (0 to 3) whose size is taken, or is to become the amount."""

    chosen = Signal(int)
    kept = Signal(int)

    def __init__(self, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Sizes"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.TINY)
        self.buttons = [_Size(place) for place in range(count)]
        for place, button in enumerate(self.buttons):
            button.does(partial(self.chosen.emit, place))
            button.customContextMenuRequested.connect(partial(self._menu, place))
            row.addWidget(button, 1)

    def show_sizes(self, sizes: Sequence[int], pair: PairInfo) -> None:
        """Show these lots."""
        for button, lots in zip(self.buttons, sizes, strict=True):
            button.show_size(_short(lots, pair), pair.base)

    def _menu(self, place: int, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        keep = menu.addAction(tr("Keep the amount as size {number}", number=place + 1))
        keep.triggered.connect(partial(self.kept.emit, place))
        menu.popup(self.buttons[place].mapToGlobal(at))


def _short(lots: int, pair: PairInfo) -> str:
    """An amount without the zeros at its end."""
    text, zero = quantity_text(lots, pair), number(0)
    point = number(0.5, 1)[1:-1]
    return text.rstrip(zero).removesuffix(point) if point in text else text

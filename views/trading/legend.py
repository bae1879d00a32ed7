"""The keys that act on the ladder, shown beside it."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from models.core.text import tr
from views.widgets import tokens
from views.widgets.labels import KeyCap, Label
from views.widgets.tokens import Type, Weight

_IN_A_ROW = 2


class Legend(QWidget):
    """Which key does what with the row under the mouse."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SMALL)
        column.addWidget(Label(tr("Keys on the ladder"), weight=Weight.SEMIBOLD))
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.MEDIUM)
        grid.setVerticalSpacing(tokens.TINY + 2)
        for n, (keys, words) in enumerate(keys_on_the_ladder()):
            grid.addLayout(self._entry(keys, words), n // _IN_A_ROW, n % _IN_A_ROW)
        grid.setColumnStretch(_IN_A_ROW, 1)
        column.addLayout(grid)

    @staticmethod
    def _entry(keys: str, words: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(tokens.TINY + 2)
        row.addWidget(KeyCap(keys))
        row.addWidget(Label(words, Type.CAPTION, tone="dim"))
        row.addStretch()
        return row


def keys_on_the_ladder() -> list[tuple[str, str]]:
    """Each key, and what it does."""
    return [
        ("B", tr("buy here")),
        ("S", tr("sell here")),
        ("Q", tr("best bid")),
        ("W", tr("best ask")),
        ("1–4", tr("size")),
        ("Space", tr("centre")),
        ("E", tr("cancel here")),
        ("X", tr("cancel all")),
        ("R", tr("repeat last")),
        ("H", tr("sell half")),
    ]

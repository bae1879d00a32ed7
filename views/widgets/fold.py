"""A part of a form that is rarely needed: folded away under its title, which says what is chosen in it."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from models.core.text import tr
from views.widgets import tokens
from views.widgets.buttons import Button, Kind
from views.widgets.labels import ElidedLabel
from views.widgets.tokens import Type


class Fold(QWidget):
    """`column` takes what is folded; the head opens and closes it."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self.head = Button(title, icon="chevron-right", kind=Kind.GHOST)
        self.summary = ElidedLabel("", Type.CAPTION, tone="dim")
        self.summary.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.body = QWidget()
        self.column = QVBoxLayout(self.body)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(tokens.MEDIUM)
        top = QHBoxLayout()
        top.setSpacing(tokens.TINY)
        top.addWidget(self.head)
        top.addWidget(self.summary, 1)
        top.addStretch()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(tokens.SMALL)
        whole.addLayout(top)
        whole.addWidget(self.body)
        self.body.hide()
        self._tell()
        self.head.does(self.toggle)

    @property
    def is_open(self) -> bool:
        """Whether what is folded can be seen."""
        return not self.body.isHidden()

    @Slot()
    def toggle(self) -> None:
        """Open it, or fold it away."""
        self.set_open(not self.is_open)

    def set_open(self, shown: bool) -> None:
        """Show what is folded, or not."""
        self.body.setVisible(shown)
        self._tell()

    def set_summary(self, text: str) -> None:
        """What is chosen in it, beside the title while it is folded."""
        self.summary.setText(text)
        self._tell()

    def _tell(self) -> None:
        self.head.set_icon("chevron-down" if self.is_open else "chevron-right")
        self.summary.setVisible(not self.is_open and bool(self.summary.text()))
        state = tr("open") if self.is_open else tr("folded")
        self.head.setAccessibleDescription(" · ".join(filter(None, (state, self.summary.text()))))

"""What a workspace shows on Home: cards, and things that need the person. Shared, so that Home knows none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QWidget

from views.widgets import tokens
from views.widgets.buttons import Button, Kind
from views.widgets.labels import ElidedLabel, Label
from views.widgets.states import Mark
from views.widgets.surfaces import Card
from views.widgets.tokens import Weight


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that needs the person: what (strong), the rest of the sentence, and what to do about it."""

    icon: str
    strong: str
    text: str
    action: str
    do: Callable[[], object]
    urgent: bool = False


class HomeCard(Card):
    """A card with an icon, a title and a dim remark. `wanted_changed` tells that it has something to show
    now, or no longer has."""

    wanted_changed = Signal()

    def __init__(self, icon: str, title: str) -> None:
        super().__init__()
        self._wanted = False
        self.setAccessibleName(title)
        row = QHBoxLayout()
        row.setSpacing(tokens.MEDIUM - 2)
        row.addWidget(Mark(icon, tokens.ICON_SMALL, "text"))
        self._title = ElidedLabel(title, weight=Weight.SEMIBOLD)
        row.addWidget(self._title, 1)
        self.remark = Label(tone="dim", tabular=True)
        row.addWidget(self.remark)
        self.column.addLayout(row)
        self.column.setSpacing(tokens.MEDIUM)

    def set_title(self, title: str) -> None:
        """Say what it is about now."""
        self.setAccessibleName(title)
        self._title.setText(title)

    @property
    def wanted(self) -> bool:
        return self._wanted

    def set_wanted(self, wanted: bool) -> None:
        """Say whether there is something to show."""
        if wanted != self._wanted:
            self._wanted = wanted
            self.wanted_changed.emit()


class HomeProvider(Protocol):
    """What a workspace puts on Home. `needs_changed` has no arguments; cards are made once."""

    @property
    def needs_changed(self) -> SignalInstance: ...

    def needs(self) -> Sequence[Need]:
        """What needs the person now, most pressing first."""

    def cards(self) -> Sequence[HomeCard]:
        """Cards in their order."""

    def set_visible(self, visible: bool) -> None:
        """Home is seen, or no longer: only then anything is asked for."""


class NeedRow(QWidget):
    """A need in its list."""

    def __init__(self, need: Need) -> None:
        super().__init__()
        self.need = need
        self.setAccessibleName(f"{need.strong} {need.text}")
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.LARGE, tokens.SMALL + 2, tokens.LARGE - 2, tokens.SMALL + 2)
        row.setSpacing(0)
        row.addWidget(Mark(need.icon, tokens.ICON_SMALL))
        row.addSpacing(tokens.MEDIUM)
        row.addWidget(ElidedLabel(need.strong, weight=Weight.SEMIBOLD))
        row.addSpacing(tokens.TINY)
        row.addWidget(ElidedLabel(need.text), 1)
        row.addSpacing(tokens.MEDIUM)
        self.button = Button(need.action, kind=Kind.PRIMARY if need.urgent else Kind.NORMAL)
        self.button.clicked.connect(need.do)
        row.addWidget(self.button)

"""What can be done with all of one's data, among the settings: where people look for it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.kernel.actions import Actions
from app.kernel.finding import has_all
from models.core.text import tr
from views.widgets import tokens
from views.widgets.buttons import Button
from views.widgets.labels import MarkedLabel


@dataclass(frozen=True, slots=True)
class DataAction:
    """An action by its id, with what it is good for and what else people call it."""

    id: str
    button: str
    description: str
    also: tuple[str, ...]


def where() -> str:
    """The section it stands in."""
    return tr("Your data")


def found(actions: Actions, text: str) -> list[DataAction]:
    """The actions there are now whose words contain all words of `text`."""
    known = {action.id: action.title for action in actions.all()}
    return [
        entry
        for entry in _all()
        if entry.id in known
        and has_all(text, " ".join((known[entry.id], entry.description, where(), *entry.also)))
    ]


def _all() -> list[DataAction]:
    return [
        DataAction(
            "data.export",
            tr("Export…"),
            tr("Your files under readable names, and all that Nonet knows of them: a folder or a zip file."),
            (tr("download my data"), tr("take out"), tr("move to another computer"), tr("archive")),
        ),
        DataAction(
            "data.import",
            tr("Import…"),
            tr("Bring back an export, from this Nonet or another. Nothing is doubled."),
            (tr("restore"), tr("bring back"), tr("from another computer")),
        ),
        DataAction(
            "data.back_up",
            tr("Back up"),
            tr("A copy of the record, beside it. Nonet makes one by itself before each change of version."),
            (tr("save"), tr("copy"), tr("safety")),
        ),
    ]


class DataRow(QWidget):
    """One action: its words, and a button that does it."""

    def __init__(self, actions: Actions, entry: DataAction, typed: str) -> None:
        super().__init__()
        title = actions.get(entry.id).title
        words = QVBoxLayout()
        words.setSpacing(tokens.HAIR)
        words.addWidget(MarkedLabel(title, typed))
        words.addWidget(MarkedLabel(entry.description, typed, tone="dim", wrap=True))
        self.control = Button(entry.button)
        self.control.setAccessibleName(title)
        self.control.clicked.connect(lambda: actions.run(entry.id))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, tokens.TINY, 0, tokens.TINY)
        row.setSpacing(tokens.MEDIUM)
        row.addLayout(words, 1)
        row.addWidget(self.control, 0, Qt.AlignmentFlag.AlignVCenter)

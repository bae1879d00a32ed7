"""Like and dislike: two buttons that say how many, and what the person thinks."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.community.entities import Reaction
from models.core.text import number, tr
from views.widgets import tokens
from views.widgets.buttons import Button, Kind


def count(of: int) -> str:
    """A count in few characters: 214, 1.2K, 3.4M; nothing for nought."""
    if of < 1_000:
        return str(of) if of else ""
    size, sign = (1_000_000, "M") if of >= 1_000_000 else (1_000, "K")
    short = of / size
    exact = short < 10 and f"{short:.1f}"[-1] != "0"
    return f"{number(short, 1 if exact else 0)}{sign}"


class Reactions(QWidget):
    """`chosen` carries what was pressed; what is shown follows what is told back."""

    chosen = Signal(object)

    def __init__(self, *, quiet: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        kind = Kind.GHOST if quiet else Kind.NORMAL
        self.like = Button(icon="thumbs-up", tip=tr("Like"), kind=kind)
        self.dislike = Button(icon="thumbs-down", tip=tr("Dislike"), kind=kind)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.TINY if quiet else tokens.SMALL)
        for button in (self.like, self.dislike):
            button.setCheckable(True)
            row.addWidget(button)
        self.like.clicked.connect(self._liked)
        self.dislike.clicked.connect(self._disliked)

    def show_counts(self, likes: int, dislikes: int, mine: Reaction, *, tell_dislikes: bool = True) -> None:
        """Say how many there are; a comment's dislikes are nobody's business."""
        self.like.setText(count(likes))
        self.dislike.setText(count(dislikes) if tell_dislikes else "")
        self.like.setChecked(mine is Reaction.LIKE)
        self.dislike.setChecked(mine is Reaction.DISLIKE)
        self.like.setAccessibleName(tr("Like, {count}", count=number(likes)))
        self.dislike.setAccessibleName(
            tr("Dislike, {count}", count=number(dislikes)) if tell_dislikes else tr("Dislike")
        )
        for button in (self.like, self.dislike):
            button.updateGeometry()
            button.update()

    @Slot()
    def _liked(self) -> None:
        self.like.setChecked(not self.like.isChecked())
        self.chosen.emit(Reaction.LIKE)

    @Slot()
    def _disliked(self) -> None:
        self.dislike.setChecked(not self.dislike.isChecked())
        self.chosen.emit(Reaction.DISLIKE)

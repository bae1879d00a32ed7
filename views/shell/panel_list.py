"""A column of cards in a side panel that is filled again without flicker."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget


def keep_focus(panel: QWidget, going: QWidget) -> None:
    """Where what goes has the keyboard, give it to the panel: Qt would give it to anything, and Esc would
    close something else."""
    focused = QApplication.focusWidget()
    if focused is not None and (focused is going or going.isAncestorOf(focused)):
        panel.setFocus(Qt.FocusReason.OtherFocusReason)


def empty(column: QVBoxLayout) -> None:
    """Take everything out of a column."""
    while (item := column.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def reorder(column: QVBoxLayout, wanted: list[QWidget]) -> None:
    """Make a column hold exactly these widgets, in this order, moving only what is elsewhere."""
    for place, widget in enumerate(wanted):
        item = column.itemAt(place)
        if item is None or item.widget() is not widget:
            column.removeWidget(widget)
            column.insertWidget(place, widget)
            widget.show()

"""What a window says, and ways to its places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QWidget,
)

from tests.support.house import House
from views.video.edit_panel import EditPanel


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Every text that is painted by hand."""
    seen: set[str] = set()
    draw = QPainter.drawText

    def noting(painter: QPainter, *arguments: Any) -> Any:
        seen.update(each for each in arguments if isinstance(each, str))
        return draw(painter, *arguments)

    monkeypatch.setattr(QPainter, "drawText", noting)
    return seen


def said(widget: QWidget) -> Iterator[str]:
    """What a widget says, to the eye, under the mouse and to a screen reader."""
    yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
    if isinstance(widget, (QLabel, QAbstractButton)):
        yield widget.text()
    if isinstance(widget, (QLineEdit, QPlainTextEdit)):
        yield widget.placeholderText()
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(index) for index in range(widget.count()))
    if isinstance(widget, QMenu):
        yield from (action.text() for action in widget.actions())
    if widget.isWindow():
        yield widget.windowTitle()


def the_library(house: House) -> None:
    house.press("Ctrl+2")


def the_details(house: House) -> None:
    house.press("Ctrl+2")
    house.until(lambda: house.window.stack.workspace("video").library.library.total)  # type: ignore[attr-defined]
    house.press("Home", "F2")
    house.until(lambda: house.seen(EditPanel, lambda panel: panel.heading.text()))


def the_settings(house: House) -> None:
    house.press("Ctrl+,")


def the_account(house: House) -> None:
    house.nonet.actions.run("account.open")

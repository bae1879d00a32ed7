"""Buttons that are on or off, for those who press them with a screen reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractButton as _Base
else:
    _Base = object


class Checkable(_Base):
    """Stands before a class of buttons: what assistive technology does to one counts as a click.

    It may only toggle a button that can be checked (Qt's "Toggle" action), which tells `toggled` and not
    `clicked`, as if the application had set it.
    """

    _known = False  # it is known why the state changes

    def setChecked(self, checked: bool) -> None:
        """As Qt's; nobody has pressed it."""
        self._known = True
        try:
            super().setChecked(checked)
        finally:
            self._known = False

    def nextCheckState(self) -> None:
        self._known = True  # a click, which Qt tells itself
        try:
            super().nextCheckState()
        finally:
            self._known = False

    def checkStateSet(self) -> None:
        super().checkStateSet()
        let_go = not self.isChecked() and (self.autoExclusive() or self.group() is not None)
        if not self._known and not let_go:  # of several, another was chosen
            QTimer.singleShot(0, self, self._pressed)

    def _pressed(self) -> None:
        clicked: Any = self.clicked  # PySide's stubs know one of its two forms
        clicked[bool].emit(self.isChecked())

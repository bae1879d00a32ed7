"""Pages one behind the other."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget


class Pages(QStackedWidget):
    """A stack that takes the room it is given.

    Qt's own asks every page, also those that are not seen, how tall it wants to be at every width that its
    surroundings try, which makes each change of page dearer than the one before.
    """

    def hasHeightForWidth(self) -> bool:
        return False

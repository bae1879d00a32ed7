"""A layout that wraps its items like words."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from views.widgets import tokens


class FlowLayout(QLayout):
    """Items in rows from the start of writing, wrapped where the width ends, centred in their row."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = tokens.SMALL) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), place=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, place=True)

    def sizeHint(self) -> QSize:
        hints = [item.sizeHint() for item in self._items if not item.isEmpty()]
        wide = sum(hint.width() for hint in hints) + self._gap * max(0, len(hints) - 1)
        return QSize(wide, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _arrange(self, rect: QRect, *, place: bool) -> int:
        """The height that the items need in `rect`; moves them there with `place`."""
        margins = self.contentsMargins()
        inner = rect.marginsRemoved(margins)
        y = inner.y()
        for row in self._rows(inner.width()):
            high = max(item.sizeHint().height() for item in row)
            if place:
                self._place(row, QRect(inner.x(), y, inner.width(), high))
            y += high + self._gap
        return max(0, y - self._gap - rect.y() + margins.bottom()) if self._items else 0

    def _rows(self, width: int) -> list[list[QLayoutItem]]:
        rows: list[list[QLayoutItem]] = []
        used = 0
        for item in self._items:
            if item.isEmpty():
                continue
            wide = item.sizeHint().width()
            if not rows or used + self._gap + wide > width:
                rows.append([])
                used = wide
            else:
                used += self._gap + wide
            rows[-1].append(item)
        return rows

    def _place(self, row: list[QLayoutItem], area: QRect) -> None:
        parent = self.parentWidget()
        rtl = parent is not None and parent.layoutDirection() is Qt.LayoutDirection.RightToLeft
        x = area.x()
        for item in row:
            hint = item.sizeHint()
            wide = min(hint.width(), area.width())
            left = area.right() + 1 - (x - area.x()) - wide if rtl else x
            item.setGeometry(
                QRect(
                    QPoint(left, area.y() + (area.height() - hint.height()) // 2), QSize(wide, hint.height())
                )
            )
            x += wide + self._gap

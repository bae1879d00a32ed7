"""Notifications as rows: as many as there are, a page of them held at a time."""

from __future__ import annotations

from collections import OrderedDict
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from controllers.notifications.centre import Centre
from models.core.text import tr
from models.notifications.entities import NoticePage, Told
from models.notifications.queries import PAGE, NoticeList
from views.widgets.times import ago

Index = QModelIndex | QPersistentModelIndex
PAGES = 12
_ROOT = QModelIndex()


class Group(StrEnum):
    """When something was, roughly: what the headings say."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    EARLIER = "earlier"


def group_of(at: datetime, now: datetime) -> Group:
    """By the days of this place."""
    days = (now.astimezone().date() - at.astimezone().date()).days
    return Group.TODAY if days <= 0 else Group.YESTERDAY if days == 1 else Group.EARLIER


def group_title(group: Group) -> str:
    """A heading in words."""
    titles = {
        Group.TODAY: tr("Today"),
        Group.YESTERDAY: tr("Yesterday"),
        Group.EARLIER: tr("Earlier"),
    }
    return titles[group]


class NoticeModel(QAbstractListModel):
    """`loaded`: the first page of what is asked for is there. `told(row)` is None while its page is read."""

    loaded = Signal()

    def __init__(self, centre: Centre, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._centre = centre
        self._pages: OrderedDict[int, tuple[Told, ...]] = OrderedDict()
        self._asked: set[int] = set()
        self._total = 0
        self._round = 0
        self._stale = False
        self.unread_only = False
        self.ready = False

    # What Qt asks

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else self._total

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        told = self.told(index.row()) if index.isValid() else None
        if told is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._centre.words(told)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = [self._centre.words(told), told.excerpt, ago(told.at)]
            if told.unread:
                parts.insert(0, tr("Unread"))
            return ". ".join(part for part in parts if part)
        return None

    # What the view asks

    def told(self, row: int) -> Told | None:
        """The notification of a row; its page is asked for where it is not there."""
        page, place = divmod(row, PAGE)
        held = self._pages.get(page)
        if held is None:
            self._ask(page)
            return None
        self._pages.move_to_end(page)
        return held[place] if place < len(held) else None

    def heading(self, row: int) -> Group | None:
        """The group that begins with this row."""
        told = self.told(row)
        if told is None:
            return None
        now = datetime.now(UTC)
        group = group_of(told.at, now)
        if row == 0:
            return group
        before, place = divmod(row - 1, PAGE)
        held = self._pages.get(before)
        if held is None or place >= len(held):
            return None
        return group if group_of(held[place].at, now) is not group else None

    def row_of(self, id_: UUID) -> int:
        """The row of a notification among the pages that are there; -1 where it is in none."""
        for page, held in self._pages.items():
            for place, told in enumerate(held):
                if told.id == id_:
                    return page * PAGE + place
        return -1

    # Reading

    def reload(self) -> None:
        """Read anew, beginning with the first page."""
        self._round += 1
        self._asked.clear()
        self._stale = True
        self._ask(0)

    def forget(self) -> None:
        """Nobody's rows."""
        self._round += 1
        self._asked.clear()
        self.beginResetModel()
        self._pages.clear()
        self._total, self.ready = 0, False
        self.endResetModel()

    def _ask(self, page: int) -> None:
        if page in self._asked:
            return
        self._asked.add(page)
        asked = self._round
        self._centre.actor.ask(
            NoticeList,
            lambda answer: self._take(asked, page, answer),
            first=page * PAGE,
            unread_only=self.unread_only,
            hidden=self._centre.choices.hidden(),
        )

    def _take(self, asked: int, page: int, answer: NoticePage) -> None:
        if asked != self._round:
            return
        if self._stale:
            self._begin(answer)
            return
        self._asked.discard(page)
        self._pages[page] = answer.notices
        while len(self._pages) > PAGES:
            self._pages.popitem(last=False)
        first, last = page * PAGE, min(page * PAGE + PAGE, self._total) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first), self.index(last))
            self.layoutChanged.emit()  # rows with a heading are higher

    def _begin(self, answer: NoticePage) -> None:
        """Take in the first page of a new round; rows that only changed stay where they are."""
        self._stale = False
        self._asked.discard(0)
        same = self._total == answer.total and [told.id for told in self._pages.get(0, ())] == [
            told.id for told in answer.notices
        ]
        if same:
            self._pages = OrderedDict({0: answer.notices})
            if self._total:
                self.dataChanged.emit(self.index(0), self.index(self._total - 1))
        else:
            self.beginResetModel()
            self._pages = OrderedDict({0: answer.notices})
            self._total = answer.total
            self.endResetModel()
        self.ready = True
        self.loaded.emit()

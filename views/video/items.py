"""Videos as an item model: rows of a library, asked for as they are seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

import msgspec
from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QUrl,
    SignalInstance,
    Slot,
)

from controllers.video.uploads import Uploads
from models.core.text import tr
from models.core.units import clock
from models.video.entities import VideoCard
from views.video import formats

VIDEOS = "application/x-nonet-videos"
"""Videos on their way within the window: JSON, a list of [space, video]."""

Index = QModelIndex | QPersistentModelIndex
Export = Callable[[VideoCard], Path | None]
"""A file with a readable name that holds a video, for dragging it out; None where there is none yet."""


class Role(IntEnum):
    """What a row says besides its title."""

    CARD = Qt.ItemDataRole.UserRole + 1
    PROGRESS = Qt.ItemDataRole.UserRole + 2
    NEW = Qt.ItemDataRole.UserRole + 3
    REASON = Qt.ItemDataRole.UserRole + 4


class Source(Protocol):
    """Rows of videos: `Library` and `Watching`."""

    @property
    def resetting(self) -> SignalInstance: ...
    @property
    def reset(self) -> SignalInstance: ...
    @property
    def rows_changed(self) -> SignalInstance: ...
    @property
    def total(self) -> int | None: ...

    def card(self, row: int) -> VideoCard | None: ...
    def peek(self, row: int) -> VideoCard | None: ...
    def row_of(self, video_id: UUID) -> int | None: ...
    def set_window(self, first: int, last: int) -> None: ...
    def collect(self, rows: Sequence[int], done: Callable[[list[VideoCard]], None]) -> None: ...


class VideoItems(QAbstractListModel):
    """The rows of a source, at most `limit` of them where one is given."""

    def __init__(self, source: Source, uploads: Uploads | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.source = source
        self._uploads = uploads
        self._limit: int | None = None
        self.export: Export | None = None
        self.marks_unseen = False
        source.resetting.connect(self._resetting)
        source.reset.connect(self._reset)
        source.rows_changed.connect(self._rows_changed)
        self._count = self._wanted()
        if uploads is not None:
            uploads.progressed.connect(self._progressed)
            uploads.changed.connect(self._uploads_changed)

    def set_limit(self, limit: int) -> None:
        """Show no more than this many rows."""
        if limit != self._limit:
            self._limit = limit
            self._adjust()

    def _wanted(self) -> int:
        total = self.source.total or 0
        return total if self._limit is None else min(total, self._limit)

    def _adjust(self) -> None:
        """Rows that come or go at the end, by another limit."""
        wanted = self._wanted()
        if wanted > self._count:
            self.beginInsertRows(QModelIndex(), self._count, wanted - 1)
            self._count = wanted
            self.endInsertRows()
        elif wanted < self._count:
            self.beginRemoveRows(QModelIndex(), wanted, self._count - 1)
            self._count = wanted
            self.endRemoveRows()

    @Slot()
    def _resetting(self) -> None:
        self.beginResetModel()

    @Slot()
    def _reset(self) -> None:
        self._count = self._wanted()
        self.endResetModel()

    @Slot(int, int)
    def _rows_changed(self, first: int, last: int) -> None:
        last = min(last, self._count - 1)
        if first <= last:
            self.dataChanged.emit(self.index(first), self.index(last))

    @Slot(object)
    def _progressed(self, job_ids: set[UUID]) -> None:
        for job_id in job_ids:
            job = self._uploads.get(job_id) if self._uploads else None
            self._video_changed(job.video_id if job else None)

    @Slot()
    def _uploads_changed(self) -> None:
        for job in self._uploads.all() if self._uploads else ():
            self._video_changed(job.video_id)

    def _video_changed(self, video_id: UUID | None) -> None:
        row = None if video_id is None else self.source.row_of(video_id)
        if row is not None:
            self._rows_changed(row, row)

    # What Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt declares it
        return 0 if parent.isValid() else self._count

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= self._count:
            return None
        if role == Role.CARD:
            return self.source.card(index.row())
        card = self.source.peek(index.row())
        if card is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return card.title
            case Qt.ItemDataRole.ToolTipRole:
                return card.title
            case Qt.ItemDataRole.AccessibleTextRole:
                last = formats.meta(card) if card.hit is None else formats.hit(card.hit)
                new = tr("new") if self._is_new(card) else ""
                said = (
                    card.title,
                    card.channel,
                    clock(card.duration_us),
                    last,
                    new,
                    self.reason(index.row()),
                )
                return ", ".join(part for part in said if part)
            case Role.NEW:
                return self._is_new(card)
            case Role.PROGRESS:
                job = self._uploads.of_video(card.id) if self._uploads else None
                return None if job is None else job
            case Role.REASON:
                return self.reason(index.row())
        return None

    def _is_new(self, card: VideoCard) -> bool:
        return self.marks_unseen and not (card.position_us or card.finished)

    def reason(self, row: int) -> str:
        """Why the video of a row is there, if it is not there by itself."""
        return ""

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags

    def mimeTypes(self) -> list[str]:
        return [VIDEOS, "text/uri-list"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        cards = [card for index in indexes if (card := self.source.peek(index.row())) is not None]
        return mime_of(cards, self.export)

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction


def mime_of(cards: Sequence[VideoCard], export: Export | None = None) -> QMimeData:
    """Videos to drag: onto the queue by their ids, onto the desktop by their files."""
    data = QMimeData()
    places = [[str(card.space_id), str(card.id)] for card in cards]
    data.setData(VIDEOS, msgspec.json.encode(places))
    if export is not None:
        paths = [path for card in cards if (path := export(card)) is not None]
        if paths:
            data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def videos_in(data: QMimeData) -> list[tuple[UUID, UUID]]:
    """The (space, video) pairs that are dragged; none where it is something else."""
    if not data.hasFormat(VIDEOS):
        return []
    pairs = msgspec.json.decode(data.data(VIDEOS).data(), type=list[tuple[UUID, UUID]])
    return list(pairs)

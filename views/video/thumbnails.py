"""Pictures of videos: read and scaled on task threads, newest wish first, kept by their bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter, QPixmap
from shiboken6 import isValid

from app.kernel.tasks import Tasks
from views.widgets import tokens

Provider = Callable[[str], bytes | Path]
"""The bytes of a blob, or a path to read them from; called on a task thread, may raise `OSError`."""

KEPT_BYTES = 96 * 1024 * 1024
AT_ONCE = 2
MOST_WISHES = 64
_LARGEST = 64 * 1024 * 1024
_NEARLY = 1.15
_WIDE = 16 / 9


def decode(source: bytes | Path, width: int, shape: float = _WIDE) -> QImage:
    """A picture of `width` × width / `shape` pixels: cut where it is nearly as wide as that, on a ground
    where it is not (a film taken upright). A null image where it cannot be read. For any thread."""
    reader = QImageReader()
    buffer = QBuffer()
    if isinstance(source, bytes):
        data = QByteArray(source)
        buffer.setData(data)
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        reader.setDevice(buffer)
    else:
        reader.setFileName(str(source))
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() * 4 > _LARGEST * 4:
        return QImage()
    target = QSize(width, round(width / shape))
    cut = 1 / 1.34 <= size.width() / size.height() / shape <= 1.34
    mode = Qt.AspectRatioMode.KeepAspectRatioByExpanding if cut else Qt.AspectRatioMode.KeepAspectRatio
    reader.setScaledSize(size.scaled(target, mode))
    image = reader.read()
    if image.isNull():
        return image
    made = QImage(target, QImage.Format.Format_RGB32)
    made.fill(QColor(tokens.PICTURE_SHADE))
    painter = QPainter(made)
    painter.drawImage(
        QPointF((target.width() - image.width()) / 2, (target.height() - image.height()) / 2), image
    )
    painter.end()
    return made


class Thumbnails(QObject):
    """`get` answers at once with what is there and asks for the rest; `arrived` tells the blob's name.

    What is asked for last is read first, and wishes that were scrolled away are forgotten.
    """

    arrived = Signal(str)

    def __init__(self, tasks: Tasks, provider: Provider, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._provider = provider
        self._kept: OrderedDict[str, QPixmap] = OrderedDict()
        self._bytes = 0
        self._wishes: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._under_way: set[str] = set()
        self._unreadable: set[str] = set()

    def get(self, blob: str, width: int, *, square: bool = False) -> QPixmap | None:
        """The picture of a blob, about `width` device pixels wide, as high as a film's or `square` as a
        channel's; None while it is read or cannot be."""
        if not blob or blob in self._unreadable:
            return None
        found = self._kept.get(blob)
        if found is not None:
            self._kept.move_to_end(blob)
        if found is None or not 1 / _NEARLY <= found.width() / width <= _NEARLY:
            self._wish(blob, width, 1.0 if square else _WIDE)
        return found

    def whole(self, blob: str, done: Callable[[QPixmap], None]) -> None:
        """A picture as it was made, such as a channel's banner; a null one where it cannot be read."""

        def taken(image: QImage) -> None:
            done(QPixmap.fromImage(image))

        self._tasks.run(lambda: _as_it_is(self._provider(blob)), taken, lambda _: done(QPixmap()))

    def cancel(self) -> None:
        """Forget every wish that has not been begun."""
        self._wishes.clear()

    def _wish(self, blob: str, width: int, shape: float) -> None:
        if blob in self._under_way:
            return
        self._wishes[blob] = (width, shape)
        self._wishes.move_to_end(blob)
        while len(self._wishes) > MOST_WISHES:
            self._wishes.popitem(last=False)
        self._read_next()

    def _read_next(self) -> None:
        while self._wishes and len(self._under_way) < AT_ONCE:
            blob, (width, shape) = self._wishes.popitem(last=True)
            self._under_way.add(blob)
            self._read(blob, width, shape)

    def _read(self, blob: str, width: int, shape: float) -> None:
        self._tasks.run(
            lambda: decode(self._provider(blob), width, shape),
            lambda image: self._take(blob, image),
            lambda _: self._take(blob, QImage()),
        )

    def _take(self, blob: str, image: QImage) -> None:
        if not isValid(self):
            return
        self._under_way.discard(blob)
        if image.isNull():
            self._unreadable.add(blob)
        else:
            self._keep(blob, QPixmap.fromImage(image))
        self.arrived.emit(blob)
        self._read_next()

    def _keep(self, blob: str, picture: QPixmap) -> None:
        old = self._kept.pop(blob, None)
        if old is not None:
            self._bytes -= _size(old)
        self._kept[blob] = picture
        self._bytes += _size(picture)
        while self._bytes > KEPT_BYTES and len(self._kept) > 1:
            _, gone = self._kept.popitem(last=False)
            self._bytes -= _size(gone)


def _as_it_is(source: bytes | Path) -> QImage:
    image = QImage()
    if isinstance(source, bytes):
        image.loadFromData(QByteArray(source))
    else:
        image.load(str(source))
    return image


def _size(picture: QPixmap) -> int:
    area: QRect = picture.rect()
    return area.width() * area.height() * 4

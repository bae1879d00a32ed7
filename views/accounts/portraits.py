"""Pictures of people: read on a task thread, cut to a square, kept by their blobs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from shiboken6 import isValid

from app.kernel.tasks import Tasks

SIDE = 128  # device pixels: twice the largest circle, twice as dense
_MOST = 200


def squared(data: bytes) -> QImage:
    """The middle of a JPEG that a child of ours made, `SIDE` pixels each way; null where it cannot be
    read."""
    image = QImage.fromData(data)
    if image.isNull():
        return image
    side = min(image.width(), image.height())
    middle = QRect((image.width() - side) // 2, (image.height() - side) // 2, side, side)
    smooth = Qt.TransformationMode.SmoothTransformation
    return image.copy(middle).scaled(QSize(SIDE, SIDE), Qt.AspectRatioMode.IgnoreAspectRatio, smooth)


class Portraits(QObject):
    """`get` answers at once with what is there and asks for the rest; `arrived` tells the blob's name."""

    arrived = Signal(str)

    def __init__(self, tasks: Tasks, read: Callable[[str], bytes]) -> None:
        super().__init__()
        self._tasks = tasks
        self._read = read
        self._kept: dict[str, QPixmap | None] = {}

    def get(self, blob: str) -> QPixmap | None:
        """The picture; None while it is read, or cannot be, or there is none."""
        if not blob:
            return None
        if blob not in self._kept:
            if len(self._kept) >= _MOST:
                self._kept.clear()
            self._kept[blob] = None
            self._tasks.run(
                lambda: squared(self._read(blob)),
                lambda image: self._take(blob, image),
                lambda _: None,
            )
        return self._kept[blob]

    def _take(self, blob: str, image: QImage) -> None:
        if isValid(self) and not image.isNull():
            self._kept[blob] = QPixmap.fromImage(image)
            self.arrived.emit(blob)

"""Caption and sound files that are dragged over something that stands for one video."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, QUrl, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from controllers.video.captions import caption_files

_DRAGS = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)


class CaptionDrops(QObject):
    """Lets a widget take caption files, or what `files` finds; whatever else is dragged over it is left to
    what lies below.

    `over` carries the point in the widget that the files are above, or None when they are gone;
    `dropped` their paths and that point.
    """

    over = Signal(object)
    dropped = Signal(object, object)

    def __init__(
        self, widget: QWidget, files: Callable[[Sequence[QUrl]], list[Path]] = caption_files
    ) -> None:
        super().__init__(widget)
        self._files = files
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DragLeave:
            self.over.emit(None)
            return True
        if event.type() not in _DRAGS or not isinstance(event, QDragEnterEvent | QDragMoveEvent | QDropEvent):
            return False
        paths = self._files(event.mimeData().urls())
        if not paths:
            event.ignore()
            return True
        event.acceptProposedAction()
        at: QPoint = event.position().toPoint()
        dropping = event.type() == QEvent.Type.Drop
        self.over.emit(None if dropping else at)
        if dropping:
            self.dropped.emit(paths, at)
        return True

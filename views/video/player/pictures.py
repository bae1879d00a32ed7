"""The poster and the preview sheet, read and decoded away from the Qt thread."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from controllers.video.playback import PlayRequest


class PictureLoader(QObject):
    """Reads the pictures of a request on a thread of its own that ends with the last of them.

    Has no parent on purpose: the thread keeps it alive for as long as it may tell something.
    """

    poster_read = Signal(object, QImage)  # the PlayRequest, a null image where there is none
    sheet_read = Signal(object, QImage)

    def load(self, request: PlayRequest) -> None:
        threading.Thread(target=self._read, args=(request,), name="player pictures", daemon=True).start()

    def _read(self, request: PlayRequest) -> None:
        poster = QImage(str(request.poster)) if request.poster else QImage()
        self.poster_read.emit(request, poster)
        if request.sheet:
            self.sheet_read.emit(request, QImage(str(request.sheet.path)))

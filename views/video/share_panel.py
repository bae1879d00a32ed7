"""Sharing a video: its link, and the moment it should begin at where one wants that."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from models.core.text import tr
from models.core.units import clock
from models.video.entities import VideoCard
from views.shell.navigation import link
from views.video.places import WATCH
from views.widgets.buttons import Button, Kind
from views.widgets.fields import CheckBox
from views.widgets.forms import FormRow
from views.widgets.labels import Label
from views.widgets.side_panel import SidePanel


class SharePanel(SidePanel):
    """Shows the link as it will be copied; `copied` tells of which video, once it is."""

    copied = Signal(object)

    def __init__(self, host: QWidget) -> None:
        super().__init__(tr("Share"), host)
        self._card: VideoCard | None = None
        self._place = ""
        self._seconds = 0
        self.what = Label("", wrap=True)
        self.address = QLineEdit()
        self.address.setReadOnly(True)
        self.moment = CheckBox("")
        self.copy = Button(tr("Copy link"), icon="link", kind=Kind.PRIMARY)
        self.who = Label("", tone="dim", wrap=True)
        for part in (self.what, FormRow(tr("Link"), self.address), self.moment, self.who, self.copy):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.setFocusProxy(self.copy)
        self.moment.toggled.connect(self._show)
        self.copy.clicked.connect(self._copy)

    def share(self, card: VideoCard, position_us: int) -> None:
        """Open it for a video that is at this moment."""
        self._card = card
        self._place = f"{WATCH}/{card.space_id}/{card.id}"
        self._seconds = position_us // 1_000_000
        self.what.setText(card.title)
        self.moment.setText(tr("At {time}", time=clock(self._seconds * 1_000_000)))
        self.moment.setChecked(self._seconds > 0)
        self.who.setText(tr("It opens for whoever may see the video, here in Nonet."))
        self._show()
        self.open_panel()

    @Slot()
    def _show(self) -> None:
        query = f"?t={self._seconds}" if self.moment.isChecked() else ""
        self.address.setText(link("video", self._place + query))
        self.address.setCursorPosition(0)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.address.text())
        self.close_panel()
        self.copied.emit(self._card)

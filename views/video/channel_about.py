"""What a channel says about itself: its text, its links, and since when it is there."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.core.text import tr
from models.video.entities import ChannelCard
from views.widgets import tokens
from views.widgets.buttons import Button, Kind
from views.widgets.labels import Heading, Label
from views.widgets.surfaces import Card, ScrollColumn

_WIDEST = 760


class ChannelAbout(ScrollColumn):
    """Plain text that can be selected; links open in the browser, and say where they lead."""

    def __init__(self) -> None:
        super().__init__(margin=tokens.WIDE)
        self.text = Label("", wrap=True)
        self.text.set_selectable()
        self.facts = Label("", tone="dim")
        self.links: list[Button] = []
        self._links = QWidget()
        self._links_column = QVBoxLayout(self._links)
        self._links_column.setContentsMargins(0, 0, 0, 0)
        self._links_column.setSpacing(tokens.SMALL)
        self._links_title = Heading(tr("Links"))
        card = Card()
        card.setMaximumWidth(_WIDEST)
        for part in (self.text, self._links_title, self._links, self.facts):
            card.column.addWidget(part)
        self.column.addWidget(card)

    def show_channel(self, card: ChannelCard) -> None:
        """Say what the channel says."""
        self.text.setText(card.about or tr("This channel says nothing about itself yet."))
        self.text.set_tone("" if card.about else "dim")
        for old in self.links:
            self._links_column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.links = []
        for title, address in card.links:
            button = Button(title, icon="external-link", kind=Kind.LINK, tip=address)
            button.does(lambda address=address: QDesktopServices.openUrl(QUrl(address)))  # type: ignore[misc]
            self.links.append(button)
            self._links_column.addWidget(button)
        self._links.setVisible(bool(card.links))
        self._links_title.setVisible(bool(card.links))
        date = QLocale().toString(
            card.created_at.astimezone().date(),
            QLocale.FormatType.LongFormat,  # type: ignore[call-overload]
        )
        self.facts.setText(tr("Here since {date}", date=date))

"""The moderation of one's channels, as a place of Video."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from controllers.community.moderating import Moderating
from models.core.text import tr
from models.video.channel_queries import OwnChannels
from models.video.entities import ChannelCard
from views.community.moderation_page import ModerationPage
from views.shell.workspace import Crumb
from views.video.page import Hall, Page
from views.video.places import LIBRARY


class ModerationPlace(Page):
    """Held and reported comments of all channels that the person looks after."""

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall = hall
        self.moderating = Moderating(hall.parts.actor, hall.parts.notices, self)
        self.content = ModerationPage(self.moderating, self)
        self.content.open_asked.connect(self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.content)

    def begins(self) -> QWidget:
        return self.content.begins()

    def show_place(self, ids: Sequence[str], query: Mapping[str, str]) -> bool:
        self._hall.parts.actor.ask(OwnChannels, self._show_channels)
        return not ids

    def _show_channels(self, channels: Sequence[ChannelCard]) -> None:
        self.content.show_places([(card.id, card.name) for card in channels])

    @property
    def title(self) -> str:
        return tr("Moderation")

    def breadcrumb(self) -> Sequence[Crumb]:
        return (Crumb(tr("Library"), LIBRARY), Crumb(tr("Moderation")))

    def _open(self, link: str) -> None:
        self._hall.visit(link.removeprefix("nonet://video/"))


def make(hall: Hall) -> Page:
    """The page of this place."""
    return ModerationPlace(hall)

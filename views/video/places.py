"""The places of Video, one line each: the first part of their links, and the page, made when first opened."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, cast

from models.core.text import tr
from models.video.entities import Source

if TYPE_CHECKING:
    from views.video.page import Hall, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`segment` begins the links of the place (`nonet://video/<segment>/…`).

    `module` has the page's `make(hall)`; "" for the pages that the workspace builds itself. A place with a
    `title` has the action `video.<segment>` with `keys`; a `listed` one stands in the row of places. `under`
    is the listed place that is marked while one is at a place that is not listed itself. A `bare` page has
    the whole workspace, without the row of places.
    """

    segment: str
    module: str = ""
    title: str = ""
    icon: str = ""
    keys: str = ""
    listed: bool = False
    under: str = ""
    bare: bool = False

    @property
    def name(self) -> str:
        """What the place is called in ids."""
        return self.segment or "library"

    @property
    def action(self) -> str:
        """The id of the action that leads here."""
        return f"video.{self.name}"

    def make(self, hall: Hall) -> Page:
        """Build the page."""
        return cast("Page", import_module(self.module).make(hall))


LIBRARY = ""
FOR_YOU = "foryou"
WATCH = "watch"
TRASH = "trash"

SOURCES = {
    FOR_YOU: Source.FOR_YOU,
    "channel": Source.CHANNEL,
    "channels": Source.CHANNEL,
    "playlist": Source.PLAYLIST,
    "playlists": Source.PLAYLIST,
    "later": Source.PLAYLIST,
}
"""From where a video is opened that is opened there; elsewhere it is the library."""


def places() -> list[Place]:
    """Every place; the listed ones in the order in which they stand in the row."""
    return [
        Place(segment=LIBRARY, title=tr("Library"), icon="square-play", keys="Ctrl+L", listed=True),
        Place(segment=FOR_YOU, module="views.video.for_you_page", title=tr("For you"), icon="sparkles",
              keys="Ctrl+Shift+F", listed=True),
        Place(segment="subscriptions", module="views.video.subscriptions_page", title=tr("Subscriptions"),
              icon="bell", keys="Alt+2", listed=True),
        Place(segment="playlists", module="views.video.playlists_page", title=tr("Playlists"),
              icon="list-video", keys="Alt+3", listed=True),
        Place(segment="history", module="views.video.history_page", title=tr("Watch history"), icon="history",
              keys="Ctrl+H", listed=True),
        Place(segment="channels", module="views.video.channels_page", title=tr("Your channels"), icon="users",
              keys="Alt+5", listed=True),
        Place(segment="channel", module="views.video.channel_page", under="channels"),
        Place(segment="playlist", module="views.video.playlist_page", under="playlists"),
        Place(segment="analytics", module="views.video.analytics_page", title=tr("Analytics"),
              icon="chart-column", keys="Ctrl+Shift+Y", listed=True),
        Place(segment=WATCH, bare=True),
        Place(segment="moderation", module="views.video.moderation_place", title=tr("Moderation"),
              icon="shield", keys="Ctrl+Shift+M"),
        Place(segment=TRASH, module="views.video.trash_page", title=tr("Trash"), icon="trash-2",
              keys="Ctrl+Shift+Delete"),
    ]  # fmt: skip

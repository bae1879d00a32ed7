"""The places of Video, one line each: the first part of their links, and the page, made when first opened."""

from __future__ import annotations

from functools import partial

from models.core.text import tr
from models.video.entities import Source
from views.shell.places import Place

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
    place = partial(Place, workspace="video")
    return [
        place(segment=LIBRARY, called="library", title=tr("Library"), icon="square-play", keys="Ctrl+L",
              listed=True),
        place(segment=FOR_YOU, module="views.video.for_you_page", title=tr("For you"), icon="sparkles",
              keys="Ctrl+Shift+F", listed=True),
        place(segment="subscriptions", module="views.video.subscriptions_page", title=tr("Subscriptions"),
              icon="bell", keys="Alt+2", listed=True),
        place(segment="playlists", module="views.video.playlists_page", title=tr("Playlists"),
              icon="list-video", keys="Alt+3", listed=True),
        place(segment="history", module="views.video.history_page", title=tr("Watch history"), icon="history",
              keys="Ctrl+H", listed=True),
        place(segment="channels", module="views.video.channels_page", title=tr("Your channels"), icon="users",
              keys="Alt+5", listed=True),
        place(segment="channel", module="views.video.channel_page", under="channels"),
        place(segment="playlist", module="views.video.playlist_page", under="playlists"),
        place(segment="analytics", module="views.video.analytics_page", title=tr("Analytics"),
              icon="chart-column", keys="Ctrl+Shift+Y", listed=True),
        place(segment=WATCH, bare=True),
        place(segment="moderation", module="views.video.moderation_place", title=tr("Moderation"),
              icon="shield", keys="Ctrl+Shift+M"),
        place(segment=TRASH, module="views.video.trash_page", title=tr("Trash"), icon="trash-2",
              keys="Ctrl+Shift+Delete"),
    ]  # fmt: skip

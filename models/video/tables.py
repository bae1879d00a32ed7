"""Tables of Video. A channel is a space; what a person watches and queues is in the person's own space."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index

from models.core.audience import MEMBERS, OWNERS, Role, Rule
from models.core.declare import Mapped
from models.core.tables import STRICT, STRICT_WITH_ROWID, Base, key

AS_SHOWN = Rule(Role.VIEWER, column="audience", public=frozenset({"public", "unlisted"}))


class Channel(Base):
    """A channel; its space has the same id.

    `handle` is the unique name that links are made of ("" for none yet), `links` a list of [title, address].
    """

    __tablename__ = "channel"
    __table_args__ = (Index(None, "handle"), STRICT)
    __audience__ = AS_SHOWN

    space_id: Mapped[UUID] = key()
    owner: Mapped[UUID]
    name: Mapped[str]
    about: Mapped[str]
    audience: Mapped[str]
    created_at: Mapped[datetime]
    handle: Mapped[str]
    banner: Mapped[str]
    picture: Mapped[str]
    links: Mapped[list[Any]]
    trashed_at: Mapped[datetime | None]


class Video(Base):
    """A video of a channel. `audience` is what `privacy` comes to in the video's present state.

    Lengths are microseconds, sizes bytes; blobs are named by their SHA-256, empty where there is none.
    """

    __tablename__ = "video"
    __table_args__ = (
        Index(None, "trashed_at", "added_at", "id", "space_id", "audience"),
        Index(None, "space_id", "trashed_at", "added_at"),
        STRICT_WITH_ROWID,
    )
    __audience__ = AS_SHOWN

    space_id: Mapped[UUID] = key()
    id: Mapped[UUID] = key()
    state: Mapped[str]
    audience: Mapped[str]
    privacy: Mapped[str]
    title: Mapped[str]
    description: Mapped[str]
    tags: Mapped[list[Any]]
    category: Mapped[str]
    location: Mapped[str]
    language: Mapped[str]
    age_restricted: Mapped[bool]
    file_name: Mapped[str]
    added_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    trashed_at: Mapped[datetime | None]
    damaged: Mapped[bool]
    duration_us: Mapped[int]
    size: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    media: Mapped[dict[str, Any]]
    chapters: Mapped[list[Any]]
    has_captions: Mapped[bool]
    loudness: Mapped[float | None]
    original: Mapped[str]
    poster: Mapped[str]
    posters: Mapped[list[Any]]
    sheet: Mapped[dict[str, Any] | None]
    waveform: Mapped[str]


class Announcement(Base):
    """When a video became public for the first time, and those who follow its channel were told."""

    __tablename__ = "video_announcement"
    __table_args__ = (Index(None, "at", "space_id"), STRICT)
    __audience__ = MEMBERS

    space_id: Mapped[UUID] = key()
    video_id: Mapped[UUID] = key()
    at: Mapped[datetime]


class Rendition(Base):
    """One playable version of a video: a single file of fragmented MP4 and the index of its segments."""

    __tablename__ = "rendition"
    __table_args__ = STRICT
    __audience__ = MEMBERS

    space_id: Mapped[UUID] = key()
    video_id: Mapped[UUID] = key()
    name: Mapped[str] = key()
    blob: Mapped[str]
    size: Mapped[int]
    details: Mapped[dict[str, Any]]


class Caption(Base):
    """Captions of a video: a WebVTT file that was written here, whatever they came in.

    `language` is BCP 47 or empty, `kind` as in `CaptionKind`, `cues` how many there are. What was removed
    stays for 30 days, as in the trash.
    """

    __tablename__ = "caption"
    __table_args__ = (Index(None, "space_id", "video_id"), Index(None, "removed_at"), STRICT)
    __audience__ = MEMBERS

    space_id: Mapped[UUID] = key()
    id: Mapped[UUID] = key()
    video_id: Mapped[UUID]
    language: Mapped[str]
    label: Mapped[str]
    kind: Mapped[str]
    file_name: Mapped[str]
    blob: Mapped[str]
    size: Mapped[int]
    cues: Mapped[int]
    made_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class CaptionText(Base):
    """What captions say, for the search: a [start in µs, text] a cue, in their order."""

    __tablename__ = "caption_text"
    __table_args__ = STRICT_WITH_ROWID
    __audience__ = MEMBERS

    space_id: Mapped[UUID] = key()
    id: Mapped[UUID] = key()
    lines: Mapped[list[Any]]


class VideoView(Base):
    """Somebody watched a video once, for the channel's counts; append-only. `source` as in `Source`."""

    __tablename__ = "video_view"
    __table_args__ = (
        Index(None, "space_id", "video_id", "at", "viewer", "source"),
        Index(None, "space_id", "at", "viewer", "source"),
        STRICT,
    )
    __audience__ = OWNERS

    space_id: Mapped[UUID] = key()
    id: Mapped[UUID] = key()
    video_id: Mapped[UUID]
    viewer: Mapped[UUID]
    at: Mapped[datetime]
    source: Mapped[str | None]


class VideoShare(Base):
    """Somebody took a video's link along to give it to others; who, nobody needs to know. Append-only."""

    __tablename__ = "video_share"
    __table_args__ = (Index(None, "space_id", "at", "video_id"), Index(None, "video_id"), STRICT)
    __audience__ = OWNERS

    space_id: Mapped[UUID] = key()
    id: Mapped[UUID] = key()
    video_id: Mapped[UUID]
    at: Mapped[datetime]


class WatchEvent(Base):
    """A stretch of a video that was really played, in the viewer's own space; append-only."""

    __tablename__ = "watch_event"
    __table_args__ = (
        Index(None, "space_id", "video_id"),
        Index(None, "video_id", "at", "start_us", "end_us"),
        STRICT,
    )
    __audience__ = OWNERS

    space_id: Mapped[UUID] = key()
    id: Mapped[UUID] = key()
    channel_id: Mapped[UUID]
    video_id: Mapped[UUID]
    session_id: Mapped[UUID]
    start_us: Mapped[int]
    end_us: Mapped[int]
    at: Mapped[datetime]


class WatchPosition(Base):
    """Where a person was in a video, so that it can go on from there."""

    __tablename__ = "watch_position"
    __table_args__ = (Index(None, "video_id"), Index(None, "space_id", "finished", "at"), STRICT)
    __audience__ = OWNERS

    space_id: Mapped[UUID] = key()
    video_id: Mapped[UUID] = key()
    channel_id: Mapped[UUID]
    position_us: Mapped[int]
    finished: Mapped[bool]
    session_id: Mapped[UUID]
    at: Mapped[datetime]


class PlayQueue(Base):
    """How a person's play queue plays: shuffled, repeated, going on by itself."""

    __tablename__ = "play_queue"
    __table_args__ = STRICT
    __audience__ = OWNERS

    space_id: Mapped[UUID] = key()
    last_place: Mapped[int]
    auto_next: Mapped[bool]
    shuffle: Mapped[bool]
    repeat: Mapped[str]


class QueueItem(Base):
    """A video in a person's play queue; items play in the order of `place`."""

    __tablename__ = "queue_item"
    __table_args__ = (Index(None, "space_id", "place"), Index(None, "video_id"), STRICT)
    __audience__ = OWNERS

    space_id: Mapped[UUID] = key()
    id: Mapped[UUID] = key()
    channel_id: Mapped[UUID]
    video_id: Mapped[UUID]
    place: Mapped[int]


class Playlist(Base):
    """A list of videos; its space has the same id, and its members may change it.

    `kind` is "list", "watch_later" or "favourites". It is shown on `channel_id`'s page, if that is not None.
    """

    __tablename__ = "playlist"
    __table_args__ = (Index(None, "channel_id", "audience"), STRICT)
    __audience__ = AS_SHOWN

    space_id: Mapped[UUID] = key()
    kind: Mapped[str]
    owner: Mapped[UUID]
    channel_id: Mapped[UUID | None]
    title: Mapped[str]
    description: Mapped[str]
    privacy: Mapped[str]
    audience: Mapped[str]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    trashed_at: Mapped[datetime | None]


class PlaylistItem(Base):
    """A video in a playlist; items stand in the order of `place`. It stays when its video goes."""

    __tablename__ = "playlist_item"
    __table_args__ = (Index(None, "space_id", "place"), Index(None, "video_id"), STRICT)
    __audience__ = MEMBERS

    space_id: Mapped[UUID] = key()
    id: Mapped[UUID] = key()
    channel_id: Mapped[UUID]
    video_id: Mapped[UUID]
    place: Mapped[int]
    added_by: Mapped[UUID]
    added_at: Mapped[datetime]


class PlaylistInvite(Base):
    """Whoever has this word may join a playlist and change it."""

    __tablename__ = "playlist_invite"
    __table_args__ = STRICT
    __audience__ = OWNERS
    __portable__ = False

    space_id: Mapped[UUID] = key()
    token: Mapped[str]


class WatchSettings(Base):
    """What a person chose about their watching: where uploads go, and what the history shows.

    The history begins after `cleared_at`; while it is paused, what is watched is left out of it.
    """

    __tablename__ = "watch_settings"
    __table_args__ = STRICT
    __audience__ = OWNERS

    space_id: Mapped[UUID] = key()
    upload_channel: Mapped[UUID | None]
    history_paused: Mapped[bool]
    cleared_at: Mapped[datetime | None]


class HiddenSession(Base):
    """A viewing that the person took out of their history. Its events stay: they are counted elsewhere."""

    __tablename__ = "watch_hidden"
    __table_args__ = STRICT
    __audience__ = OWNERS

    space_id: Mapped[UUID] = key()
    session_id: Mapped[UUID] = key()

"""What Video's queries answer: frozen dataclasses. Lengths are microseconds, sizes bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any
from uuid import UUID

from models.core.audience import Role

IMPORT = "video.import"
"""The kind of the job that makes a file playable."""

CLIP = "video.clip"
"""The kind of the job that makes a video of a clip."""

LEARN = "video.recommend"
"""The kind of the job that learns what goes together."""

TRASH = timedelta(days=30)
"""How long what was thrown away can be taken back."""

RESUME_AFTER_US = 5_000_000
"""A video that was left earlier counts as not begun, and begins anew."""


class Privacy(Enum):
    """Who may find and see a video once it is ready."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    PRIVATE = "private"


class VideoState(Enum):
    """Where a video stands: being made playable, or ready."""

    PROCESSING = "processing"
    READY = "ready"


class PlaylistKind(Enum):
    """What a playlist is: made by hand, or one of the two that everybody has from their first use on."""

    LIST = "list"
    WATCH_LATER = "watch_later"
    FAVOURITES = "favourites"


class Sort(Enum):
    """The orders of the library."""

    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"
    LONGEST = "longest"
    SHORTEST = "shortest"
    VIEWS = "views"
    RATING = "rating"
    RELEVANCE = "relevance"


class Source(Enum):
    """From where a video was opened, for the channel's reports."""

    LIBRARY = "library"
    SEARCH = "search"
    HOME = "home"
    FOR_YOU = "for_you"
    UP_NEXT = "up_next"
    QUEUE = "queue"
    PLAYLIST = "playlist"
    CHANNEL = "channel"
    LINK = "link"
    UNKNOWN = "unknown"


class CaptionKind(Enum):
    """Whom captions are for: everyone, those who do not hear, those who miss foreign parts, or do not see."""

    SUBTITLES = "subtitles"
    CAPTIONS = "captions"
    FORCED = "forced"
    DESCRIPTIONS = "descriptions"


class Repeat(Enum):
    """What the play queue does at its end, or at the end of a video."""

    NONE = "none"
    ALL = "all"
    ONE = "one"


@dataclass(frozen=True, slots=True)
class CaptionHit:
    """Where the words that were looked for are said; `alone` where only the captions have them."""

    start_us: int
    text: str
    alone: bool


@dataclass(frozen=True, slots=True)
class VideoCard:
    """A video in a list, with what the asking person has seen of it. `original` is told its owner alone;
    `hit` is the first place in its captions where the words of a search are said."""

    space_id: UUID
    id: UUID
    title: str
    channel: str
    state: VideoState
    privacy: Privacy
    damaged: bool
    duration_us: int
    height: int
    poster: str
    views: int
    added_at: datetime
    trashed_at: datetime | None
    position_us: int
    finished: bool
    mine: bool
    file_name: str
    original: str
    hit: CaptionHit | None = None
    channel_picture: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a list: the cards from `offset` on, and how many there are in all."""

    cards: tuple[VideoCard, ...]
    offset: int
    total: int


@dataclass(frozen=True, slots=True)
class Chapter:
    """A named part of a video."""

    start_us: int
    end_us: int
    title: str


@dataclass(frozen=True, slots=True)
class RenditionInfo:
    """A playable version: the blob with its bytes, and `details` as the encoder wrote them."""

    name: str
    blob: str
    size: int
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CaptionInfo:
    """Captions of a video: `language` is BCP 47 or empty, `label` what the person calls them, `cues` how many
    there are; the blob is a WebVTT file of ours."""

    id: UUID
    language: str
    label: str
    kind: CaptionKind
    file_name: str
    blob: str
    size: int
    cues: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class VideoDetail:
    """Everything about one video that its page shows and its form edits."""

    card: VideoCard
    description: str
    tags: tuple[str, ...]
    category: str
    location: str
    language: str
    age_restricted: bool
    size: int
    width: int
    media: Mapping[str, Any]
    chapters: tuple[Chapter, ...]
    has_captions: bool
    loudness: float | None
    posters: tuple[str, ...]
    sheet: Mapping[str, Any] | None
    waveform: str
    renditions: tuple[RenditionInfo, ...]
    captions: tuple[CaptionInfo, ...] = ()


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A video in the play queue."""

    id: UUID
    place: int
    card: VideoCard


@dataclass(frozen=True, slots=True)
class QueueView:
    """The play queue as it stands."""

    entries: tuple[QueueEntry, ...]
    auto_next: bool
    shuffle: bool
    repeat: Repeat


@dataclass(frozen=True, slots=True)
class ChannelCard:
    """A channel as its page and lists show it; `role` is what the asking person may do in it.

    `links` are (title, address). `videos` counts those that the person may see.
    """

    id: UUID
    name: str
    handle: str
    about: str
    links: tuple[tuple[str, str], ...]
    banner: str
    picture: str
    role: Role
    videos: int
    created_at: datetime
    trashed_at: datetime | None
    uploads_go_here: bool


@dataclass(frozen=True, slots=True)
class MemberCard:
    """Somebody who may do something in a channel or playlist."""

    account_id: UUID
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class PlaylistCard:
    """A playlist in a list. `posters` are of its first videos that can be seen; `count` is of all.

    `holds` is the item of the video that was asked about, None where it is not in there.
    """

    id: UUID
    kind: PlaylistKind
    title: str
    description: str
    privacy: Privacy
    owner: UUID
    owner_name: str
    channel_id: UUID | None
    role: Role
    count: int
    duration_us: int
    posters: tuple[str, ...]
    changed_at: datetime
    members: int
    holds: UUID | None


@dataclass(frozen=True, slots=True)
class PlaylistEntry:
    """A video in a playlist; `card` is None where it has been deleted or is not for the asking person."""

    id: UUID
    number: int
    channel_id: UUID
    video_id: UUID
    card: VideoCard | None
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class PlaylistView:
    """A playlist with all that is in it. `invite` is told to its owner alone."""

    card: PlaylistCard
    entries: tuple[PlaylistEntry, ...]
    invite: str


@dataclass(frozen=True, slots=True)
class Viewing:
    """Something that was watched: when last, for how long, and what it was (None: gone since)."""

    session_id: UUID
    at: datetime
    watched_us: int
    card: VideoCard | None


@dataclass(frozen=True, slots=True)
class HistoryView:
    """Some of a person's history, newest first; `more` where there is more of it."""

    viewings: tuple[Viewing, ...]
    more: bool
    paused: bool


@dataclass(frozen=True, slots=True)
class SameFile:
    """A video that a file of this size may be: its name, and its original's blob where that was kept."""

    space_id: UUID
    video_id: UUID
    title: str
    file_name: str
    original: str
    size: int
    trashed: bool

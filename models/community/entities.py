"""What the rest of the application knows of a community: frozen answers and the words they are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from uuid import UUID

from models.community.markup import Span
from models.community.targets import Target

COMMENT = "comment"
"""The kind of target that a comment is, to be liked and reported."""


class FollowLevel(Enum):
    """What a follower hears of."""

    ALL = "all"
    NONE = "none"


class Reaction(Enum):
    """What a person thinks of a target: one of these at a time."""

    LIKE = "like"
    DISLIKE = "dislike"
    NONE = "none"


class CommentState(Enum):
    """Where a comment stands. Others see only what is shown (and the stub of what was answered)."""

    SHOWN = "shown"
    HELD = "held"
    REMOVED = "removed"
    BLOCKED = "blocked"
    DELETED = "deleted"


class Hold(Enum):
    """Why a comment waits for somebody's look."""

    NOTHING = ""
    MODERATOR = "moderator"
    EVERYTHING = "everything"
    LINK = "link"
    WORD = "word"


class Mode(Enum):
    """Which comments of a space are held for review before others see them."""

    OPEN = "open"
    LINKS = "links"
    ALL = "all"


class Order(Enum):
    """The orders of comments."""

    TOP = "top"
    NEWEST = "newest"


class Reason(Enum):
    """Why something is reported."""

    SPAM = "spam"
    HARASSMENT = "harassment"
    HATE = "hate"
    SEXUAL = "sexual"
    VIOLENCE = "violence"
    CHILDREN = "children"
    MISINFORMATION = "misinformation"
    RIGHTS = "rights"
    OTHER = "other"


class Ruling(Enum):
    """What somebody who moderates decided."""

    APPROVED = "approved"
    HELD = "held"
    REMOVED = "removed"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    PUT_BACK = "put back"
    DISMISSED = "dismissed"
    RULES = "rules"


@dataclass(frozen=True, slots=True)
class Follow:
    """Something a person follows. `title` is empty where it can no longer be seen."""

    target: Target
    level: FollowLevel
    at: datetime
    title: str
    place: str


@dataclass(frozen=True, slots=True)
class Following:
    """Whether the asking person follows a target, and how many do."""

    following: bool
    level: FollowLevel
    followers: int


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page of comments ended: the next one begins right after this comment."""

    score: int
    at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class CommentCard:
    """A comment as the asking person sees it.

    `name` is empty where its writer is gone, and so are `text` and `spans` of a deleted one. `answers` is the
    name of whom it answers, where that is not the head of its thread. `mine` is what the person thinks of it,
    `own` whether they wrote it, `creators` whether who made the target did.
    """

    target: Target
    id: UUID
    thread_id: UUID | None
    author: UUID
    name: str
    text: str
    spans: tuple[Span, ...]
    answers: str
    state: CommentState
    hold: Hold
    created_at: datetime
    edited: bool
    likes: int
    dislikes: int
    replies: int
    hearted: bool
    pinned: bool
    mine: Reaction
    own: bool
    creators: bool


@dataclass(frozen=True, slots=True)
class Comments:
    """Some comments in their order, and where the next ones begin; None at the end."""

    cards: tuple[CommentCard, ...]
    after: Cursor | None


@dataclass(frozen=True, slots=True)
class Talk:
    """What people make of a target, and what the asking person may do about it.

    `closed` is why they may not comment, a sentence; empty where they may. `switched_on` is what who looks
    after it said of its comments. `waiting` counts held comments, for who moderates.
    """

    target: Target
    title: str
    place: str
    creator: UUID
    likes: int
    dislikes: int
    comments: int
    mine: Reaction
    closed: str
    switched_on: bool
    moderates: bool
    waiting: int


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, by account and name (empty where they are gone)."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Complaint:
    """What was reported about something, without who did: how often for each reason, and in what words."""

    reasons: tuple[tuple[Reason, int], ...]
    words: tuple[str, ...]


class Tab(Enum):
    """The lists of the moderation page."""

    HELD = "held"
    REPORTED = "reported"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Case:
    """Something to decide on: a comment, or a target that was reported (`card` is None)."""

    target: Target
    title: str
    place: str
    card: CommentCard | None
    complaint: Complaint


@dataclass(frozen=True, slots=True)
class Cases:
    """Some of what is to be decided, newest first, and where the rest begins; None at the end."""

    cases: tuple[Case, ...]
    after: Cursor | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much is to be decided by a person, in all the places they look after."""

    held: int
    reported: int


@dataclass(frozen=True, slots=True)
class DecisionCard:
    """What somebody who moderates decided, about whom, when and why."""

    id: UUID
    space_id: UUID
    ruling: Ruling
    actor: str
    about: str
    at: datetime
    why: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Rules:
    """Which comments of a space are held for review, and who may not comment there."""

    space_id: UUID
    mode: Mode
    words: tuple[str, ...]
    banned: tuple[Person, ...]

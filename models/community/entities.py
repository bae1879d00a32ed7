"""What the rest of the application knows of a community: frozen answers and the words they are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

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

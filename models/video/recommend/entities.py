"""What recommendations answer: cards with the reason that weighs most."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from models.video.entities import VideoCard


class Why(Enum):
    """Why something is recommended."""

    WATCHED = "watched"
    LIKED = "liked"
    ALIKE = "alike"
    FOLLOWED = "followed"
    POPULAR = "popular"
    NEW = "new"
    NOTHING = "nothing"


class CorrectionKind(Enum):
    """What a person says of a recommendation."""

    NOT_INTERESTED = "not_interested"
    NOT_THIS_CHANNEL = "not_this_channel"
    SEEN = "seen"


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A video and why; `about` is the title of the video that WATCHED, LIKED and ALIKE speak of."""

    card: VideoCard
    why: Why
    about: str = ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What goes with one video that the person watched, or even `liked`."""

    about: VideoCard
    items: tuple[Recommendation, ...]
    liked: bool = False

"""What the library can be narrowed to, as plain choices; the query gets lengths, times and heights."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from models.video.entities import Sort

MINUTE_US = 60_000_000


class Length(Enum):
    """How long a video is: (from, to) in minutes, None for no bound."""

    SHORT = (None, 10)
    MEDIUM = (10, 60)
    LONG = (60, None)


class Age(Enum):
    """How long ago a video was added, in days."""

    DAY = 1
    WEEK = 7
    MONTH = 31
    YEAR = 366


class Quality(Enum):
    """The least height, in pixels."""

    HD = 720
    FULL_HD = 1080
    UHD = 2160


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What the library shows, and in which order."""

    words: str = ""
    mine: bool = False
    unfinished: bool = False
    length: Length | None = None
    age: Age | None = None
    quality: Quality | None = None
    captions: bool | None = None
    category: str = ""
    sort: Sort = Sort.NEWEST

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return replace(self, sort=Sort.NEWEST) != Filter()

    @property
    def count(self) -> int:
        """How many choices of the popover are made (not words, nor the chips of places)."""
        return sum(bool(part) for part in (self.length, self.age, self.quality, self.captions, self.category))

    def widened(self) -> Filter:
        """The same words and order with nothing else left out."""
        return Filter(words=self.words, sort=self.sort)

    def fields(self, now: datetime) -> dict[str, Any]:
        """The fields of `LibraryPage`; lengths in microseconds, times before `now`."""
        least, most = self.length.value if self.length else (None, None)
        sort = self.sort
        if self.words.strip() and sort is Sort.NEWEST:
            sort = Sort.RELEVANCE
        return {
            "words": self.words,
            "mine": self.mine,
            "unfinished": self.unfinished,
            "min_us": None if least is None else least * MINUTE_US,
            "max_us": None if most is None else most * MINUTE_US,
            "since": now - timedelta(days=self.age.value) if self.age else None,
            "min_height": self.quality.value if self.quality else None,
            "captions": self.captions,
            "category": self.category,
            "sort": sort,
        }

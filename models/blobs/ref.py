"""The name of a blob: what it contains, not where it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_SHA256 = re.compile(r"[0-9a-f]{64}")

Progress = Callable[[int, int], None]
"""Called with (bytes done, bytes in all); the total may be 0 for an empty file."""

Check = Callable[[], None]
"""Called between chunks; raises to pause or cancel."""


@dataclass(frozen=True, slots=True, order=True)
class BlobRef:
    """SHA-256 of the content (64 lower-case hex digits, FIPS 180-4) and its size in bytes."""

    sha256: str
    size: int

    def __post_init__(self) -> None:
        if not _SHA256.fullmatch(self.sha256) or self.size < 0:
            raise ValueError(f"not a blob: {self.sha256!r}, {self.size!r}")

    def __str__(self) -> str:
        return self.sha256

    @property
    def name(self) -> str:
        """Both in one word, as rows keep it."""
        return f"{self.sha256}-{self.size}"

    @classmethod
    def of(cls, name: str) -> BlobRef:
        """The blob with this `name`; ValueError where it is none."""
        sha256, _, size = name.partition("-")
        return cls(sha256, int(size))

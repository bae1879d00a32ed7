"""The way in: what makes importing cheap is done before anything else is imported, and then it starts."""

from __future__ import annotations

from collections.abc import Sequence

from app.kernel.imports import unread
from app.kernel.memory import hold


def main(argv: Sequence[str] | None = None) -> int:
    """Start Nonet; returns its exit code."""
    lighten()
    from app.bootstrap import main as start

    return start(argv)


def lighten() -> None:
    """Call first: everything that is imported afterwards costs half."""
    hold()
    unread()

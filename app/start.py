"""The way in: quiets the collector before anything is imported that stays, and then starts."""

from __future__ import annotations

from collections.abc import Sequence

from app.kernel.memory import hold


def main(argv: Sequence[str] | None = None) -> int:
    """Start Nonet; returns its exit code."""
    hold()
    from app.bootstrap import main as start

    return start(argv)

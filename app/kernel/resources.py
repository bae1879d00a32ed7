"""Where the shipped files are."""

from __future__ import annotations

from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2] / "resources"


def resource(*parts: str) -> Path:
    """The path of a shipped file or folder, such as `resource("icons", "house.svg")`."""
    return _ROOT.joinpath(*parts)

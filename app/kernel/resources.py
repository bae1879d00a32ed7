"""Where the shipped files are."""

from __future__ import annotations

from pathlib import Path

_SHIPPED = Path(__file__).resolve().parents[2]


def resource(*parts: str) -> Path:
    """The path of a shipped file or folder, such as `resource("icons", "house.svg")`."""
    return _SHIPPED.joinpath("resources", *parts)


def manual(page: str = "index.md") -> Path:
    """The path of a page of the manual; `page` is a file name."""
    return _SHIPPED.joinpath("docs", "manual", page)

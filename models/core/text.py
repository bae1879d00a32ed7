"""The translation call that every string a person sees goes through."""

from __future__ import annotations

from collections.abc import Callable

_look_up: Callable[[str], str] = str


def tr(text: str, /, **values: object) -> str:
    """The text in the person's language, its `{named}` places filled with `values`."""
    translated = _look_up(text)
    return translated.format(**values) if values else translated


def install(look_up: Callable[[str], str]) -> None:
    """Set the table that English source texts are looked up in (`str` for none)."""
    global _look_up
    _look_up = look_up

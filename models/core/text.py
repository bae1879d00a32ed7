"""The translation call that every string a person sees goes through, and how numbers are written."""

from __future__ import annotations

from collections.abc import Callable


def _english(value: float, digits: int) -> str:
    return f"{value:,}" if isinstance(value, int) and not digits else f"{value:,.{digits}f}"


_look_up: Callable[[str], str] = str
_write: Callable[[float, int], str] = _english


def tr(text: str, /, **values: object) -> str:
    """The text in the person's language, its `{named}` places filled with `values`."""
    translated = _look_up(text)
    return translated.format(**values) if values else translated


def mark(text: str, /) -> str:
    """The text as it is, marked for the translators: for tables whose texts `tr` looks up by variable."""
    return text


def number(value: float, digits: int = 0) -> str:
    """A number with `digits` decimals as the person's language writes it: "12,345.6", "12.345,6".

    Whole numbers of up to 64 bits are written exactly.
    """
    return _write(value, digits)


def install(look_up: Callable[[str], str], write: Callable[[float, int], str] = _english) -> None:
    """Set the table that English source texts are looked up in (`str` for none), and who writes numbers."""
    global _look_up, _write
    _look_up, _write = look_up, write

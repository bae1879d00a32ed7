"""Contrast of the colours in use, found where they are used: in the stylesheet, and in what paints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import views
from views.widgets import stylesheet, tokens
from views.widgets.tokens import DARK, LIGHT, Palette

TEXT = 4.5
FLOORS = ("background", "surface", "raised")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_INK = re.compile(r"(?:^|[\s;])color: \$(\w+)")
_FLOOR = re.compile(r"background: \$(\w+)")
_PAINTED = re.compile(r"setPen\((?:QPen\()?(?:theme\(\)\.)?colours\.(\w+)")
_TONED = re.compile(r"tone=\"(\w+)\"")
_SHADES = {"line", "hover", "pressed", "shadow", "scrim", "picture_shade", "raised", "surface"}
"""What is painted with these is a line or a ground, and nobody reads it."""


def sheet_pairs(palette: Palette) -> Iterator[tuple[str, str, str]]:
    """(rule, ink, ground) of every rule of the stylesheet that colours text; where it names no ground, it
    stands on each there is."""
    colours = stylesheet.colours(palette)
    for selector, body in _RULE.findall(stylesheet._SHEET.template):
        floor = _FLOOR.search(body)
        grounds = [colours[floor[1]]] if floor else [getattr(palette, name) for name in FLOORS]
        for ink in _INK.findall(body):
            yield from ((f"{selector.strip()} {ink}", colours[ink], ground) for ground in grounds)


def roles_in_use() -> set[str]:
    """The theme's roles that views write with."""
    found: set[str] = set()
    for path in Path(views.__file__).parent.rglob("*.py"):
        text = path.read_text()
        found |= {*_PAINTED.findall(text), *_TONED.findall(text)}
    return found - _SHADES


def on_any_floor(palette: Palette) -> Iterator[tuple[str, str, str]]:
    """(role, ink, ground) of every role that is written with."""
    for role in sorted(roles_in_use()):
        ink = getattr(palette, {"up": "positive", "down": "negative"}.get(role, role), None)
        if role not in ("on_picture", "on_accent") and ink is not None:
            yield from ((role, ink, getattr(palette, floor)) for floor in FLOORS)


def weak(pairs: Iterator[tuple[str, str, str]]) -> list[str]:
    return [
        f"{what}: {ink} on {ground} is {tokens.contrast(ink, ground):.2f}"
        for what, ink, ground in pairs
        if tokens.contrast(ink, ground) < TEXT
    ]


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
def test_the_stylesheets_texts_read(palette: Palette) -> None:
    assert len(list(sheet_pairs(palette))) > 20
    assert weak(sheet_pairs(palette)) == []


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
def test_what_is_painted_reads_on_every_ground(palette: Palette) -> None:
    assert {"text", "dim", "negative"} <= roles_in_use()
    assert weak(on_any_floor(palette)) == []


def test_a_role_that_does_not_exist_is_written_with_nowhere() -> None:
    drawn = {"up", "down", "on_picture", "on_accent"}
    assert {role for role in roles_in_use() - drawn if not hasattr(DARK, role)} == set()


def test_a_faint_ink_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    faint = stylesheet.colours(DARK) | {"dim": "#555555"}
    monkeypatch.setattr(stylesheet, "colours", lambda _: faint)
    assert any("QHeaderView" in told for told in weak(sheet_pairs(DARK)))

"""The numbers and colours of the look: the only place where they are written.

Sizes are device-independent pixels. Colours are `#rrggbb`. Every pair of foreground and background that
the widgets use is listed by `pairs()` and holds 4.5:1 (WCAG 2.2, 1.4.3 AA); a test computes it. Where a
value fell short on a selection it was moved, never the rule.
"""

from __future__ import annotations

import colorsys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final

HAIR: Final = 2  # between parts of one thing
TINY: Final = 4
SMALL: Final = 8
MEDIUM: Final = 12
LARGE: Final = 16
WIDE: Final = 24
HUGE: Final = 32

RADIUS: Final = 6  # controls
RADIUS_ITEM: Final = 8  # rail items, rows with a background of their own, pictures
RADIUS_CARD: Final = 10
RADIUS_FLOAT: Final = 12  # what floats: the palette, toasts, popovers

ROW_DENSE: Final = 28
ROW: Final = 36
ROW_TOUCH: Final = 44
CONTROL: Final = 32  # buttons, fields
CHIP: Final = 28

ICON_SMALL: Final = 16
ICON: Final = 20
ICON_LARGE: Final = 24

RAIL_WIDTH: Final = 72
TOP_BAR: Final = 52
STATUS_BAR: Final = 28
PANEL_WIDTH: Final = 420
SEARCH_WIDTH: Final = 420

HAIRLINE: Final = 1
FOCUS_RING: Final = 3
SELECTION: Final = 0.15  # of the accent, over what lies below
RING: Final = 0.22
HOVER: Final = 0.05  # of the text colour, over what lies below
PRESSED: Final = 0.09
DISABLED: Final = 0.45

MOTION: Final = 150  # ms, the longest
SKELETON_AFTER: Final = 150  # ms: what is there sooner shows no skeleton
TOAST_STAYS: Final = 6000  # ms

FAMILY: Final = "Inter"


class Type(StrEnum):
    """The steps of the type scale."""

    COUNT = "count"  # in badges
    CAPTION = "caption"
    BODY = "body"
    STRONG = "strong"
    FIELD = "field"  # the palette's field, the letter of the logo
    TITLE = "title"
    HERO = "hero"


TYPE_PIXELS: Final = MappingProxyType(
    {
        Type.COUNT: 10,
        Type.CAPTION: 11,
        Type.BODY: 13,
        Type.STRONG: 15,
        Type.FIELD: 17,
        Type.TITLE: 20,
        Type.HERO: 28,
    }
)


class Weight(StrEnum):
    """The weights that are shipped."""

    REGULAR = "regular"
    MEDIUM = "medium"
    SEMIBOLD = "semibold"
    BOLD = "bold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """One theme's colours by role; `accents` by workspace id."""

    dark: bool
    background: str
    surface: str
    raised: str
    line: str
    text: str
    dim: str
    positive: str
    negative: str
    warning: str
    on_accent: str
    accents: MappingProxyType[str, str]

    @property
    def info(self) -> str:
        return self.accents["files"]

    def accent(self, workspace: str) -> str:
        """The accent of a workspace; that of Home for an unknown one."""
        return self.accents.get(workspace, self.accents["home"])


DARK: Final = Palette(
    dark=True,
    background="#0f1115",
    surface="#14171d",
    raised="#1b1f27",
    line="#242933",
    text="#e9ebef",
    dim="#9ba4b3",
    positive="#35c27c",
    negative="#ff7a84",
    warning="#e2a93f",
    on_accent="#0f1115",
    accents=MappingProxyType(
        {
            "home": "#8b9cff",
            "video": "#ff7d72",
            "trade": "#f0b64c",
            "travel": "#4fd0c0",
            "radar": "#ffd24a",
            "code": "#a78bfa",
            "fund": "#6ddc8b",
            "files": "#5bb8ff",
        }
    ),
)

LIGHT: Final = Palette(
    dark=False,
    background="#f5f6f8",
    surface="#ffffff",
    raised="#ffffff",
    line="#e2e5ea",
    text="#161a21",
    dim="#566070",
    positive="#0b7544",
    negative="#c02c3e",
    warning="#895e04",
    on_accent="#ffffff",
    accents=MappingProxyType(
        {
            "home": "#4254d6",
            "video": "#b33024",
            "trade": "#875800",
            "travel": "#0a6e64",
            "radar": "#825b00",
            "code": "#6639ba",
            "fund": "#136f37",
            "files": "#0a64ad",
        }
    ),
)

ON_PICTURE: Final = "#ffffff"  # text and icons that lie on pictures, over PICTURE_SHADE
PICTURE_SHADE: Final = "#0b0d11"
PICTURE_SHADE_ALPHA: Final = 0.86
SCRIM_ALPHA: Final = 0.62  # of the background, over what waits behind a floating panel
SHADOW_ALPHA: Final = {True: 0.5, False: 0.16}  # by `Palette.dark`


def channels(colour: str) -> tuple[int, int, int]:
    """`#rrggbb` as three numbers of 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@lru_cache(maxsize=512)
def mix(over: str, share: float, under: str) -> str:
    """`over` at `share` (0 to 1) on top of `under`, as an opaque colour."""
    parts = zip(channels(over), channels(under), strict=True)
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02x}" for a, b in parts)


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21, WCAG 2.2."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@lru_cache(maxsize=512)
def avatar_colour(seed: str) -> str:
    """A quiet colour of its own for a name, dark enough for white letters."""
    hue = zlib.crc32(seed.encode()) % 360 / 360
    lightness = 0.5
    while True:
        red, green, blue = colorsys.hls_to_rgb(hue, lightness, 0.42)
        colour = f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
        if contrast(ON_PICTURE, colour) >= 4.5:
            return colour
        lightness -= 0.01


def pairs(palette: Palette) -> Iterator[tuple[str, str, str]]:
    """Every (what, foreground, background) that the widgets put together in this palette."""
    floors = {name: getattr(palette, name) for name in ("background", "surface", "raised")}
    inks = ("text", "dim", "positive", "negative", "warning", "info")
    for floor, below in floors.items():
        for ink in inks:
            yield f"{ink} on {floor}", getattr(palette, ink), below
        for ink in ("text", "dim"):
            hovered = mix(palette.text, PRESSED, below)
            yield f"{ink} on pressed {floor}", getattr(palette, ink), hovered
        for name, accent in palette.accents.items():
            selected = mix(accent, SELECTION, below)
            yield f"{name} on {floor}", accent, below
            yield f"{name} on its selection over {floor}", accent, selected
            yield f"text on {name} selection over {floor}", palette.text, selected
            yield f"dim on {name} selection over {floor}", palette.dim, selected
    for name, accent in palette.accents.items():
        yield f"text on accent {name}", palette.on_accent, accent
        yield f"text on hovered accent {name}", palette.on_accent, mix(palette.text, HOVER, accent)
    yield "badge", palette.on_accent, palette.negative
    yield "chosen chip", palette.background, palette.text
    for floor in ("#000000", "#ffffff"):
        yield "on picture", ON_PICTURE, mix(PICTURE_SHADE, PICTURE_SHADE_ALPHA, floor)
    for name in ("positive", "negative", "warning", "info"):
        ink = getattr(palette, name)
        yield f"{name} on its tint", ink, mix(ink, SELECTION, palette.surface)

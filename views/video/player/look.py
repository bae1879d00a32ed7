"""The player's own measures, all made of the theme's tokens, and its times as text."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QColor

from views.widgets import tokens
from views.widgets.theme import theme

SHADE_HEIGHT: Final = 5 * tokens.HUGE  # the gradient that the controls lie on
EDGE: Final = tokens.LARGE  # from the picture's sides to the controls
BAR: Final = tokens.TINY  # the seek bar's thickness
WAVE: Final = tokens.LARGE  # the waveform's height
KNOB: Final = tokens.MEDIUM  # the seek bar's handle, across
PREVIEW_WIDTH: Final = 5 * tokens.HUGE  # a preview picture, at least
MINI_WIDTH: Final = 11 * tokens.HUGE
HIDE_AFTER: Final = 2500  # ms without a movement of the hand
CAPTION_SHARE: Final = 0.038  # of the picture's height: the size of captions
CAPTION_LEAST: Final = tokens.TYPE_PIXELS[tokens.Type.BODY]
FAINT: Final = 0.3  # of the ink on pictures: what is still to come
LOUD: Final = 0.45  # of the ink on pictures: the waveform, what is loaded


def ink(share: float = 1.0) -> QColor:
    """The colour of what is drawn on pictures, faded to `share`."""
    colour = QColor(theme().colours.on_picture)
    colour.setAlphaF(share)
    return colour


def ground() -> QColor:
    """What lies around and behind pictures, in both themes."""
    colour = QColor(theme().colours.picture_shade)
    colour.setAlphaF(1)
    return colour


def time_text(position_us: int) -> str:
    """A media time as people read it: 4:05, or 1:04:05 from an hour on."""
    seconds = max(0, position_us) // 1_000_000
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"


def speed_text(speed: float) -> str:
    """A speed as people read it: 1×, 0.25×."""
    return f"{speed:g}×"

"""Moments as they are typed and read."""

from __future__ import annotations

from models.core.errors import Invalid
from models.core.text import tr


def moment_of(text: str, field: str = "") -> int:
    """A typed time in µs: "83.5", "1:23.5" or "0:01:23,500". Raises Invalid."""
    parts = text.strip().replace(",", ".").split(":")
    try:
        numbers = [float(part) for part in parts]
        if not 1 <= len(parts) <= 3 or any(number < 0 for number in numbers) or sum(numbers) > 1e7:
            raise ValueError(text)
    except ValueError as error:
        raise Invalid(
            tr("“{text}” is not a time.", text=text[:40]), what_now=tr("Write it as 1:23.5."), field=field
        ) from error
    seconds = 0.0
    for number in numbers:
        seconds = seconds * 60 + number
    return round(seconds * 1000) * 1000


def moment_text(moment_us: int) -> str:
    """A moment as it is shown and typed: "1:23.500"."""
    millis = round(moment_us / 1000)
    minutes, seconds = divmod(millis // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    head = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return f"{head}:{seconds:02}.{millis % 1000:03}"

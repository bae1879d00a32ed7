"""The strategies that come with Nonet: files like a person's own, run in the same child."""

from __future__ import annotations

from pathlib import Path

from models.core.text import tr

_FOLDER = Path(__file__).parents[2] / "resources" / "strategies"
NAMES = ("hold", "crossing", "reversal", "quotes")
"""In the order in which they are offered."""


def built_in(name: str) -> Path:
    """Where the file of one of `NAMES` is; KeyError for another."""
    if name not in NAMES:
        raise KeyError(name)
    return _FOLDER / f"{name}.py"


def title_of(name: str) -> str:
    """What it is called."""
    return {
        "hold": tr("Buy and hold"),
        "crossing": tr("Crossing averages"),
        "reversal": tr("Back to the average"),
        "quotes": tr("Market maker"),
    }[name]


def words_of(name: str) -> str:
    """What it does, in a sentence."""
    return {
        "hold": tr("Buys once with all there is, and holds: what any other has to be better than."),
        "crossing": tr(
            "Buys when the average of 20 prices rises above that of 60, sells when it falls below."
        ),
        "reversal": tr("Buys two standard deviations below the average of 60 prices, sells when it is back."),
        "quotes": tr("Stands on both sides of the book with small orders and lives off the spread."),
    }[name]

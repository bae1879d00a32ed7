"""How high the panes are: prices and studies share the height, along borders that can be moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.trading.studies import Study

LEAST = 40
"""Pixels of a study's pane that a border leaves it."""
PRICE_LEAST = 80
_USUAL = 0.2  # of the height, for each study's pane
_USUAL_LEAST, _USUAL_MOST = 56, 140
_STUDIES = 0.55  # of the height, for all of them, where nobody has moved a border


def name_of(study: Study) -> str:
    """What a study's share is kept under: "macd 12 26 9"."""
    return " ".join([str(study.kind), *(f"{parameter:g}" for parameter in study.parameters)])


def heights(high: int, studies: Sequence[Study], shares: Mapping[str, float]) -> list[int]:
    """Pixels of the price pane and of each study's; together they are `high`, each at least 1."""
    if not studies:
        return [max(1, high)]
    usual = min(max(high * _USUAL, _USUAL_LEAST), _USUAL_MOST)
    names = [name_of(study) for study in studies]
    wanted = [shares[name] * high if name in shares else usual for name in names]
    most = max(high - PRICE_LEAST, high * _STUDIES) if shares.keys() & set(names) else high * _STUDIES
    squeezed = min(1.0, most / sum(wanted))
    each = [max(1, round(one * squeezed)) for one in wanted]
    return [max(1, high - sum(each)), *each]


def moved(tall: Sequence[int], border: int, by: int) -> list[int]:
    """The heights when the border above pane `border` (1 is the first study's) goes down by `by` pixels."""
    above, below = tall[border - 1], tall[border]
    least = PRICE_LEAST if border == 1 else LEAST
    by = max(min(0, least - above), min(by, max(0, below - LEAST)))
    after = list(tall)
    after[border - 1], after[border] = above + by, below - by
    return after


def shares_of(tall: Sequence[int], studies: Sequence[Study]) -> dict[str, float]:
    """The share of the height of each study's pane."""
    return {name_of(study): round(one / sum(tall), 4) for study, one in zip(studies, tall[1:], strict=True)}

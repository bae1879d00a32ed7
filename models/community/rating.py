"""The order of what people liked best, for the statements of other domains."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Float, and_, case, cast, func, literal

from models.community.tables import Tally

_Z2 = 1.96**2  # the square of the normal quantile for 95 %

Column = ColumnElement[UUID] | Any


def tally_of(kind: str, space: Column, id_: Column) -> tuple[type[Tally], ColumnElement[bool]]:
    """What to join, from outside, for `rating`: the counts of a target of this kind."""
    return Tally, and_(Tally.space_id == space, Tally.kind == kind, Tally.target_id == id_)


def rating() -> ColumnElement[Any]:
    """The best rated first: by the lower bound of the 95 % score interval for the share of likes, so that
    90 of 100 come before 1 of 1; what nobody has rated comes before what is only disliked.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
    American Statistical Association 22 (1927), 209-212; numerator and denominator times the number of votes.
    """
    likes, dislikes = cast(Tally.likes, Float), cast(Tally.dislikes, Float)
    votes = likes + dislikes
    bound = (likes + _Z2 / 2 - _Z2**0.5 * func.sqrt(likes * dislikes / votes + _Z2 / 4)) / (votes + _Z2)
    return case((Tally.likes > 0, bound), (Tally.dislikes > 0, -dislikes), else_=literal(0.0, Float)).desc()

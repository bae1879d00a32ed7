"""The order of what people liked best, for the triggers by which other domains keep it beside their rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_Z2: Final = 1.96**2  # the square of the normal quantile for 95 %


def score(row: str) -> str:
    """SQL for how well a row of counts is rated, more is better: the lower bound of the 95 % score interval
    for the share of likes, so that 90 of 100 come before 1 of 1; 0 for what nobody has rated, and less for
    what is only disliked.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
    American Statistical Association 22 (1927), 209-212; numerator and denominator times the number of votes.
    """
    likes, dislikes = f"CAST({row}.likes AS REAL)", f"CAST({row}.dislikes AS REAL)"
    votes = f"({likes} + {dislikes})"
    root = f"sqrt({likes} * {dislikes} / {votes} + {_Z2 / 4})"
    bound = f"({likes} + {_Z2 / 2} - {_Z2**0.5} * {root}) / ({votes} + {_Z2})"
    return f"CASE WHEN {row}.likes > 0 THEN {bound} WHEN {row}.dislikes > 0 THEN -{dislikes} ELSE 0.0 END"


def rating_of(kind: str, space: str, id_: str) -> str:
    """SQL for the score of a target of this kind; 0 where nothing was ever counted."""
    return (
        f"coalesce((SELECT {score('t')} FROM community_tally AS t"
        f" WHERE t.space_id = {space} AND t.kind = '{kind}' AND t.target_id = {id_}), 0.0)"
    )


def when_rated(kind: str) -> Sequence[tuple[str, str, str, str]]:
    """When a score of this kind changes: a name, what a trigger comes after, the row, and its score then."""
    on = f"ON community_tally WHEN {{}}.kind = '{kind}'"
    return (
        ("rating_insert", f"INSERT {on.format('new')}", "new", score("new")),
        ("rating_update", f"UPDATE OF likes, dislikes {on.format('new')}", "new", score("new")),
        ("rating_delete", f"DELETE {on.format('old')}", "old", "0.0"),
    )

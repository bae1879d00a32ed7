"""Who people are, as far as they told it, in groups: for the reports of other domains.

A group is told only from `LEAST` people on, and how many told something is not told at all: so nobody can be
picked out, and what is left over says nothing about a smaller group either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Select, func, select

from models.accounts.entities import Gender
from models.accounts.tables import About
from models.core.context import Read

LEAST = 5
"""People of a group that is told."""

AGES = ((0, 17), (18, 24), (25, 34), (35, 44), (45, 54), (55, 64), (65, None))
"""The groups of ages, in years, both ends in them."""

Age = tuple[int, int | None]
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Demographics:
    """How many people of each group; countries by their code (ISO 3166-1)."""

    ages: Mapping[Age, int] = field(default_factory=dict)
    genders: Mapping[Gender, int] = field(default_factory=dict)
    countries: Mapping[str, int] = field(default_factory=dict)

    @property
    def told(self) -> bool:
        """Whether any group is large enough."""
        return bool(self.ages or self.genders or self.countries)


def demographics(read: Read, people: Select[Any]) -> Demographics:
    """The groups of some people: a statement of one column, account ids, each of them once.

    A person's age is the year of the clock less that of their birth.
    """
    who = people.subquery()
    statement = (
        select(About.birth_year, About.gender, About.country, func.count().label("people"))
        .join(who, who.c[0] == About.space_id)
        .group_by(About.birth_year, About.gender, About.country)
    )
    ages: Counter[Age] = Counter()
    genders: Counter[Gender] = Counter()
    countries: Counter[str] = Counter()
    for row in read.rows(statement):
        if row.birth_year is not None:
            ages[_age(read.now.year - row.birth_year)] += row.people
        if row.gender:
            genders[Gender(row.gender)] += row.people
        if row.country:
            countries[row.country] += row.people
    return Demographics(_large(ages), _large(genders), _large(countries))


def _age(years: int) -> Age:
    return next(group for group in AGES if group[1] is None or years <= group[1])


def _large(groups: Counter[K]) -> dict[K, int]:
    """The groups that are told, the largest first."""
    return {group: people for group, people in groups.most_common() if people >= LEAST}

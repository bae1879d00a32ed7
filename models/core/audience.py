"""Who may see a row: one rule a table, from which queries, full-text search and the change stream follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Any
from uuid import UUID

NOBODY = UUID(int=0)
"""The actor while nobody is signed in: a member of nothing."""


class Role(IntEnum):
    """What a member may do in a space; each role includes those below it."""

    NONE = 0
    VIEWER = 10
    EDITOR = 20
    OWNER = 30


_MEMBERS = {role: f"members:{int(role)}" for role in Role}
_text = lru_cache(maxsize=1 << 16)(str)  # the same few people again and again


@dataclass(frozen=True)
class Rule:
    """Rows are for members from `role` up; those whose `column` holds one of `public` are for everyone,
    and each row is also for the accounts that its columns `people` name."""

    role: Role = Role.VIEWER
    column: str = ""
    public: frozenset[str] = frozenset()
    people: tuple[str, ...] = ()

    def label(self, row: Mapping[str, Any]) -> str:
        """The label that a change of this row carries in the change stream."""
        if self.column and row[self.column] in self.public:
            return "public"
        members = _MEMBERS[self.role]
        if len(self.people) == 1:  # nearly always
            person = row[self.people[0]]
            return members if person is None else f"{members}:{_text(person)}"
        named = {_text(row[name]) for name in self.people if row[name] is not None}
        return ":".join((members, *sorted(named)))


MEMBERS = Rule(Role.VIEWER)
EDITORS = Rule(Role.EDITOR)
OWNERS = Rule(Role.OWNER)


def admits(label: str, role: Role, account: UUID = NOBODY) -> bool:
    """Whether `account`, who has `role` in the space, may see a change that carries this label."""
    if label == "public":
        return True
    _, least, *named = label.split(":")
    return role >= int(least) or str(account) in named

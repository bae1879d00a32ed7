"""Who may see a row: one rule a table, from which queries, full-text search and the change stream follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
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


@dataclass(frozen=True)
class Rule:
    """Rows are for members from `role` up; those whose `column` holds one of `public` are for everyone."""

    role: Role = Role.VIEWER
    column: str = ""
    public: frozenset[str] = frozenset()

    def label(self, row: Mapping[str, Any]) -> str:
        """The label that a change of this row carries in the change stream."""
        if self.column and row[self.column] in self.public:
            return "public"
        return f"members:{int(self.role)}"


MEMBERS = Rule(Role.VIEWER)
EDITORS = Rule(Role.EDITOR)
OWNERS = Rule(Role.OWNER)


def admits(label: str, role: Role) -> bool:
    """Whether somebody with `role` in the space may see a change that carries this label."""
    kind, _, least = label.partition(":")
    return kind == "public" or role >= int(least)

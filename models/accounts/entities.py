"""What the rest of the application knows of an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class AccountRole(StrEnum):
    """What an account may do for everyone here, beyond its own spaces."""

    USER = "user"
    MODERATOR = "moderator"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Account:
    """A person here; `id` is also the id of their own space. `last_used` is None before the first log-in."""

    id: UUID
    name: str
    role: AccountRole
    created_at: datetime
    has_password: bool
    last_used: datetime | None

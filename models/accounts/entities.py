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
    """A person here; `id` is also the id of their own space. `last_used` is None before the first log-in.

    `picture` is the name of a blob, "" for none.
    """

    id: UUID
    name: str
    role: AccountRole
    created_at: datetime
    has_password: bool
    last_used: datetime | None
    has_two_factor: bool = False
    has_recovery: bool = False
    picture: str = ""


class Gender(StrEnum):
    """What a person may say of their gender."""

    WOMAN = "woman"
    MAN = "man"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class About:
    """What a person chose to tell about themselves; `country` is a code of ISO 3166-1 (two letters)."""

    birth_year: int | None = None
    gender: Gender | None = None
    country: str = ""


@dataclass(frozen=True, slots=True)
class SignIn:
    """A session that lives: where somebody is signed in with an account."""

    id: UUID
    began_at: datetime
    used_at: datetime


@dataclass(frozen=True, slots=True)
class Safety:
    """How an account is protected. `spares_left` are codes on paper for the second factor."""

    sign_ins: tuple[SignIn, ...]
    spares_left: int
    two_factor_since: datetime | None
    recovery_made_at: datetime | None
    password_changed_at: datetime | None

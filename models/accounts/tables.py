"""Accounts, and what proves that somebody is the person behind one.

`space_id` is the account's id and that of its person's own space. Credentials and sessions are written by
the service beside the dispatcher (docs/decisions: secrets are not commands), so that they are in no command,
log or change stream; no query answers with them.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index

from models.core.audience import MEMBERS, OWNERS
from models.core.declare import Mapped
from models.core.tables import STRICT, Base, key


class Account(Base):
    """A person here. `name_key` is the name as it is compared (see `names.name_key`)."""

    __tablename__ = "account"
    __table_args__ = (Index(None, "name_key"), STRICT)
    __audience__ = MEMBERS
    __portable__ = False

    space_id: Mapped[UUID] = key()
    name: Mapped[str]
    name_key: Mapped[str]
    role: Mapped[str]
    created_at: Mapped[datetime]


class Credential(Base):
    """An account's password, hashed, and the failed attempts since the last good one."""

    __tablename__ = "account_credential"
    __table_args__ = STRICT
    __audience__ = OWNERS
    __portable__ = False

    space_id: Mapped[UUID] = key()
    password_hash: Mapped[str]
    failures: Mapped[int]
    blocked_until: Mapped[datetime | None]
    changed_at: Mapped[datetime]


class Factor(Base):
    """The second factor of an account: what its authenticator app knows, sealed (see `sealing`), the last
    time step whose code was used, and the failed attempts since."""

    __tablename__ = "account_factor"
    __table_args__ = STRICT
    __audience__ = OWNERS
    __portable__ = False

    space_id: Mapped[UUID] = key()
    sealed: Mapped[bytes]
    by_password: Mapped[bytes]
    by_recovery: Mapped[bytes]
    last_step: Mapped[int]
    failures: Mapped[int]
    blocked_until: Mapped[datetime | None]
    enabled_at: Mapped[datetime]


class SpareCode(Base):
    """A code on paper that stands in once for the authenticator app."""

    __tablename__ = "account_spare_code"
    __table_args__ = STRICT
    __audience__ = OWNERS
    __portable__ = False

    space_id: Mapped[UUID] = key()
    id: Mapped[UUID] = key()
    code_hash: Mapped[bytes]
    used_at: Mapped[datetime | None]


class Recovery(Base):
    """The code on paper that stands in once for the password, hashed, and the failed attempts since."""

    __tablename__ = "account_recovery"
    __table_args__ = STRICT
    __audience__ = OWNERS
    __portable__ = False

    space_id: Mapped[UUID] = key()
    code_hash: Mapped[str]
    failures: Mapped[int]
    blocked_until: Mapped[datetime | None]
    made_at: Mapped[datetime]


class Profile(Base):
    """What others see of a person besides the name: a picture, by the name of its blob."""

    __tablename__ = "account_profile"
    __table_args__ = STRICT
    __audience__ = MEMBERS

    space_id: Mapped[UUID] = key()
    picture: Mapped[str]


class About(Base):
    """What a person chose to tell about themselves; None or empty is not told. Others are only ever told of
    groups (see `demographics`)."""

    __tablename__ = "account_about"
    __table_args__ = STRICT
    __audience__ = OWNERS

    space_id: Mapped[UUID] = key()
    birth_year: Mapped[int | None]
    gender: Mapped[str]
    country: Mapped[str]


class Session(Base):
    """One log-in: what its token hashes to, when it was last used, and when it was ended."""

    __tablename__ = "account_session"
    __table_args__ = (Index(None, "token_hash"), STRICT)
    __audience__ = OWNERS
    __portable__ = False

    space_id: Mapped[UUID] = key()
    id: Mapped[UUID] = key()
    token_hash: Mapped[bytes]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

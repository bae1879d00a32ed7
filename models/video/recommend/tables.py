"""Tables of recommendations: what a person said about theirs, in the person's own space."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index

from models.core.audience import OWNERS
from models.core.declare import Mapped
from models.core.tables import STRICT, Base, key


class Correction(Base):
    """What is not to be recommended: `kind` says why (`CorrectionKind`), `id` is the video or the channel."""

    __tablename__ = "taste_correction"
    __table_args__ = (Index(None, "id"), STRICT)
    __audience__ = OWNERS

    space_id: Mapped[UUID] = key()
    id: Mapped[UUID] = key()
    kind: Mapped[str]
    channel_id: Mapped[UUID]
    at: Mapped[datetime]


class Taste(Base):
    """From when on what a person watches says what they like: set anew when they begin again."""

    __tablename__ = "taste"
    __table_args__ = STRICT
    __audience__ = OWNERS

    space_id: Mapped[UUID] = key()
    since: Mapped[datetime]

"""The rule of a table says the same as a predicate, and as the label of a change."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, MetaData, insert, select
from sqlalchemy.orm import Mapped

from models.core.audience import NOBODY, Role, Rule, admits
from models.core.database import memory_engine
from models.core.ids import derive
from models.core.spaces import visible
from models.core.tables import STRICT, Base, Member, key

PEOPLE = tuple(derive(UUID(int=3 << 120), n) for n in range(4))
SPACE = derive(UUID(int=4 << 120), 0)


class OwnBase(Base):
    """Tables that no other test sees."""

    __abstract__ = True
    metadata = MetaData()


class ToyLetter(OwnBase):
    """For those who wrote and got it, for editors, and for everyone where it is open."""

    __tablename__ = "toy_letter"
    __table_args__ = STRICT
    __audience__ = Rule(Role.EDITOR, column="shown", public=frozenset({"all"}), people=("sender", "receiver"))

    space_id: Mapped[UUID] = key()
    id: Mapped[int] = key()
    sender: Mapped[UUID]
    receiver: Mapped[UUID | None]
    shown: Mapped[str]


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    engine = memory_engine()
    with engine.connect() as connection:
        with connection.begin():
            Member.__table__.create(connection)  # type: ignore[attr-defined]
            ToyLetter.metadata.create_all(connection)
            for account, role in zip(PEOPLE, (Role.VIEWER, Role.EDITOR, Role.OWNER), strict=False):
                row = {"space_id": SPACE, "account_id": account, "role": int(role)}
                connection.execute(insert(Member), [row])
        yield connection
    engine.dispose()


ROWS = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from([None, *PEOPLE]), st.sampled_from(["all", "us"])),
    max_size=8,
)


@given(rows=ROWS)
def test_a_predicate_a_label_and_a_role_agree(
    rows: list[tuple[UUID, UUID | None, str]], connection: Connection
) -> None:
    letters = [
        {"space_id": SPACE, "id": n, "sender": sender, "receiver": receiver, "shown": shown}
        for n, (sender, receiver, shown) in enumerate(rows)
    ]
    roles = dict(zip(PEOPLE, (Role.VIEWER, Role.EDITOR, Role.OWNER, Role.NONE), strict=True))
    with connection.begin() as transaction:
        if letters:
            connection.execute(insert(ToyLetter), letters)
        for actor, role in (roles | {NOBODY: Role.NONE}).items():
            seen = set(connection.execute(select(ToyLetter.id).where(visible(ToyLetter, actor))).scalars())
            told = {
                letter["id"] for letter in letters
                if admits(ToyLetter.__audience__.label(letter), role, actor)
            }  # fmt: skip
            mine = {
                n for n, (sender, receiver, shown) in enumerate(rows)
                if shown == "all" or role >= Role.EDITOR or actor in (sender, receiver)
            }  # fmt: skip
            assert seen == told == mine
        transaction.rollback()

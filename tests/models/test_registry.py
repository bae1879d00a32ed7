"""Every command and query is declared whole, and a command is the same text wherever it is written down."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, fields, is_dataclass
from uuid import UUID

import pytest

import models.core.jobs
import models.schema
from models.core.context import Context
from models.core.registry import REGISTRY, Audience, Authority, Command, Permission, Registry, handles
from tests.support.toy import NOW, OWNER, SPACES, Work
from tests.support.toy import REGISTRY as TOYS

assert models.schema and models.core.jobs


@dataclass(frozen=True, slots=True, kw_only=True)
class Whisper(Command):
    """Has something that no log may keep."""

    secret: str
    words: frozenset[str]


def _registry() -> Registry:
    registry = Registry()

    @handles(
        "toy.whisper",
        Whisper,
        permission=Permission.OWNER,
        redacted=frozenset({"secret"}),
        registry=registry,
    )
    def whisper(ctx: Context, cmd: Whisper) -> None:
        """Nothing."""

    return registry


def test_every_command_and_query_is_declared_whole() -> None:
    assert REGISTRY.commands and REGISTRY.queries
    for name, command in REGISTRY.commands.items():
        assert name.count(".") == 2 and name == name.lower()
        assert isinstance(command.permission, Permission) and isinstance(command.authority, Authority)
        assert is_dataclass(command.kind) and command.kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
        assert command.handler.__doc__ and command.kind.__doc__
        assert command.redacted <= {field.name for field in fields(command.kind)}
    for query in REGISTRY.queries.values():
        assert isinstance(query.audience, Audience)
        assert query.handler.__doc__ and query.kind.__doc__


def test_a_name_or_a_class_is_registered_once() -> None:
    registry = _registry()
    entry = registry.commands["toy.whisper"]
    with pytest.raises(ValueError, match="twice"):
        registry.add_command(entry)


def test_what_must_not_be_kept_is_not_in_the_log() -> None:
    command = Whisper(
        id=UUID(int=1), space_id=OWNER, actor=OWNER, at=NOW, secret="sesame", words=frozenset({"b", "a"})
    )
    text = _registry().commands["toy.whisper"].encode(command)
    assert "sesame" not in text
    assert '["a","b"]' in text


def test_a_command_is_the_same_after_it_was_text() -> None:
    entry = TOYS.commands["toy.work"]
    command = Work(id=UUID(int=1), space_id=SPACES[0], actor=OWNER, at=NOW, steps=(("add", 1, 2), ("sum",)))
    again = entry.decode(entry.encode(command))
    assert entry.encode(again) == entry.encode(command)
    with pytest.raises(ValueError, match="Expected `uuid`"):
        entry.decode('{"id": 5}')


def test_a_set_gives_the_same_text_in_every_process() -> None:
    program = (
        "import msgspec\n"
        "from models.core.registry import _JSON\n"
        "print(_JSON.encode({'x': frozenset({'sea', 'tide', 'mole', 'pier'})}).decode())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(said) == 1

"""Commands and queries: frozen, typed dataclasses, each with one handler, a permission and an authority.

Undo, audit, the permission tests, sync and the HTTP interface are written once over this registry.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import UUID

import msgspec

from models.core.audience import Role

if TYPE_CHECKING:
    from models.core.context import Context, Read

T = TypeVar("T")

# The same command gives the same text in every process: sets and dicts have an order.
_JSON = msgspec.json.Encoder(order="deterministic")


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Something that changes one space. `id` and `at` (the client's clock, for display) come with it."""

    id: UUID
    space_id: UUID
    actor: UUID
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Query(Generic[T]):
    """A question to the record, asked by `actor`; the answer is frozen dataclasses."""

    actor: UUID


C = TypeVar("C", bound=Command)
Q = TypeVar("Q", bound=Query[Any])


class Permission(Enum):
    """What the actor has to be in the command's space."""

    OUTSIDER = Role.NONE
    VIEWER = Role.VIEWER
    EDITOR = Role.EDITOR
    OWNER = Role.OWNER


class Authority(Enum):
    """Whether a command is shown at once and sent later, or waits for the server where there is one."""

    OPTIMISTIC = "optimistic"
    DECIDED = "decided"


class Audience(Enum):
    """Whom a query answers to, and so which predicate its statement must carry."""

    ANYONE = "anyone"
    VISIBLE = "rows the actor may see"
    OWN = "the actor's own space"
    MACHINE = "the application itself, never a person or a server's client"


@dataclass(frozen=True, slots=True)
class CommandType:
    """A registered command."""

    name: str
    version: int
    kind: type[Command]
    handler: Callable[[Context, Any], object]
    permission: Permission
    authority: Authority
    redacted: frozenset[str]

    def encode(self, command: Command) -> str:
        """The command as JSON for the log, without what must not be kept."""
        if self.redacted:
            fields = msgspec.to_builtins(command, order="deterministic")
            return _JSON.encode(
                {name: None if name in self.redacted else value for name, value in fields.items()}
            ).decode()
        return _JSON.encode(command).decode()

    def decode(self, payload: str | bytes) -> Command:
        """The command again; ValueError where the payload is not one."""
        return msgspec.json.decode(payload, type=self.kind)


@dataclass(frozen=True, slots=True)
class QueryType:
    """A registered query."""

    name: str
    kind: type[Query[Any]]
    handler: Callable[[Read, Any], Any]
    audience: Audience


class Registry:
    """All commands and queries by name and by class."""

    def __init__(self) -> None:
        self.commands: dict[str, CommandType] = {}
        self.queries: dict[str, QueryType] = {}
        self._by_kind: dict[type, CommandType] = {}
        self._query_by_kind: dict[type, QueryType] = {}

    def add_command(self, entry: CommandType) -> None:
        """Register a command; its name and class must be new."""
        if entry.name in self.commands or entry.kind in self._by_kind:
            raise ValueError(f"the command {entry.name} is registered twice")
        self.commands[entry.name] = self._by_kind[entry.kind] = entry

    def add_query(self, entry: QueryType) -> None:
        """Register a query; its name and class must be new."""
        if entry.name in self.queries or entry.kind in self._query_by_kind:
            raise ValueError(f"the query {entry.name} is registered twice")
        self.queries[entry.name] = self._query_by_kind[entry.kind] = entry

    def command(self, command: Command) -> CommandType:
        """The registration of this command's class."""
        return self._by_kind[type(command)]

    def query(self, query: Query[Any]) -> QueryType:
        """The registration of this query's class."""
        return self._query_by_kind[type(query)]


REGISTRY = Registry()


def complete() -> None:
    """Have everything registered that there is. Who sends a command or asks a query has imported its module;
    who comes from a name (a follow-up, a kind of target) or lists them all calls this first."""
    import_module("models.handlers")


def handles(
    name: str,
    kind: type[C],
    *,
    permission: Permission,
    authority: Authority = Authority.OPTIMISTIC,
    version: int = 1,
    redacted: frozenset[str] = frozenset(),
    registry: Registry = REGISTRY,
) -> Callable[[Callable[[Context, C], object]], Callable[[Context, C], object]]:
    """Register the handler of a command (`domain.thing.verb`)."""

    def register(handler: Callable[[Context, C], object]) -> Callable[[Context, C], object]:
        registry.add_command(CommandType(name, version, kind, handler, permission, authority, redacted))
        return handler

    return register


def answers(
    name: str, kind: type[Q], *, audience: Audience, registry: Registry = REGISTRY
) -> Callable[[Callable[[Read, Q], Any]], Callable[[Read, Q], Any]]:
    """Register the function that answers a query (`domain.thing.what`)."""

    def register(handler: Callable[[Read, Q], Any]) -> Callable[[Read, Q], Any]:
        registry.add_query(QueryType(name, kind, handler, audience))
        return handler

    return register

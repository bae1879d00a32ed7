"""The workspaces: id, title, icon, order and factory. One that has no factory yet shows no tab."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from models.core.text import tr

W = TypeVar("W")


@dataclass(frozen=True, slots=True)
class Domain(Generic[W]):
    """A workspace's place in the window; `make` builds it when it is first opened. Its accent and its
    links (`nonet://id/…`) go by its id."""

    id: str
    title: str
    icon: str
    make: Callable[[], W]


def domains(factories: Mapping[str, Callable[[], W]]) -> list[Domain[W]]:
    """The workspaces that have a factory, in the order of the rail."""
    places = (
        ("home", tr("Home"), "house"),
        ("video", tr("Video"), "play-rectangle"),
        ("trade", tr("Trade"), "chart-candlestick"),
        ("travel", tr("Travel"), "plane-takeoff"),
        ("radar", tr("Radar"), "radar"),
        ("code", tr("Code"), "git-branch"),
        ("fund", tr("Fund"), "heart"),
        ("files", tr("Files"), "folder"),
    )
    unknown = set(factories) - {id_ for id_, _, _ in places}
    if unknown:
        raise ValueError(f"no such workspace: {', '.join(sorted(unknown))}")
    return [Domain(id_, title, icon, factories[id_]) for id_, title, icon in places if id_ in factories]

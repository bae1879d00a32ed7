"""The places of a workspace and what a page of one is: a page is made when its place is first opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from views.shell.workspace import Crumb
from views.widgets.focus import HandsOn


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`segment` begins the links of the place (`nonet://<workspace>/<segment>/…`).

    `module` has the page's `make(hall)`; "" for the pages that the workspace builds itself. A place with a
    `title` has the action `<workspace>.<segment>` with `keys`; a `listed` one stands in the row of places.
    `under` is the listed place that is marked while one is at a place that is not listed itself. A `bare`
    page has the whole workspace, without the row of places. `called` is the place's name in ids where it
    has no segment.
    """

    workspace: str
    segment: str
    module: str = ""
    title: str = ""
    icon: str = ""
    keys: str = ""
    listed: bool = False
    under: str = ""
    bare: bool = False
    called: str = ""

    @property
    def name(self) -> str:
        """What the place is called in ids."""
        return self.called or self.segment

    @property
    def action(self) -> str:
        """The id of the action that leads here."""
        return f"{self.workspace}.{self.name}"

    def make(self, hall: object) -> Any:
        """Build the page; `hall` is what the workspace's pages need of it."""
        return import_module(self.module).make(hall)


class Page(HandsOn):
    """The base of pages. Where the keyboard begins on it is `begins` (of `HandsOn`).

    A page's module has a function `make(hall) -> Page`, and a line in its workspace's list of places.
    `title_changed` says that `title` or `breadcrumb` is another. A page that went on by itself tells its
    new path in the workspace: `moved` is a step of back and forward, `adjusted` says the same step
    differently. `keeps_query` says whether the query of a link is part of where one is, or was only for
    coming.
    """

    keeps_query = True

    title_changed = Signal()
    moved = Signal(str)
    adjusted = Signal(str)

    def show_place(self, ids: Sequence[str], query: Mapping[str, str]) -> bool:
        """Show what a link means: `channel/<id>/about?words=sea` comes as `["<id>", "about"]` and
        `{"words": "sea"}`. False where there is no such place, which leads to the workspace's start."""
        return not ids

    @property
    def title(self) -> str:
        """What a window of its own is called here; "" for the name of the workspace."""
        return ""

    def breadcrumb(self) -> Sequence[Crumb]:
        """The way here from the workspace's start."""
        return ()

    def focus_search(self) -> bool:
        """Ctrl+F: go to the field that searches here; False leaves it to the workspace."""
        return False

    def forget(self) -> None:
        """Somebody else has come: nothing of the person before may stay."""


class Body(HandsOn):
    """What a page shows once it is there, in its `StateStack`: the focus begins where the page's does."""

    def __init__(self, page: HandsOn) -> None:
        super().__init__()
        self._page = page

    def begins(self) -> QWidget | None:
        return self._page.begins()

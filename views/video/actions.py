"""What a person can do in Video; registered before it is built, so that the palette finds it at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from app.kernel.actions import Action, Menu
from models.core.text import tr
from views.video.places import places


class Able(Protocol):
    """What the actions need of the workspace."""

    @property
    def can_edit(self) -> bool: ...
    def choose_files(self) -> None: ...
    def visit(self, place: str) -> None: ...
    def open_queue(self) -> None: ...
    def edit_current(self) -> None: ...


def video_actions(workspace: Callable[[], Able], built: Callable[[], bool]) -> list[Action]:
    """`workspace` builds it where it is not `built`, which only doing something is a reason for."""

    def action(
        name: str,
        title: str,
        do: Callable[[Able], object],
        keys: str,
        icon: str,
        menu: Menu,
        when: Callable[[], bool] | None = None,
    ) -> Action:
        return Action(
            id=f"video.{name}",
            title=title,
            handler=lambda: do(workspace()),
            shortcut=keys,
            context="video",
            icon=icon,
            menu=menu,
            when=when,
        )

    def visit(place: str) -> Callable[[Able], object]:
        return lambda there: there.visit(place)

    return [
        action("add", tr("Add videos"), lambda there: there.choose_files(), "Ctrl+O", "plus", Menu.FILE),
        *(
            action(place.name, place.title, visit(place.segment), place.keys, place.icon, Menu.GO)
            for place in places()
            if place.title
        ),
        action("queue", tr("Play queue"), lambda there: there.open_queue(), "Ctrl+Shift+U", "list-video",
               Menu.VIEW),
        action("edit", tr("Edit details"), lambda there: there.edit_current(), "Ctrl+E", "pencil", Menu.EDIT,
               when=lambda: built() and workspace().can_edit),
    ]  # fmt: skip

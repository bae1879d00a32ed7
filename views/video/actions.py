"""What a person can do in Video; registered before it is built, so that the palette finds it at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from app.kernel.actions import Action, Menu
from models.core.text import tr
from views.video.places import places


class Talkative(Protocol):
    """What the actions need of what is said about the video that is watched."""

    @property
    def can_talk(self) -> bool: ...
    def like(self) -> None: ...
    def dislike(self) -> None: ...
    def comment(self) -> None: ...
    def share(self) -> None: ...
    def clip(self) -> None: ...
    def report(self) -> None: ...


class Able(Protocol):
    """What the actions need of the workspace."""

    @property
    def can_edit(self) -> bool: ...
    @property
    def talk(self) -> Talkative: ...
    @property
    def has_current(self) -> bool: ...
    def save_current(self) -> None: ...
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
        *_talk(workspace, built),
        action("save", tr("Save to playlist…"), lambda there: there.save_current(), "Ctrl+Shift+S",
               "folder-plus", Menu.EDIT, when=lambda: built() and workspace().has_current),
    ]  # fmt: skip


def _talk(workspace: Callable[[], Able], built: Callable[[], bool]) -> list[Action]:
    """What can be said about the video that is watched, and made of it."""

    def can() -> bool:
        return built() and workspace().talk.can_talk

    def action(name: str, title: str, do: Callable[[Talkative], object], icon: str, keys: str = "") -> Action:
        return Action(
            id=f"video.{name}",
            title=title,
            handler=lambda: do(workspace().talk),
            shortcut=keys,
            context="video",
            icon=icon,
            menu=Menu.EDIT,
            when=can,
        )

    return [
        action("like", tr("Like this video"), lambda talk: talk.like(), "thumbs-up", "Ctrl+Alt+L"),
        action("dislike", tr("Dislike this video"), lambda talk: talk.dislike(), "thumbs-down", "Ctrl+Alt+D"),
        action("comment", tr("Write a comment"), lambda talk: talk.comment(), "message-circle", "Ctrl+Alt+C"),
        action("share", tr("Share this video"), lambda talk: talk.share(), "share-2", "Ctrl+Alt+S"),
        action("clip", tr("Cut out a clip…"), lambda talk: talk.clip(), "scissors", "Ctrl+Shift+X"),
        action("report", tr("Report this video"), lambda talk: talk.report(), "flag"),
    ]

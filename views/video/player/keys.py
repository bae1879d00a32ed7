"""The player's keys as data: YouTube's own, read by the view, the action registry and the cheat sheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from app.kernel.actions import Action, Actions
from controllers.video.player import Player
from models.core.text import mark, tr

CONTEXT = "video.player"
_SECOND = 1_000_000
_NAMED = {
    Qt.Key.Key_Space: "Space",
    Qt.Key.Key_Left: "Left",
    Qt.Key.Key_Right: "Right",
    Qt.Key.Key_Up: "Up",
    Qt.Key.Key_Down: "Down",
    Qt.Key.Key_Home: "Home",
    Qt.Key.Key_End: "End",
    Qt.Key.Key_Escape: "Esc",
    Qt.Key.Key_MediaPlay: "K",
    Qt.Key.Key_MediaPause: "K",
    Qt.Key.Key_MediaTogglePlayPause: "K",
    Qt.Key.Key_MediaNext: "Shift+N",
    Qt.Key.Key_MediaPrevious: "Shift+P",
}


class Keyed(Protocol):
    """What the keys act on: a `PlayerView`."""

    player: Player

    def can_act(self) -> bool: ...
    def want_mini(self) -> None: ...
    def want_save(self) -> None: ...
    def want_clip(self, edge: str) -> None: ...
    def toggle_theatre(self) -> None: ...
    def toggle_full_screen(self) -> None: ...
    def leave_full_screen(self) -> None: ...


@dataclass(frozen=True, slots=True)
class PlayerKey:
    """One thing the keys do: its id, what it is called, its keys (the first may be changed), what it does."""

    id: str
    title: Callable[[], str]
    keys: tuple[str, ...]
    run: Callable[[Keyed], object]


def _share(tenths: int) -> PlayerKey:
    return PlayerKey(
        f"{CONTEXT}.jump_{tenths}",
        lambda: tr("Jump to {share} %", share=tenths * 10),
        (str(tenths),),
        lambda view: view.player.seek_share(tenths / 10),
    )


def _key(name: str, title: str, keys: str, run: Callable[[Keyed], object]) -> PlayerKey:
    return PlayerKey(f"{CONTEXT}.{name}", partial(tr, title), tuple(keys.split(" ")), run)


KEYS: tuple[PlayerKey, ...] = (
    _key("play", mark("Play or pause"), "K Space", lambda view: view.player.toggle()),
    _key("back_10", mark("Back 10 seconds"), "J", lambda view: view.player.skip(-10 * _SECOND)),
    _key("on_10", mark("Forward 10 seconds"), "L", lambda view: view.player.skip(10 * _SECOND)),
    _key("back_5", mark("Back 5 seconds"), "Left", lambda view: view.player.skip(-5 * _SECOND)),
    _key("on_5", mark("Forward 5 seconds"), "Right", lambda view: view.player.skip(5 * _SECOND)),
    _key("louder", mark("Louder"), "Up", lambda view: view.player.set_volume(view.player.volume + 5)),
    _key("quieter", mark("Quieter"), "Down", lambda view: view.player.set_volume(view.player.volume - 5)),
    _key("mute", mark("Sound on or off"), "M", lambda view: view.player.set_muted(not view.player.muted)),
    _key("start", mark("To the start"), "Home", lambda view: view.player.seek(0)),
    _key("end", mark("To the end"), "End", lambda view: view.player.seek_share(1)),
    _key("back_frame", mark("One picture back"), ",", lambda view: view.player.step(-1)),
    _key("on_frame", mark("One picture on"), ".", lambda view: view.player.step(1)),
    _key("slower", mark("Slower"), "<", lambda view: view.player.change_speed(-1)),
    _key("faster", mark("Faster"), ">", lambda view: view.player.change_speed(1)),
    _key("captions", mark("Captions"), "C", lambda view: view.player.toggle_captions()),
    _key("next", mark("Next video"), "Shift+N", lambda view: view.player.want_next()),
    _key("previous", mark("Previous video"), "Shift+P", lambda view: view.player.want_previous()),
    _key("save", mark("Save to playlist"), "S", lambda view: view.want_save()),
    _key("clip_start", mark("A clip begins here"), "[", lambda view: view.want_clip("start")),
    _key("clip_end", mark("A clip ends here"), "]", lambda view: view.want_clip("end")),
    _key("mini", mark("Mini-player"), "I", lambda view: view.want_mini()),
    _key("theatre", mark("Theatre mode"), "T", lambda view: view.toggle_theatre()),
    _key("full_screen", mark("Full screen"), "F", lambda view: view.toggle_full_screen()),
    _key("leave", mark("Leave full screen"), "Esc", lambda view: view.leave_full_screen()),
    *(_share(tenths) for tenths in range(10)),
)
"""All of them; titles are English source texts, translated when read."""

BY_KEY: dict[str, PlayerKey] = {key: entry for entry in KEYS for key in entry.keys}


def by_registry(actions: Actions) -> Callable[[str], PlayerKey | None]:
    """What a pressed key means now that the person may have changed it."""
    return lambda pressed: next((entry for entry in KEYS if pressed in actions.keys(entry.id)), None)


def first_key(name: str) -> str:
    """The key to show in a tooltip for the entry `name`."""
    return next(entry.keys[0] for entry in KEYS if entry.id == f"{CONTEXT}.{name}")


def key_name(event: QKeyEvent) -> str:
    """The pressed key as `KEYS` writes it, whatever the keyboard's layout; "" for none of its kind."""
    modifiers = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
    if modifiers:
        return QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
    if event.key() in _NAMED:
        return _NAMED[Qt.Key(event.key())]
    text = event.text()
    if len(text) != 1 or not text.isprintable():
        return ""
    shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    return f"Shift+{text.upper()}" if shifted and text.isalpha() else text.upper()


def actions(view: Keyed) -> list[Action]:
    """The same keys for the action registry, acting on `view` while it can be seen."""
    return [
        Action(
            id=entry.id,
            title=entry.title(),
            handler=partial(entry.run, view),
            shortcut=entry.keys[0],
            more=entry.keys[1:],
            context=CONTEXT,
            when=view.can_act,
            in_palette=not entry.id.startswith(f"{CONTEXT}.jump_"),
        )
        for entry in KEYS
    ]

"""Everything a person can do, registered once: menus, keys, palette and cheat sheet read this registry."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from PySide6.QtCore import QObject, Signal

from app.kernel.settings import Setting, Settings
from models.core.errors import Conflict, Invalid
from models.core.text import tr

GLOBAL = "global"

SHORTCUTS: Setting[dict[str, object]] = Setting(key="shortcuts", default={})
"""What the person changed: action id to key, "" for none."""

_MODIFIERS = ("Ctrl", "Alt", "Shift", "Meta")
_ALIASES = {"control": "Ctrl", "cmd": "Ctrl", "option": "Alt", "super": "Meta", "win": "Meta"}
_KEYS = {
    "escape": "Esc",
    "del": "Delete",
    "ins": "Insert",
    "enter": "Return",
    "pageup": "PgUp",
    "pgup": "PgUp",
    "pgdown": "PgDown",
    "pagedown": "PgDown",
    "plus": "+",
}


class Menu(StrEnum):
    """The menus an action can stand in."""

    NONE = ""
    FILE = "file"
    EDIT = "edit"
    VIEW = "view"
    GO = "go"
    ACCOUNT = "account"
    HELP = "help"


@cache
def normal(keys: str) -> str:
    """A key combination in one spelling, such as `Ctrl+Shift+P`; "" for none. Raises `Invalid`."""
    text = keys.strip()
    if not text:
        return ""
    plus = text == "+" or text.endswith("++")
    parts = [part.strip() for part in (text[:-1] if plus else text).split("+")]
    if plus:
        parts[-1] = "+"
    if not all(parts):
        raise Invalid(tr("“{keys}” is not a key combination.", keys=keys), field="shortcut")
    *modifiers, key = parts
    named = {_ALIASES.get(part.casefold(), part.capitalize()) for part in modifiers}
    if not named <= set(_MODIFIERS):
        raise Invalid(tr("“{keys}” is not a key combination.", keys=keys), field="shortcut")
    key = _KEYS.get(key.casefold(), key.upper() if len(key) == 1 else key[0].upper() + key[1:])
    if key.capitalize() in _MODIFIERS:
        raise Invalid(tr("“{keys}” has no key besides Ctrl, Alt and Shift.", keys=keys), field="shortcut")
    return "+".join([*(name for name in _MODIFIERS if name in named), key])


def overlap(one: str, other: str) -> bool:
    """Whether two contexts can be live together: equal, one inside the other (`video`, `video.player`), or
    one of them global."""
    if GLOBAL in (one, other):
        return True
    return one == other or one.startswith(other + ".") or other.startswith(one + ".")


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing a person can do.

    `context` says where its keys work: "global", a workspace's id, or a part of one (`video.player`).
    `more` are further keys that cannot be changed. `when` says whether it can be done now. Without
    `in_palette` it is found only where commands alone are looked for.
    """

    id: str
    title: str
    handler: Callable[[], object]
    shortcut: str = ""
    more: tuple[str, ...] = ()
    context: str = GLOBAL
    menu: Menu = Menu.NONE
    icon: str = ""
    when: Callable[[], bool] | None = None
    in_palette: bool = True

    @property
    def enabled(self) -> bool:
        return self.when is None or self.when()


class Actions(QObject):
    """The registry; `changed` is told when an action comes, goes or gets another key, `ran` when it was done.

    While `only` is set, nothing but the actions it names can be done.
    """

    changed = Signal(str)
    ran = Signal(str)

    def __init__(self, settings: Settings | None = None) -> None:
        super().__init__()
        self._settings = settings
        self._actions: dict[str, Action] = {}
        self.only: frozenset[str] | None = None
        self._own: dict[str, str] = {}
        if settings is not None:
            settings.declare(SHORTCUTS)
            self._own = {key: str(value) for key, value in settings.get(SHORTCUTS).items()}

    def register(self, *actions: Action) -> None:
        """Add actions. A known id, or a default key that is taken where both live, is a bug (ValueError)."""
        for action in actions:
            if action.id in self._actions:
                raise ValueError(f"action {action.id!r} is registered twice")
            for keys in (action.shortcut, *action.more):
                for other in self._takers(keys, action.context):
                    if other.id not in self._own and action.id not in self._own:
                        raise ValueError(f"{keys} of {action.id} is taken by {other.id}")
            self._actions[action.id] = action
            self.changed.emit(action.id)

    def unregister(self, ids: Iterable[str]) -> None:
        """Take actions away (a workspace that is closed)."""
        for id_ in ids:
            if self._actions.pop(id_, None) is not None:
                self.changed.emit(id_)

    def all(self) -> list[Action]:
        """Every action, in order of registration."""
        return list(self._actions.values())

    def get(self, id_: str) -> Action:
        """The action of this id; KeyError for an unknown one."""
        return self._actions[id_]

    def known(self, id_: str) -> Action | None:
        """The action of this id, where there is one."""
        return self._actions.get(id_)

    def run(self, id_: str) -> bool:
        """Do it, if it can be done now; says whether it was done."""
        action = self._actions[id_]
        if not action.enabled or (self.only is not None and id_ not in self.only):
            return False
        action.handler()
        self.ran.emit(id_)
        return True

    # -- keys -----------------------------------------------------------------------------------------

    def shortcut(self, id_: str) -> str:
        """The key of an action: the person's, or the default."""
        action = self._actions[id_]
        return self._own.get(id_, normal(action.shortcut))

    def keys(self, id_: str) -> list[str]:
        """All keys of an action."""
        own = [self.shortcut(id_)]
        return [keys for keys in [*own, *map(normal, self._actions[id_].more)] if keys]

    def takers(self, keys: str, id_: str) -> list[Action]:
        """The other actions that have these keys where `id_` lives."""
        return [other for other in self._takers(keys, self._actions[id_].context) if other.id != id_]

    def _takers(self, keys: str, context: str) -> list[Action]:
        wanted = normal(keys)
        if not wanted:
            return []
        return [
            other
            for other in self._actions.values()
            if overlap(other.context, context) and wanted in self.keys(other.id)
        ]

    def set_shortcut(self, id_: str, keys: str, *, take: bool = False) -> None:
        """Give an action another key, or none. Raises `Conflict` where it is taken, unless `take`: then the
        others lose it; a fixed key (`more`) cannot be taken."""
        wanted = normal(keys)
        others = self.takers(wanted, id_)
        fixed = [other for other in others if self.shortcut(other.id) != wanted]
        if fixed or (others and not take):
            raise Conflict(
                tr("{keys} is taken by “{title}”.", keys=wanted, title=(fixed or others)[0].title),
                what_now=tr("Press another key, or take it away there."),
                field="shortcut",
            )
        for other in others:
            self._own[other.id] = ""
        self._own[id_] = wanted
        self._keep([id_, *(other.id for other in others)])

    def reset_shortcut(self, id_: str) -> None:
        """Back to the default key. Raises `Conflict` where another action has it now."""
        default = normal(self._actions[id_].shortcut)
        others = self.takers(default, id_)
        if others:
            raise Conflict(
                tr("{keys} is taken by “{title}”.", keys=default, title=others[0].title), field="shortcut"
            )
        if self._own.pop(id_, None) is not None:
            self._keep([id_])

    def is_default(self, id_: str) -> bool:
        return self.shortcut(id_) == normal(self._actions[id_].shortcut)

    def _keep(self, ids: list[str]) -> None:
        if self._settings is not None:
            kept: dict[str, object] = dict(self._own)
            self._settings.set(SHORTCUTS, kept)
        for id_ in ids:
            self.changed.emit(id_)

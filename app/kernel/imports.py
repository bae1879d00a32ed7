"""What importing would cost more than it is worth: PySide's hook, and modules that are named and not used."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from threading import RLock
from types import ModuleType
from typing import Any

DESCRIBING = frozenset(
    f"shibokensupport/signature/{name}.py"
    for name in ("layout", "parser", "errorhandler", "lib/enum_sig", "lib/pyi_generator")
)
"""PySide's modules that know every signature: for help, and for what is said of wrong arguments."""

_unread: dict[str, Any] = {}  # their sources, by file name
_reading = RLock()


def unread() -> None:
    """Import modules from now on as Python does, without reading their sources too.

    PySide replaces the builtin `__import__` by one that looks through the source of every module for the
    chance that it says `from __feature__ import …`. Nothing here does, and it took a third of all importing;
    the sources also stayed in memory. There is no switch for it, so the builtin is put back.
    """
    original = builtins.__import__
    with _described_later():
        import PySide6.QtCore  # noqa: F401  it brings the hook

    builtins.__import__ = original


@contextmanager
def _described_later() -> Iterator[None]:
    """Meanwhile, PySide's modules that describe signatures are only named, and run at first use.

    They lie as sources in its library, and compiling them and their patterns anew took half of what importing
    PySide takes, at each start. `compile` is where they come by.
    """
    compile_ = builtins.compile

    def named(source: Any, filename: Any, *rest: Any, **more: Any) -> Any:
        if filename not in DESCRIBING:
            return compile_(source, filename, *rest, **more)
        _unread[filename] = source
        text = f"from {__name__} import when_asked\n__getattr__ = when_asked(globals(), {filename!r})\n"
        return compile_(text, filename, "exec")

    builtins.compile = named
    try:
        yield
    finally:
        builtins.compile = compile_


def when_asked(module: dict[str, Any], filename: str) -> Callable[[str], Any]:
    """The `__getattr__` (PEP 562) of a module that runs when something of it is asked for."""

    def ask(name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        with _reading:
            if filename in _unread:
                exec(compile(_unread.pop(filename), filename, "exec"), module)
        if name not in module:
            raise AttributeError(f"{filename} has no {name!r}")
        return module[name]

    return ask


@contextmanager
def later(name: str, **known: object) -> Iterator[None]:
    """Meanwhile, importing the module `name` gives a stand-in that imports it when something of it is asked
    for, except what is `known`. Where it is imported already nothing changes."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = stand_in = _Later(name)
    vars(stand_in).update(known)
    try:
        yield
    finally:
        if sys.modules.get(name) is stand_in:
            del sys.modules[name]


class _Later(ModuleType):
    def __getattr__(self, attribute: str) -> object:
        if attribute.startswith("__"):  # who walks through all modules asks for these
            raise AttributeError(attribute)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), attribute)

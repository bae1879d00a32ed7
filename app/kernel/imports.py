"""What importing would cost more than it is worth: PySide's hook, and modules that are named and not used."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType


def unread() -> None:
    """Import modules from now on as Python does, without reading their sources too.

    PySide replaces the builtin `__import__` by one that looks through the source of every module for the
    chance that it says `from __feature__ import …`. Nothing here does, and it took a third of all importing;
    the sources also stayed in memory. There is no switch for it, so the builtin is put back.
    """
    original = builtins.__import__
    import PySide6.QtCore  # noqa: F401  it brings the hook

    builtins.__import__ = original


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

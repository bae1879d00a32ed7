"""PySide's hook on importing, taken out again: Nonet uses nothing of what it is for."""

from __future__ import annotations

import builtins


def unread() -> None:
    """Import modules from now on as Python does, without reading their sources too.

    PySide replaces the builtin `__import__` by one that looks through the source of every module for the
    chance that it says `from __feature__ import …`. Nothing here does, and it took a third of all importing;
    the sources also stayed in memory. There is no switch for it, so the builtin is put back.
    """
    original = builtins.__import__
    import PySide6.QtCore  # noqa: F401  it brings the hook

    builtins.__import__ = original

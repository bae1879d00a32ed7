"""PySide's hook on importing, told what this application is: one that switches none of PySide's features."""

from __future__ import annotations

from types import ModuleType


def unread() -> None:
    """Import modules from now on without reading their sources too.

    PySide looks through the source of every module that is imported after it, for the chance that it says
    `from __feature__ import …`. Nothing here does, and it took a third of all importing (the sources also
    stayed in memory). There is no switch for it; a test sees to it that this one still is one.
    """
    import PySide6.QtCore  # noqa: F401  it brings the hook
    from shibokensupport import feature  # type: ignore[import-not-found,unused-ignore]

    feature._mod_uses_pyside = _uses_no_features


def _uses_no_features(_module: ModuleType) -> bool:
    return False

"""A headless environment of its own for every test process: no screen, no sound, nobody's data or secrets.

It is set when this module is imported, which is before Qt reads it, and inherited by every child process.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_HOME = tempfile.TemporaryDirectory(prefix="nonet-test-home-")
_PLACES = {
    "HOME": ".",
    "USERPROFILE": ".",
    "APPDATA": "appdata",
    "LOCALAPPDATA": "localappdata",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_CACHE_HOME": "cache",
    "XDG_STATE_HOME": "state",
    "XDG_RUNTIME_DIR": "runtime",
}
_SETTINGS = {
    "QT_QPA_PLATFORM": "offscreen",
    "QT_SCALE_FACTOR": "1",
    "QT_LOGGING_RULES": "",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "PYTHONUTF8": "1",
    "PYTHON_KEYRING_BACKEND": "tests.support.memory_keyring.MemoryKeyring",
    "GIT_CONFIG_GLOBAL": os.devnull,
}
_WITHOUT = ("QT_STYLE_OVERRIDE", "QT_QPA_PLATFORMTHEME", "DBUS_SESSION_BUS_ADDRESS", "SESSION_MANAGER")


def _make_headless() -> None:
    for name, place in _PLACES.items():
        folder = Path(_HOME.name, place)
        folder.mkdir(mode=0o700, exist_ok=True)
        os.environ[name] = str(folder)
    os.environ.update(_SETTINGS)
    for name in _WITHOUT:
        os.environ.pop(name, None)


_make_headless()


@pytest.fixture(autouse=True)
def _forget_secrets() -> Iterator[None]:
    """No test finds the secrets of the one before."""
    yield
    memory = sys.modules.get("tests.support.memory_keyring")
    if memory is not None:
        memory.forget()


def pytest_unconfigure() -> None:
    _HOME.cleanup()

"""A test that leaves a thread, a running timer or animation, or a top-level widget alive fails, and is told
which and where it was made. Qt's warnings while things are taken down fail it too.

What a fixture of a wider scope makes while it is set up belongs to that fixture and not to the test.
"""

from __future__ import annotations

import functools
import gc
import sys
import threading
import time
import weakref
from collections.abc import Callable, Generator, Iterable
from types import FrameType
from typing import Any

import pytest
from PySide6 import QtWidgets
from PySide6.QtCore import (
    QAbstractAnimation,
    QCoreApplication,
    QEvent,
    QMessageLogContext,
    QObject,
    QThread,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import getCppPointer, isValid

_GRACE = 2.0  # seconds a thread that is already ending may take to end
_DEPTH = 8  # frames of the place where something was made

Place = tuple[str, ...]
_births: weakref.WeakKeyDictionary[Any, Place] = weakref.WeakKeyDictionary()
_known: set[int] = set()  # keys of what lived before the test, or belongs to a wider fixture
_shots: list[_Shot] = []


class _Shot:
    """A QTimer.singleShot that is under way: until when, for whom, made where."""

    def __init__(self, milliseconds: int, owner: QObject | None, place: Place) -> None:
        self.due = time.monotonic() + milliseconds / 1000
        self.owner = weakref.ref(owner) if owner is not None else None
        self.place = place

    def is_pending(self) -> bool:
        if time.monotonic() >= self.due:
            return False
        owner = self.owner() if self.owner else None
        return self.owner is None or (owner is not None and isValid(owner))

    def __repr__(self) -> str:
        return f"QTimer.singleShot due in {self.due - time.monotonic():.1f} s"


def _here() -> Place:
    """The frames that led here, innermost first: neither this module's nor the ones of the test runner."""
    frame: FrameType | None = sys._getframe(1)
    lines: list[str] = []
    while frame is not None and len(lines) < _DEPTH:
        code = frame.f_code
        if "site-packages" in code.co_filename:
            break
        if code.co_filename != __file__:
            lines.append(f"{code.co_filename}:{frame.f_lineno} in {code.co_name}")
        frame = frame.f_back
    return tuple(lines)


def _remember(owner: type, method: str) -> None:
    """Let `owner.method` note where it was called from, for the object it was called on."""
    original = getattr(owner, method)

    @functools.wraps(original)
    def noting(self: Any, *args: Any, **kwargs: Any) -> Any:
        _births[self] = _here()
        return original(self, *args, **kwargs)

    setattr(owner, method, noting)


def _remember_single_shots() -> None:
    original = QTimer.singleShot

    def noting(milliseconds: int, *args: Any) -> None:
        candidates = [*args, *(getattr(argument, "__self__", None) for argument in args)]
        owner = next((candidate for candidate in candidates if isinstance(candidate, QObject)), None)
        if milliseconds > 0:
            _shots.append(_Shot(milliseconds, owner, _here()))
        original(milliseconds, *args)

    QTimer.singleShot = staticmethod(noting)  # type: ignore[method-assign]


def _widget_types() -> Iterable[type]:
    everything = [getattr(QtWidgets, name) for name in dir(QtWidgets)]
    return (kind for kind in everything if isinstance(kind, type) and issubclass(kind, QWidget))


def pytest_configure() -> None:
    for owner in (threading.Thread, QThread, QTimer, QAbstractAnimation):
        _remember(owner, "start")
    for kind in _widget_types():
        _remember(kind, "__init__")
    _remember_single_shots()


def _drain() -> None:
    """Let everything that was asked to go, go."""
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QCoreApplication.processEvents()


def _living() -> list[Any]:
    """Threads, running timers and animations, pending single shots and top-level widgets."""
    threads = [each for each in threading.enumerate() if not isinstance(each, threading._DummyThread)]
    running = [
        each for each in list(_births) if isinstance(each, QObject) and isValid(each) and _is_running(each)
    ]
    windows: list[QWidget] = []
    if isinstance(QCoreApplication.instance(), QApplication):
        windows = [each for each in QApplication.topLevelWidgets() if isValid(each)]
    ours = [each for each in windows if each.metaObject().className() != "QTipLabel"]  # Qt keeps one
    return [*threads, *running, *(shot for shot in _shots if shot.is_pending()), *ours]


def _is_running(thing: QObject) -> bool:
    if isinstance(thing, QThread):
        return thing.isRunning()
    if isinstance(thing, QTimer):
        return thing.isActive()
    return isinstance(thing, QAbstractAnimation) and thing.state() == QAbstractAnimation.State.Running


def _key(thing: Any) -> int:
    """The same for the same thing, also where only C++ keeps it and Python sees it anew each time."""
    return getCppPointer(thing)[0] if isinstance(thing, QObject) else id(thing)


def _left_over() -> list[Any]:
    """What lives now and did not before; a second, patient look only where the first finds some."""
    _drain()
    left = [thing for thing in _living() if _key(thing) not in _known]
    if not left:
        return []
    until = time.monotonic() + _GRACE
    for thread in (thing for thing in left if isinstance(thing, threading.Thread)):
        thread.join(max(0.0, until - time.monotonic()))
    left.clear()
    gc.collect()
    _drain()
    return [thing for thing in _living() if _key(thing) not in _known]


def _tell(thing: Any) -> str:
    """What it is, and where it was made."""
    what = repr(thing)
    if isinstance(thing, QObject):
        what = " ".join(
            [type(thing).__qualname__, *([repr(thing.objectName())] if thing.objectName() else [])]
        )
    if isinstance(thing, QWidget) and thing.windowTitle():
        what += f" titled {thing.windowTitle()!r}"
    place = thing.place if isinstance(thing, _Shot) else _births.get(thing, ())
    made = "\n".join(f"      {line}" for line in place) or "      (a place that was not seen)"
    return f"  {what}, made or started at\n{made}"


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object]) -> Generator[None, object, object]:
    result = yield
    if fixturedef.scope != "function":
        _known.update(map(_key, _living()))
    return result


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup() -> Generator[None]:
    _known.clear()
    _known.update(map(_key, _living()))
    return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown() -> Generator[None]:
    warnings: list[str] = []

    def note(kind: QtMsgType, context: QMessageLogContext, message: str | None) -> None:
        offscreen = str(message).startswith("This plugin does not support")  # it says so of every window
        if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) and not offscreen:
            warnings.append(f"  {message}")

    previous: Callable[..., None] | None = qInstallMessageHandler(note)
    try:
        result = yield
        left = _left_over()
    finally:
        qInstallMessageHandler(previous)
    told = "\n".join(_tell(thing) for thing in left)
    _shots[:] = [shot for shot in _shots if shot.is_pending()]
    if told:
        pytest.fail(f"the test left alive:\n{told}", pytrace=False)
    if warnings:
        pytest.fail("Qt warned while the test was taken down:\n" + "\n".join(warnings), pytrace=False)
    return result

"""The one notice channel: what happened, what can be done, and a history for the notice centre."""

from __future__ import annotations

import itertools
import logging
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot

from models.core.errors import PersonError
from models.core.text import tr

_log = logging.getLogger(__name__)
_KEPT = 200


class NoticeKind(StrEnum):
    """How a notice is meant."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class NoticeAction:
    """A thing to do about a notice; `do` runs on the Qt thread."""

    title: str
    do: Callable[[], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message to the person. `details` are for copying, not for reading; `source` is a workspace's id;
    `key` makes a later notice of the same key take its place."""

    number: int
    kind: NoticeKind
    text: str
    actions: tuple[NoticeAction, ...] = ()
    details: str = ""
    source: str = ""
    key: str = ""
    stays: bool = False
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


class Notices(QObject):
    """Tells notices (`posted`) and keeps the last of them; `changed` follows every change of the history.

    `post` and `error` may be called from any thread; signals are told on the Qt thread.
    """

    posted = Signal(object)
    changed = Signal()
    _arrived = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._history: deque[Notice] = deque(maxlen=_KEPT)
        self._read_to = 0
        self._numbers = itertools.count(1)
        self._arrived.connect(self._take, Qt.ConnectionType.AutoConnection)

    def post(
        self,
        text: str,
        kind: NoticeKind = NoticeKind.INFO,
        *,
        actions: Sequence[NoticeAction] = (),
        details: str = "",
        source: str = "",
        key: str = "",
        stays: bool = False,
    ) -> Notice:
        """Tell the person something. One that `stays` is shown until it is closed."""
        notice = Notice(
            number=next(self._numbers),
            kind=kind,
            text=text,
            actions=tuple(actions),
            details=details,
            source=source,
            key=key,
            stays=stays,
        )
        self._arrived.emit(notice)
        return notice

    def error(self, problem: BaseException, *, source: str = "", key: str = "") -> Notice:
        """Tell of an error: its own sentence if it is meant for people, else that it is a bug."""
        if isinstance(problem, PersonError):
            return self.post(str(problem), NoticeKind.ERROR, details=_story(problem), source=source, key=key)
        return self.post(
            tr("Something in Nonet went wrong. What you had is safe; the details help to repair it."),
            NoticeKind.ERROR,
            details=_story(problem),
            source=source,
            key=key or f"bug:{type(problem).__name__}:{_place(problem)}",
        )

    @Slot(object)
    def _take(self, notice: Notice) -> None:
        if notice.key:
            self._drop(lambda old: old.key == notice.key)
        self._history.append(notice)
        self.posted.emit(notice)
        self.changed.emit()

    # -- the history ----------------------------------------------------------------------------------

    @property
    def history(self) -> list[Notice]:
        """The kept notices, newest first."""
        return list(reversed(self._history))

    @property
    def unread(self) -> int:
        return sum(notice.number > self._read_to for notice in self._history)

    def is_unread(self, notice: Notice) -> bool:
        return notice.number > self._read_to

    def mark_read(self) -> None:
        """All that are there have been seen."""
        newest = max((notice.number for notice in self._history), default=0)
        if newest > self._read_to:
            self._read_to = newest
            self.changed.emit()

    def dismiss(self, number: int) -> None:
        """Take one out of the history."""
        if self._drop(lambda old: old.number == number):
            self.changed.emit()

    def clear(self) -> None:
        self._history.clear()
        self.changed.emit()

    def _drop(self, gone: Callable[[Notice], bool]) -> bool:
        kept = [notice for notice in self._history if not gone(notice)]
        dropped = len(kept) != len(self._history)
        self._history = deque(kept, maxlen=_KEPT)
        return dropped


def _story(problem: BaseException) -> str:
    return "".join(traceback.format_exception(problem)).strip()


def _place(problem: BaseException) -> str:
    frames = traceback.extract_tb(problem.__traceback__)
    return f"{frames[-1].name}:{frames[-1].lineno}" if frames else ""


def watch_for_bugs(notices: Notices) -> Callable[[], None]:
    """From now on log whatever nobody caught, in any thread, and tell the person; the program goes on.

    Returns what puts the hooks back.
    """
    before = sys.excepthook, threading.excepthook

    def tell(problem: BaseException) -> None:
        if isinstance(problem, KeyboardInterrupt | SystemExit):
            before[0](type(problem), problem, problem.__traceback__)
            return
        _log.error("nobody caught this", exc_info=problem)
        notices.error(problem)

    def hook(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
        tell(problem)

    def thread_hook(failure: threading.ExceptHookArgs) -> None:
        if failure.exc_value is not None:
            tell(failure.exc_value)

    sys.excepthook, threading.excepthook = hook, thread_hook

    def restore() -> None:
        sys.excepthook, threading.excepthook = before

    return restore

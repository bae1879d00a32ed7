"""The log: rotating files of plain lines in UTC, with everything that goes wrong and no secrets."""

from __future__ import annotations

import faulthandler
import logging
import re
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import IO

FILES = 5
FILE_SIZE = 2_000_000  # bytes; the line that fills a file is still written into it
HIDDEN = "[hidden]"
_LOG_NAME = "nonet.log"
_FAULTS_NAME = "faults.log"

_SECRET_WORD = (
    r"password|passphrase|passwd|\bpass\b|secret|token|api[_-]?key|private[_-]?key"
    r"|authorization|cookie|\btotp"
)
# Every repetition is bounded or begins at a rare word: a line of 1 MB takes milliseconds.
_SECRETS = (
    # "password": "x", password=x, Authorization: Bearer x (a quoted value may hold blanks)
    re.compile(
        rf"(?i)(?P<keep>(?:{_SECRET_WORD})[\w-]{{0,40}}[\"']?\s{{0,3}}[=:]\s{{0,3}})"
        r"(?:(?:bearer|basic|digest)\s+)?(?:'[^']*'|\"[^\"]*\"|[^\s,;&)}\]]+)"
    ),
    re.compile(r"(?i)(?P<keep>\bbearer\s+)[\w.~+/=-]{8,}"),
    re.compile(r"(?P<keep>\b[a-z][a-z0-9+.-]{0,20}://)[^\s/@]+@"),  # user:password@ in an address
    re.compile(r"(?P<keep>\bnonet_)[A-Za-z0-9_-]{20,}"),  # our own tokens
    re.compile(r"(?P<keep>)\$argon2id?\$[^\s'\"]+"),
    re.compile(
        r"(?P<keep>)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.S
    ),
)

_known: set[str] = set()


def never_log(secret: str) -> None:
    """Hide this very text wherever it appears in the log from now on (at least 6 characters)."""
    if len(secret) >= 6:
        _known.add(secret)


def redact(text: str) -> str:
    """`text` without what looks like, or is known as, a secret."""
    for secret in _known:
        text = text.replace(secret, HIDDEN)
    for pattern in _SECRETS:
        text = pattern.sub(rf"\g<keep>{HIDDEN}", text)
    return text


class PlainFormatter(logging.Formatter):
    """`2026-11-22T13:50:00.123Z WARNING nonet.blobs [MainThread] text`; further lines are indented.

    So a line that does not begin with a time belongs to the one before, whatever a file was called.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s [%(threadName)s] %(message)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        seconds = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        return f"{seconds}.{int(record.msecs):03d}Z"

    def format(self, record: logging.LogRecord) -> str:
        return "\n    ".join(redact(super().format(record)).splitlines())


class _TurningFile(logging.FileHandler):
    """Begins another file where this one is full; `nonet.log.1` is the one before, up to FILES in all.

    `logging.handlers` has the like, and brings sockets and pickling into every start.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, encoding="utf-8", errors="backslashreplace")
        self._path = path

    def emit(self, record: logging.LogRecord) -> None:
        try:
            if self.stream is not None and self.stream.tell() >= FILE_SIZE:
                self.stream.close()
                self._turn_over()
                self.stream = self._open()
        except OSError:
            self.handleError(record)
        super().emit(record)

    def _turn_over(self) -> None:
        names = [self._path, *(self._path.with_name(f"{_LOG_NAME}.{n}") for n in range(1, FILES))]
        for older, newer in zip(names[:0:-1], names[-2::-1], strict=True):
            if newer.exists():
                newer.replace(older)


class Logs:
    """The installed log; `close` puts everything back (tests, and the last line of the app)."""

    def __init__(self, folder: Path, level: int = logging.INFO) -> None:
        self.folder = folder
        self._handler = _TurningFile(folder / _LOG_NAME)
        self._handler.setFormatter(PlainFormatter())
        self._root = logging.getLogger()
        self._old_level = self._root.level
        self._root.addHandler(self._handler)
        self._root.setLevel(level)
        logging.captureWarnings(True)
        self._hooks = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = _log_uncaught
        threading.excepthook = _log_thread
        sys.unraisablehook = _log_unraisable
        self._faults = _open_faults(folder / _FAULTS_NAME)
        faulthandler.enable(self._faults)
        self._qt = False

    def take_qt_messages(self) -> None:
        """Route Qt's own messages to the log (call before the QApplication is made)."""
        from PySide6.QtCore import qInstallMessageHandler

        qInstallMessageHandler(_log_qt)
        self._qt = True

    def close(self) -> None:
        if self._qt:
            from PySide6.QtCore import qInstallMessageHandler

            qInstallMessageHandler(None)
        faulthandler.disable()
        self._faults.close()
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._hooks
        logging.captureWarnings(False)
        self._root.setLevel(self._old_level)
        self._root.removeHandler(self._handler)
        self._handler.close()


def _open_faults(path: Path) -> IO[bytes]:
    """Where a crash inside a library writes its stacks; emptied at start when it has grown large."""
    full = path.exists() and path.stat().st_size > FILE_SIZE
    return path.open("wb" if full else "ab")


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logging.getLogger("nonet.uncaught").critical("uncaught", exc_info=(kind, error, trace))
    if sys.stderr is not None:
        sys.__excepthook__(kind, error, trace)


def _log_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is None or issubclass(args.exc_type, SystemExit):
        return
    name = args.thread.name if args.thread else "?"
    logging.getLogger("nonet.uncaught").critical(
        "uncaught in thread %s", name, exc_info=(args.exc_type, args.exc_value, args.exc_traceback)
    )


def _log_unraisable(args: sys.UnraisableHookArgs) -> None:
    error = args.exc_value
    logging.getLogger("nonet.uncaught").error(
        "%s: %r",
        args.err_msg or "ignored exception",
        args.object,
        exc_info=(args.exc_type, error, args.exc_traceback) if error else None,
    )


def _log_qt(kind: object, context: object, message: str) -> None:
    from PySide6.QtCore import QtMsgType

    levels = {
        QtMsgType.QtDebugMsg: logging.DEBUG,
        QtMsgType.QtInfoMsg: logging.INFO,
        QtMsgType.QtWarningMsg: logging.WARNING,
        QtMsgType.QtCriticalMsg: logging.ERROR,
        QtMsgType.QtFatalMsg: logging.CRITICAL,
    }
    category = getattr(context, "category", None) or "default"
    level = levels.get(kind, logging.WARNING) if isinstance(kind, QtMsgType) else logging.WARNING
    logging.getLogger(f"qt.{category}").log(level, "%s", message)

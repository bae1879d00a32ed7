"""A second start hands its files and links to the window that is open, over a socket of the owner's."""

from __future__ import annotations

import json
import logging
import os
import re
import stat
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.kernel.lock import DataLock, InUse
from app.kernel.paths import Paths
from models.core.errors import Unavailable
from models.core.text import tr

if TYPE_CHECKING:  # what only a second start and what comes after the first picture need is imported there
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

log = logging.getLogger("nonet.instance")

MESSAGE_LIMIT = 4 << 20  # bytes; what a command line can hold is 2 MiB
PATIENCE = 5.0  # seconds
_RETRY = 0.05
_SOON_MS = 1000  # well within the patience of a second start, however long the opening takes
_GUESTS = 16
_LINK = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_TOKENS = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")


def items_from(arguments: Sequence[str], folder: Path) -> list[str]:
    """Command-line arguments as absolute paths and links, so that they mean the same in another process."""
    return [_item(argument, folder) for argument in arguments if argument]


def _item(argument: str, folder: Path) -> str:
    if argument.lower().startswith("file:"):
        return unquote(urlsplit(argument).path, errors="surrogateescape")
    if _LINK.match(argument) and not (folder / argument).exists():
        return argument
    return os.path.normpath(folder / argument)


def socket_path(root: Path, environ: Mapping[str, str]) -> Path:
    """Where the running copy on the data folder `root` listens: in a folder only this user can enter.

    Not in the data folder: that may be too deep for a socket's name (107 bytes) or on a disk without
    sockets. Raises Unavailable if someone else made the folder first.
    """
    import tempfile
    from hashlib import sha256

    runtime = Path(environ.get("XDG_RUNTIME_DIR", ""))
    if not runtime.is_absolute() or len(os.fsencode(runtime)) > 60 or not _is_private(runtime):
        runtime = Path(tempfile.gettempdir()) / f"nonet-{os.geteuid()}"
        runtime.mkdir(mode=0o700, exist_ok=True)
        if not _is_private(runtime):
            raise Unavailable(
                tr("The folder “{folder}” does not belong to you alone.", folder=str(runtime)),
                what_now=tr("Remove it and start Nonet again."),
            )
    name = sha256(os.fsencode(root.resolve())).hexdigest()[:20]
    return runtime / f"nonet-{name}.sock"


def _is_private(folder: Path) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o077


def claim(paths: Paths, items: Sequence[str], *, patience: float = PATIENCE) -> DataLock | None:
    """The lock of the data folder, or None when the running copy has taken `items` over (then exit 0).

    A copy that is just starting or ending is waited for. Raises InUse or Unavailable with the sentence
    when there is one that does not answer within `patience` seconds. Needs no Qt event loop.
    """
    deadline = time.monotonic() + patience
    while True:
        try:
            return DataLock.acquire(paths.lock)
        except InUse as in_use:
            if hand_over(socket_path(paths.root, os.environ), items, deadline):
                return None
            if time.monotonic() >= deadline:
                raise _silent(in_use) from in_use
        time.sleep(_RETRY)


def _silent(in_use: InUse) -> Unavailable:
    process = in_use.holder.process
    return Unavailable(
        f"{in_use.sentence} {tr('It does not answer.')}",
        what_now=tr("Wait a moment and try again, or end process {process} first.", process=process)
        if process
        else tr("Wait a moment and try again."),
    )


def hand_over(where: Path, items: Sequence[str], deadline: float) -> bool:
    """Send `items` to the copy that listens at `where`; whether it said that it has them.

    `deadline` is on the monotonic clock. False also when nobody listens (any more): try again or give up.
    """
    import socket

    tokens = {name: os.environ[name] for name in _TOKENS if name in os.environ}
    message = json.dumps({"open": list(items), "tokens": tokens}).encode() + b"\n"
    if len(message) > MESSAGE_LIMIT:
        raise Unavailable(
            tr("These are too many files to hand to the open window at once."),
            what_now=tr("Add the folder they are in, or add them in parts."),
        )
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        try:
            line.settimeout(max(deadline - time.monotonic(), _RETRY))
            line.connect(str(where))
            line.sendall(message)
            answer = b""
            while not answer.endswith(b"\n"):
                line.settimeout(max(deadline - time.monotonic(), 0.001))
                part = line.recv(100)
                if not part:
                    return False
                answer += part
        except OSError as error:
            log.info("the running copy did not take the files: %s", error)
            return False
    return answer == b"taken\n"


class Instance(QObject):
    """The running copy: takes what later starts hand over. Lives on the Qt thread, after the lock is held.

    `opened(list[str])` brings absolute paths and links, possibly none: raise the window either way.
    """

    opened = Signal(object)

    def __init__(self, paths: Paths, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._root = paths.root
        self._guests: list[_Guest] = []
        self._server: QLocalServer | None = None

    @Slot()
    def listen_soon(self) -> None:
        """Listen after the first second, in which importing the network would hold Home up."""
        QTimer.singleShot(_SOON_MS, self, self.listen)

    @Slot()
    def listen(self) -> bool:
        """Begin to listen, in place of a copy that died; False (and in the log) if it cannot be.

        The app is complete without it: a second start is then told that this one does not answer. One that
        comes before has its patience.
        """
        from PySide6.QtNetwork import QLocalServer

        try:
            where = str(socket_path(self._root, os.environ))
        except Unavailable as problem:
            log.warning("cannot listen for second starts: %s", problem)
            return False
        self._server = server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._welcome)
        QLocalServer.removeServer(where)  # ours by the lock: whoever listened here is dead
        if server.listen(where):
            return True
        log.warning("cannot listen for second starts: %s", server.errorString())
        return False

    def close(self) -> None:
        """Stop listening and remove the socket."""
        if self._server is not None:
            self._server.close()
        for guest in list(self._guests):
            guest.leave()

    @Slot()
    def _welcome(self) -> None:
        while self._server is not None and self._server.hasPendingConnections():
            guest = _Guest(self._server.nextPendingConnection(), self)
            if len(self._guests) >= _GUESTS:
                guest.leave()
                continue
            self._guests.append(guest)
            guest.said.connect(self._hear)
            guest.left.connect(self._forget)
            guest.read()

    @Slot(object, object)
    def _hear(self, items: list[str], tokens: dict[str, str]) -> None:
        os.environ.update(tokens)  # what lets the window come to the front (xdg-activation, startup id)
        self.opened.emit(items)

    @Slot(object)
    def _forget(self, guest: _Guest) -> None:
        if guest in self._guests:
            self._guests.remove(guest)


class _Guest(QObject):
    """One second start: reads its one line, within the limits, and acknowledges it."""

    said = Signal(object, object)
    left = Signal(object)

    def __init__(self, line: QLocalSocket, parent: QObject) -> None:
        super().__init__(parent)
        self._line = line
        self._heard = bytearray()
        self._timer = QTimer(self, singleShot=True, interval=int(PATIENCE * 1000))
        self._timer.timeout.connect(self.leave)
        self._timer.start()
        line.setParent(self)
        line.setReadBufferSize(MESSAGE_LIMIT + 1)
        line.readyRead.connect(self.read)
        line.disconnected.connect(self.leave)

    @Slot()
    def read(self) -> None:
        self._heard += self._line.readAll().data()
        if len(self._heard) > MESSAGE_LIMIT:
            log.warning("a second start said more than %d bytes", MESSAGE_LIMIT)
            self.leave()
        elif self._heard.endswith(b"\n"):
            self._answer()

    def _answer(self) -> None:
        message = _parse(bytes(self._heard))
        self._heard.clear()
        if message is None:
            log.warning("a second start said something unintelligible")
            self.leave()
            return
        self.said.emit(*message)
        self._line.write(b"taken\n")
        self._line.flush()
        self._line.disconnectFromServer()

    @Slot()
    def leave(self) -> None:
        from PySide6.QtNetwork import QLocalSocket

        self._timer.stop()
        if self._line.state() != QLocalSocket.LocalSocketState.UnconnectedState:
            self._line.disconnected.disconnect(self.leave)
            self._line.abort()
        self.left.emit(self)
        self.deleteLater()


def _parse(line: bytes) -> tuple[list[str], dict[str, str]] | None:
    try:
        message = json.loads(line)
        items, tokens = message["open"], message["tokens"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        return None
    if not isinstance(tokens, dict):
        return None
    known = {name: tokens[name] for name in _TOKENS if isinstance(tokens.get(name), str)}
    return items, {name: value for name, value in known.items() if "\0" not in value}

"""Telling a person on their desktop: over the session bus where there is a notification server, else by
`notify-send`, else by whatever the window has (an icon in the tray).

The bus is talked to with jeepney, not QtDBus: from Python, Qt cannot write the unsigned number that the
interface wants (https://specifications.freedesktop.org/notification-spec/1.3).
"""

from __future__ import annotations

import html
import logging
import os
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal

from app.kernel.resources import resource
from app.kernel.tasks import Home
from models.core.text import tr

if TYPE_CHECKING:
    from jeepney.io.threading import DBusRouter

log = logging.getLogger(__name__)

_SERVER = ("/org/freedesktop/Notifications", "org.freedesktop.Notifications")
_ANSWERS_S = 2.0
_KEPT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What to tell. A later one of the same `key` takes the place of an earlier one; `link` is where a click
    leads."""

    key: str
    title: str
    text: str = ""
    link: str = ""
    sound: bool = False


class Backend(Protocol):
    """One way to tell. Called on a thread of its own, may block and raise `OSError`."""

    def show(self, note: Note) -> None: ...
    def close(self) -> None: ...


class BusBackend:
    """The freedesktop notification server, over the session bus. `clicked(link)` is told on any thread."""

    def __init__(self, clicked: Callable[[str], None], address: str | None = None) -> None:
        """Connects; raises OSError where there is no bus or no server on it."""
        from jeepney import DBusAddress, MatchRule, message_bus
        from jeepney.io.threading import DBusRouter, open_dbus_connection

        self._clicked = clicked
        self._ids: dict[str, int] = {}
        self._links: dict[int, str] = {}
        self._signals: queue.Queue[Any] = queue.Queue()
        self._there = DBusAddress(_SERVER[0], bus_name=_SERVER[1], interface=_SERVER[1])
        self._connection = open_dbus_connection(address or "SESSION")
        self._router: DBusRouter = DBusRouter(self._connection)
        try:
            self._markup = "body-markup" in self._call("GetCapabilities")[0]
            rule = MatchRule(type="signal", interface=_SERVER[1], path=_SERVER[0])
            self._filter = self._router.filter(rule, queue=self._signals)
            self._router.send_and_get_reply(message_bus.AddMatch(rule), timeout=_ANSWERS_S)
        except BaseException:
            self._disconnect()
            raise
        self._thread = threading.Thread(target=self._listen, name="desktop-notes", daemon=True)
        self._thread.start()

    def show(self, note: Note) -> None:
        """Ask the server to show it."""
        hints: dict[str, tuple[str, Any]] = {"desktop-entry": ("s", "nonet"), "urgency": ("y", 1)}
        if note.sound:
            hints["sound-name"] = ("s", "message-new-instant")
        else:
            hints["suppress-sound"] = ("b", True)
        text = html.escape(note.text, quote=False) if self._markup else note.text
        replaced = self._ids.get(note.key, 0)
        icon = str(resource("icons", "nonet.svg"))
        body = ("Nonet", replaced, icon, note.title, text, ["default", tr("Open")], hints, -1)
        (id_,) = self._call("Notify", "susssasa{sv}i", body)
        if len(self._links) >= _KEPT:
            self._links.clear()
            self._ids.clear()
        self._ids[note.key], self._links[id_] = id_, note.link

    def close(self) -> None:
        """Let go of the bus."""
        self._signals.put(None)
        self._thread.join()
        self._filter.close()
        self._disconnect()

    def _call(self, method: str, signature: str | None = None, body: tuple[Any, ...] = ()) -> Any:
        from jeepney import DBusErrorResponse, new_method_call
        from jeepney.wrappers import unwrap_msg

        message = new_method_call(self._there, method, signature, body)
        try:
            return unwrap_msg(self._router.send_and_get_reply(message, timeout=_ANSWERS_S))
        except DBusErrorResponse as error:
            raise OSError(f"the notification server refused: {error}") from error

    def _listen(self) -> None:
        from jeepney import HeaderFields

        while (message := self._signals.get()) is not None:
            if message.header.fields.get(HeaderFields.member) == "ActionInvoked":
                link = self._links.get(message.body[0], "")
                self._clicked(link)

    def _disconnect(self) -> None:
        self._router.close()
        self._connection.close()


class ProgramBackend:
    """`notify-send`, which can tell but not be clicked."""

    def __init__(self, program: str) -> None:
        self._program = program

    def show(self, note: Note) -> None:
        """Run it; what is told never becomes an option of it."""
        icon = f"--icon={resource('icons', 'nonet.svg')}"
        command = [
            self._program,
            "--app-name=Nonet",
            icon,
            "--",
            note.title,
            html.escape(note.text, quote=False),
        ]
        done = subprocess.run(command, check=False, timeout=10, capture_output=True)
        if done.returncode:
            raise OSError(f"notify-send ended with {done.returncode}")

    def close(self) -> None:
        """Nothing is held."""


def find_backend(clicked: Callable[[str], None]) -> Backend | None:
    """What this desktop offers; None for nothing. Blocks for a moment."""
    if sys.platform == "linux" and os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        try:
            return BusBackend(clicked)
        except (OSError, KeyError, ValueError) as error:
            log.info("no notification server: %s", error)
    program = shutil.which("notify-send")
    return ProgramBackend(program) if program and os.environ.get("DBUS_SESSION_BUS_ADDRESS") else None


class Desktop(QObject):
    """Tells on the desktop, on a thread of its own. `clicked(link)` on the Qt thread; `untold(Note)` where
    the desktop offers nothing, for an icon in the tray."""

    clicked = Signal(str)
    untold = Signal(object)

    def __init__(
        self, home: Home, find: Callable[[Callable[[str], None]], Backend | None] = find_backend
    ) -> None:
        super().__init__()
        self._home = home
        self._find = find
        self._backend: Backend | None = None
        self._looked = False
        self._pool: ThreadPoolExecutor | None = None

    def show(self, note: Note) -> None:
        """Tell; returns at once."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, thread_name_prefix="desktop")
        self._pool.submit(self._show, note)

    def _show(self, note: Note) -> None:
        if not self._looked:
            self._looked = True
            self._backend = self._find(self._was_clicked)
        if self._backend is not None:
            try:
                self._backend.show(note)
                return
            except (OSError, subprocess.SubprocessError) as error:
                log.info("the desktop could not be told: %s", error)
                self._let_go()  # the server may have been started anew: look again the next time
        self._home.post(lambda: self.untold.emit(note))

    def _was_clicked(self, link: str) -> None:
        self._home.post(lambda: self.clicked.emit(link))

    def _let_go(self) -> None:
        backend, self._backend, self._looked = self._backend, None, False
        if backend is not None:
            backend.close()

    def close(self) -> None:
        """End the threads."""
        if self._pool is not None:
            self._pool.submit(self._let_go)
            self._pool.shutdown(wait=True)

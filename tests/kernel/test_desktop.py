"""Telling on the desktop: over a real bus with a stand-in for the notification server, and without either."""

from __future__ import annotations

import queue
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.kernel.desktop import Backend, BusBackend, Desktop, Note, ProgramBackend, find_backend
from app.kernel.tasks import Home

jeepney = pytest.importorskip("jeepney", reason="jeepney is only there on Linux")

SERVER = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"


@pytest.fixture
def bus() -> Iterator[str]:
    """A session bus of its own; gives its address."""
    if shutil.which("dbus-daemon") is None:
        pytest.skip("there is no dbus-daemon here")
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1"], stdout=subprocess.PIPE, text=True
    )
    assert daemon.stdout is not None
    yield daemon.stdout.readline().strip()
    daemon.terminate()
    daemon.wait()
    daemon.stdout.close()


class Server:
    """Owns the name, answers as a desktop does, keeps what it was asked to show, and clicks."""

    def __init__(self, address: str) -> None:
        from jeepney.io.blocking import open_dbus_connection

        self.shown: queue.Queue[tuple[Any, ...]] = queue.Queue()
        self.refuses = False
        self._last = 0
        self._connection = open_dbus_connection(address)
        reply = self._connection.send_and_get_reply(jeepney.message_bus.RequestName(SERVER))
        assert reply.body[0] == 1
        self._orders: queue.Queue[Any] = queue.Queue()
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while not self._ends.is_set():
            while not self._orders.empty():
                self._connection.send(self._orders.get())
            try:
                message = self._connection.receive(timeout=0.05)
            except TimeoutError:
                continue
            member = message.header.fields.get(jeepney.HeaderFields.member)
            if member == "GetCapabilities":
                self._connection.send(jeepney.new_method_return(message, "as", (["body", "body-markup"],)))
            elif member == "Notify":
                self._notify(message)

    def _notify(self, message: Any) -> None:
        if self.refuses:
            self._connection.send(jeepney.new_error(message, f"{SERVER}.Error.Busy"))
            return
        self._last = message.body[1] or self._last + 1
        self._connection.send(jeepney.new_method_return(message, "u", (self._last,)))
        self.shown.put((self._last, *message.body))

    def click(self, id_: int) -> None:
        emitter = jeepney.DBusAddress(PATH, interface=SERVER)
        self._orders.put(jeepney.new_signal(emitter, "ActionInvoked", "us", (id_, "default")))

    def close(self) -> None:
        self._ends.set()
        self._thread.join()
        self._connection.close()


@pytest.fixture
def server(bus: str) -> Iterator[Server]:
    made = Server(bus)
    yield made
    made.close()


def note(**fields: Any) -> Note:
    return Note(**{"key": "a", "title": "Title", "link": "nonet://video", **fields})


def test_it_is_shown_clicked_and_replaced_over_the_bus(bus: str, server: Server) -> None:
    clicked: queue.Queue[str] = queue.Queue()
    backend = BusBackend(clicked.put, bus)
    try:
        backend.show(note(text="<b>5 & 6</b>", sound=True))
        id_, app, replaces, icon, title, text, actions, hints, _ = server.shown.get(timeout=5)
        assert (app, replaces, title, actions) == ("Nonet", 0, "Title", ["default", "Open"])
        assert text == "&lt;b&gt;5 &amp; 6&lt;/b&gt;", "what people write is no markup"
        assert Path(icon).is_file() and hints["sound-name"] == ("s", "message-new-instant")
        backend.show(note(title="Newer"))
        assert server.shown.get(timeout=5)[2] == id_, "the same key takes its place"
        server.click(id_)
        assert clicked.get(timeout=5) == "nonet://video"
    finally:
        backend.close()


def test_without_a_server_or_a_bus_there_is_no_backend(bus: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    for address in (bus, "unix:path=/nowhere", "nonsense"):
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        assert find_backend(lambda _: None) is None
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    assert find_backend(lambda _: None) is None


def test_a_click_comes_home_to_the_qt_thread(
    bus: str, server: Server, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus)
    desktop = Desktop(Home())
    try:
        desktop.show(note())
        with qtbot.waitSignal(desktop.clicked) as told:
            server.click(server.shown.get(timeout=5)[0])
        assert told.args == ["nonet://video"]
        server.refuses = True
        with qtbot.waitSignal(desktop.untold):
            desktop.show(note(title="Refused"))
        server.refuses = False
        desktop.show(note(title="Again"))
        assert server.shown.get(timeout=5)[4] == "Again", "it is looked for anew"
    finally:
        desktop.close()


def test_the_program_is_given_no_options_by_what_is_told(tmp_path: Path) -> None:
    program, seen = tmp_path / "notify-send", tmp_path / "seen"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {seen}\n')
    program.chmod(0o755)
    ProgramBackend(str(program)).show(note(title="--help", text="<i>"))
    assert seen.read_text().splitlines()[2:] == ["--", "--help", "&lt;i&gt;"]
    program.write_text("#!/bin/sh\nexit 1\n")
    with pytest.raises(OSError, match="ended with 1"):
        ProgramBackend(str(program)).show(note())


def test_where_nothing_is_there_the_window_is_asked(qtbot: QtBot) -> None:
    def nothing(_clicked: Callable[[str], None]) -> Backend | None:
        return None

    desktop = Desktop(Home(), nothing)
    with qtbot.waitSignal(desktop.untold) as told:
        desktop.show(note())
    assert told.args == [note()]
    desktop.close()
    Desktop(Home(), nothing).close()

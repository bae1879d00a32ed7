"""What a screen reader gets of Nonet: AT-SPI over a real bus, between two processes, on a virtual screen."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.shared import REPOSITORY

LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")
ROOT = "/org/a11y/atspi/accessible/root"
_SHOWING, _FOCUSABLE = 25, 11  # numbers of AT-SPI's states


@dataclass(frozen=True)
class Seen:
    """A thing as it is told: where it is on the bus, its role and name, and whether it is shown and can have
    the focus."""

    place: tuple[str, str]
    role: str
    name: str
    showing: bool
    focusable: bool


class Reader:
    """Walks what an application tells, presses, and hears what it announces."""

    def __init__(self, address: str) -> None:
        from jeepney.io.blocking import open_dbus_connection

        self._bus = open_dbus_connection(address)
        self.heard: list[str] = []
        self._listen()

    def close(self) -> None:
        self._bus.close()

    def _call(
        self, place: tuple[str, str], member: str, *said: Any, kind: str = "", interface: str = "Accessible"
    ) -> Any:
        from jeepney import DBusAddress, MessageType, new_method_call

        whole = interface if "." in interface else f"org.a11y.atspi.{interface}"
        address = DBusAddress(place[1], bus_name=place[0], interface=whole)
        call = new_method_call(address, member, kind or None, said)
        serial = next(self._bus.outgoing_serial)
        self._bus.send(call, serial=serial)
        from jeepney import HeaderFields

        while True:
            message = self._bus.receive(timeout=20)
            if message.header.fields.get(HeaderFields.member) == "Announcement":
                self.heard.append(message.body[3][1])
            elif message.header.fields.get(HeaderFields.reply_serial) == serial:
                if message.header.message_type is MessageType.error:
                    raise LookupError(message.body)
                return message.body[0] if message.body else None

    def _listen(self) -> None:
        from jeepney import MatchRule

        registry = "org.a11y.atspi.Registry"
        rule = MatchRule(type="signal", interface="org.a11y.atspi.Event.Object", member="Announcement")
        dbus = ("org.freedesktop.DBus", "/org/freedesktop/DBus")
        self._call(dbus, "AddMatch", rule.serialise(), kind="s", interface="org.freedesktop.DBus")
        place = registry, "/org/a11y/atspi/registry"
        self._call(place, "RegisterEvent", "Object:Announcement", kind="s", interface="Registry")

    def application(self, name: str) -> tuple[str, str]:
        """Where it is, as soon as it is there."""
        registry = ("org.a11y.atspi.Registry", ROOT)

        def found() -> list[tuple[str, str]]:
            return [each for each in self._children(registry) if self._name(each) == name]

        there: tuple[str, str] = until(found)[0]
        return there

    def _children(self, place: tuple[str, str]) -> list[tuple[str, str]]:
        return list(self._call(place, "GetChildren") or [])

    def _name(self, place: tuple[str, str]) -> str:
        said = ("org.a11y.atspi.Accessible", "Name")
        told = self._call(place, "Get", *said, kind="ss", interface="org.freedesktop.DBus.Properties")
        return str(told[1])

    def walk(self, place: tuple[str, str], most: int = 80) -> Iterator[Seen]:
        """All that is shown, `most` of each list."""
        try:
            low, high = self._call(place, "GetState")
            states = low | high << 32
            role, name = self._call(place, "GetRoleName"), self._name(place)
            children = self._children(place)[:most]
        except LookupError:
            return  # it has gone meanwhile
        seen = Seen(place, role, name, bool(states >> _SHOWING & 1), bool(states >> _FOCUSABLE & 1))
        yield seen
        if seen.showing or role == "application":
            for child in children:
                yield from self.walk(child, most)

    def press(self, there: Seen) -> None:
        """Do what is first among what can be done with it, as readers do."""
        self._call(there.place, "DoAction", 0, kind="i", interface="Action")


def until(look: Callable[[], Any], seconds: float = 30) -> Any:
    """What `look` finds as soon as it finds something. The bus has no signal for that something is drawn."""
    end = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)
    return found


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    """Nonet on a fresh folder and a screen of its own, and somebody who listens."""
    pytest.importorskip("jeepney", reason="jeepney is only there on Linux")
    launcher = next((each for each in LAUNCHERS if Path(each).exists()), None)
    wanted = {"at-spi2-core": launcher, **{each: shutil.which(each) for each in ("dbus-daemon", "Xvfb")}}
    if missing := [name for name, there in wanted.items() if not there]:
        pytest.skip(f"not here: {', '.join(missing)}")
    with ExitStack() as stack:
        address = _started(stack, ["dbus-daemon", "--session", "--nofork", "--print-address=1"])
        screen = _started(stack, ["Xvfb", "-displayfd", "1", "-screen", "0", "1440x900x24"])
        surroundings = {
            **os.environ, "DBUS_SESSION_BUS_ADDRESS": address, "DISPLAY": f":{screen}",
            "QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        }  # fmt: skip
        _start(stack, [str(launcher), "--launch-immediately"], surroundings)
        application = [sys.executable, "main.py", "--data", str(tmp_path / "data")]
        _start(stack, application, surroundings)
        made = Reader(_accessibility_bus(address))
        stack.callback(made.close)
        yield made


def _accessibility_bus(address: str) -> str:
    from jeepney import DBusAddress, new_method_call
    from jeepney.io.blocking import open_dbus_connection

    bus = DBusAddress("/org/a11y/bus", bus_name="org.a11y.Bus", interface="org.a11y.Bus")
    with open_dbus_connection(address) as session:

        def told() -> str:
            body = session.send_and_get_reply(new_method_call(bus, "GetAddress")).body
            return body[0] if body and str(body[0]).startswith("unix:") else ""

        return str(until(told))


def _start(stack: ExitStack, words: list[str], surroundings: dict[str, str] | None = None) -> Any:
    child = subprocess.Popen(
        words, env=surroundings, cwd=REPOSITORY, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    stack.callback(_end, child)
    return child


def _started(stack: ExitStack, words: list[str]) -> str:
    """Start it; its first line."""
    child = _start(stack, words)
    return str(child.stdout.readline().strip())


def _end(child: subprocess.Popen[str]) -> None:
    child.terminate()
    child.wait(20)
    if child.stdout is not None:
        child.stdout.close()

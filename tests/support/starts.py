"""Real processes of Nonet, told what to do over a pipe; and starts that need not become usable."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bootstrap import Nonet
from app.kernel.paths import prepare
from tests.support.house import House
from tests.support.shared import REPOSITORY

# Says what it sees and does what it is told: "close", or to rename the account over and over.
PROGRAM = """
import sys
from PySide6.QtCore import QSocketNotifier
from app import bootstrap
from models.accounts.commands import RenameAccount

def say(*words):
    print(*words, flush=True)

class Told(bootstrap.Nonet):
    def show(self):
        self.window.painted.connect(lambda: say("painted"))
        self.window.history.changed.connect(lambda: say("at", self.window.history.current))
        self.usable.connect(lambda: say("usable", self.services.session.account.name))
        self.listener = QSocketNotifier(0, QSocketNotifier.Type.Read, self)
        self.listener.activated.connect(self.hear)
        super().show()

    def hear(self):
        word = sys.stdin.readline().strip()
        if word == "close":
            self.window.close()
        elif word == "rename":
            self.rename(1)
        elif not word:
            self.listener.setEnabled(False)

    def rename(self, n):
        def done(verdict):
            say("kept", n)
            self.rename(n + 1)
        self.services.actor.send(RenameAccount, name=f"Ada {n}", done=done)

bootstrap.Nonet = Told
sys.exit(bootstrap.main(sys.argv[1:]))
"""


class Process:
    """One start in a process of its own."""

    def __init__(self, data: Path, *items: str) -> None:
        command = [sys.executable, "-c", PROGRAM, "--data", str(data), *items]
        self._told = data.parent / f"{uuid4()}.err"
        with self._told.open("wb") as errors:
            self.child = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                cwd=REPOSITORY,
            )

    def until(self, word: str) -> str:
        """Read until a line begins with this; the rest of that line. Fails where the process ends before."""
        assert self.child.stdout
        for line in self.child.stdout:
            if line.startswith(word):
                return line.removeprefix(word).strip()
        raise AssertionError(f"it ended without {word!r}: {self.wait()}, {self.errors}")

    def rest(self) -> list[str]:
        """The whole lines it wrote and nobody read, once it has ended."""
        assert self.child.stdout
        return [line for line in self.child.stdout if line.endswith("\n")]

    def tell(self, word: str) -> None:
        assert self.child.stdin
        self.child.stdin.write(f"{word}\n")
        self.child.stdin.flush()

    def wait(self, seconds: float = 30) -> int:
        """Its exit code."""
        return self.child.wait(seconds)

    @property
    def errors(self) -> str:
        """What it wrote to the terminal besides."""
        lines = self._told.read_text().splitlines()
        return "\n".join(line for line in lines if "This plugin does not support" not in line)

    def kill(self) -> None:
        """As a power cut for everything but the disk."""
        self.child.kill()
        self.child.wait()

    def end(self) -> None:
        self.kill()
        for pipe in (self.child.stdin, self.child.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


class Processes:
    """Starts processes on one data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._all: list[Process] = []

    def start(self, *items: str) -> Process:
        self._all.append(Process(self.data, *items))
        return self._all[-1]

    def end(self) -> None:
        for process in self._all:
            process.end()


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    """Real processes on a fresh data folder; none is left."""
    made = Processes(tmp_path / "data")
    yield made
    made.end()


class Start(House):
    """A start that shows a page instead of the workspaces, or is closed before anybody is there."""

    def start(self, *, somebody: bool = False) -> None:
        self.nonet = Nonet(prepare(self.folder))
        self.nonet.show()
        self.window.activateWindow()
        self.until(self.window.isActiveWindow)


@pytest.fixture
def data(tmp_path: Path, qtbot: QtBot) -> Path:
    """A data folder in which a person has two videos and a backup."""
    folder = tmp_path / "data"
    house = House(qtbot, folder)
    house.add_videos("Kept film", "Another")
    house.nonet.actions.run("data.back_up")
    house.until(lambda: list((folder / "backups").glob("*.db")))
    house.until(lambda: any("backed up" in notice.text for notice in house.nonet.notices.history))
    house.close()
    QApplication.processEvents()
    return folder

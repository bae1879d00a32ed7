"""Two starts on one data folder, with real processes: told, handed over, killed, stopped."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.kernel.instance import MESSAGE_LIMIT, PATIENCE, Instance, claim, hand_over, items_from, socket_path
from app.kernel.lock import DataLock, Holder, InUse
from app.kernel.paths import Paths, prepare
from models.core.errors import Unavailable
from tests.support.logfail import ExpectLog

RUNNING = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from app.kernel.instance import Instance, claim
from app.kernel.paths import Paths
application = QCoreApplication([])
paths = Paths(Path(sys.argv[1]))
lock = claim(paths, sys.argv[2:])
if lock is None:
    sys.exit(0)
instance = Instance(paths)
instance.opened.connect(lambda items: print(json.dumps(items), flush=True))
assert instance.listen()
print("ready", flush=True)
application.exec()
"""


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return prepare(tmp_path / "data")


@pytest.fixture
def started(paths: Paths) -> Iterator[list[subprocess.Popen[str]]]:
    children: list[subprocess.Popen[str]] = []
    yield children
    for child in children:
        child.kill()
        child.wait()
        assert child.stdout
        child.stdout.close()


def start(started: list[subprocess.Popen[str]], paths: Paths, *items: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", RUNNING, str(paths.root), *items]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    started.append(child)
    return child


def line(child: subprocess.Popen[str]) -> str:
    assert child.stdout
    return child.stdout.readline().strip()


def test_a_second_start_hands_over_and_ends(paths: Paths, started: list[subprocess.Popen[str]]) -> None:
    first = start(started, paths)
    assert line(first) == "ready"
    items = ["/videos/a\nb.mp4", "nonet://video/1", os.fsdecode(b"/raw/\xff.mkv"), "/é/🎬"]
    second = start(started, paths, *items)
    assert second.wait(20) == 0
    assert json.loads(line(first)) == items
    assert claim(paths, []) is None  # without files: the window is only raised
    assert json.loads(line(first)) == []
    assert socket_path(paths.root, os.environ).stat().st_mode & 0o077 == 0


def test_after_kill_9_the_next_start_takes_over(paths: Paths, started: list[subprocess.Popen[str]]) -> None:
    for _round in range(2):
        child = start(started, paths)
        assert line(child) == "ready"
        child.kill()
        assert child.wait() == -signal.SIGKILL
        assert socket_path(paths.root, os.environ).exists()  # stale: nobody tidied up
    lock = claim(paths, ["/a"])
    assert lock
    lock.release()


def test_a_copy_that_does_not_answer_is_told(paths: Paths, started: list[subprocess.Popen[str]]) -> None:
    child = start(started, paths)
    assert line(child) == "ready"
    child.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    with pytest.raises(Unavailable, match=f"already running.*{child.pid}.*does not answer") as told:
        claim(paths, ["/a"], patience=0.5)
    assert 0.4 < time.monotonic() - began < 5
    assert str(child.pid) in told.value.what_now
    child.send_signal(signal.SIGCONT)
    assert claim(paths, ["/b"]) is None


def test_a_copy_that_is_just_ending_is_waited_for(paths: Paths) -> None:
    held = DataLock.acquire(paths.lock)
    timer = threading.Timer(0.2, held.release)
    timer.start()
    with closing_lock(claim(paths, ["/a"])) as lock:
        assert lock
    timer.join()


class closing_lock:  # noqa: N801
    def __init__(self, lock: DataLock | None) -> None:
        self.lock = lock

    def __enter__(self) -> DataLock | None:
        return self.lock

    def __exit__(self, *args: object) -> None:
        if self.lock:
            self.lock.release()


def test_the_lock_says_who_holds_it_and_dies_with_its_holder(paths: Paths) -> None:
    code = "import sys; from pathlib import Path; from app.kernel.lock import DataLock\n"
    code += "lock = DataLock.acquire(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(paths.lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout
        assert child.stdout.readline() == b"held\n"
        with pytest.raises(InUse) as told:
            DataLock.acquire(paths.lock)
        assert told.value.holder == Holder(child.pid, socket.gethostname())
        assert str(child.pid) in told.value.sentence
        child.kill()
    with DataLock.acquire(paths.lock), pytest.raises(InUse):
        DataLock.acquire(paths.lock)
    DataLock.acquire(paths.lock).release()


def test_children_do_not_inherit_the_lock(paths: Paths) -> None:
    lock = DataLock.acquire(paths.lock)
    with subprocess.Popen(["sleep", "60"]) as child:
        lock.release()
        DataLock.acquire(paths.lock).release()
        assert child.poll() is None, "it lived while the lock was taken again"
        child.kill()


def test_a_lock_file_full_of_rubbish_still_locks(paths: Paths) -> None:
    paths.lock.write_bytes(b"\xff{rubbish")
    with DataLock.acquire(paths.lock):
        assert json.loads(paths.lock.read_text())["process"] == os.getpid()
    assert "another" not in InUse(Holder()).sentence
    assert "“elsewhere”" in InUse(Holder(1, "elsewhere")).sentence


@pytest.fixture
def instance(paths: Paths, qtbot: QtBot) -> Iterator[Instance]:
    made = Instance(paths)
    assert made.listen()
    yield made
    made.close()
    made.deleteLater()


def test_it_listens_within_the_patience_of_a_second_start(paths: Paths, qtbot: QtBot) -> None:
    """Whatever it does meanwhile: a record may be migrated for minutes."""
    made = Instance(paths)
    made.listen_soon()
    where, answers = socket_path(paths.root, os.environ), []  # type: tuple[Path, list[bytes]]
    with qtbot.waitSignal(made.opened, timeout=int(1000 * PATIENCE)):
        qtbot.waitUntil(where.exists, timeout=int(1000 * PATIENCE))
        thread = talk(paths, b'{"open": [], "tokens": {}}\n', answers)
    qtbot.waitUntil(lambda: not thread.is_alive())
    assert answers == [b"taken\n"]
    made.close()
    made.deleteLater()


def talk(paths: Paths, message: bytes, answers: list[bytes]) -> threading.Thread:
    def run() -> None:
        with closing(socket.socket(socket.AF_UNIX)) as line:
            line.settimeout(10)
            line.connect(str(socket_path(paths.root, os.environ)))
            try:
                line.sendall(message)
                answers.append(line.recv(100))
            except OSError:
                answers.append(b"")

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.parametrize(
    "message",
    [
        b"rubbish\n",
        b"[]\n",
        b'{"open": [1], "tokens": {}}\n',
        b'{"open": "text", "tokens": {}}\n',
        b'{"open": []}\n',
        b"[" * 100_000 + b"\n",
        b"x" * (MESSAGE_LIMIT + 100_000),
    ],
)
def test_what_is_no_message_is_dropped(
    instance: Instance, paths: Paths, qtbot: QtBot, message: bytes, expect_log: ExpectLog
) -> None:
    heard: list[object] = []
    instance.opened.connect(heard.append)
    answers: list[bytes] = []
    with expect_log("nonet.instance", "a second start said"):
        thread = talk(paths, message, answers)
        qtbot.waitUntil(lambda: bool(answers), timeout=10_000)
        thread.join()
    assert answers == [b""]
    assert heard == []
    answers.clear()
    thread = talk(paths, b'{"open": ["/a"], "tokens": {"PATH": "x"}}\n', answers)
    qtbot.waitUntil(lambda: bool(answers), timeout=10_000)
    thread.join()
    assert (answers, heard) == ([b"taken\n"], [["/a"]])
    assert os.environ["PATH"] != "x"


def test_silent_guests_do_not_keep_others_out(instance: Instance, paths: Paths, qtbot: QtBot) -> None:
    heard: list[object] = []
    instance.opened.connect(heard.append)
    silent = [socket.socket(socket.AF_UNIX) for _ in range(5)]
    for line in silent:
        line.connect(str(socket_path(paths.root, os.environ)))
    answers: list[bytes] = []
    thread = talk(paths, b'{"open": [], "tokens": {}}\n', answers)
    qtbot.waitUntil(lambda: bool(answers), timeout=10_000)
    thread.join()
    for line in silent:
        line.close()
    assert heard == [[]]
    qtbot.waitUntil(lambda: not instance._guests, timeout=10_000)


def test_too_much_to_hand_over_is_told(paths: Paths) -> None:
    with pytest.raises(Unavailable, match="too many"):
        hand_over(paths.root / "socket", ["x" * MESSAGE_LIMIT], time.monotonic() + 1)


def test_arguments_mean_the_same_in_another_process(tmp_path: Path) -> None:
    (tmp_path / "odd:name.mp4").touch()
    arguments = ["a.mp4", "/b/../c.mp4", "file:///d%20e.mp4", "nonet://video/1", "odd:name.mp4", ""]
    assert items_from(arguments, tmp_path) == [
        str(tmp_path / "a.mp4"),
        "/c.mp4",
        "/d e.mp4",
        "nonet://video/1",
        str(tmp_path / "odd:name.mp4"),
    ]


def test_the_socket_is_where_only_its_owner_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / ("x" * 200)
    private = tmp_path / "run"
    private.mkdir(mode=0o700)
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    if len(os.fsencode(private)) <= 60:
        assert socket_path(deep, {"XDG_RUNTIME_DIR": str(private)}).parent == private
    private.chmod(0o755)
    fallback = tmp_path / f"nonet-{os.geteuid()}"
    assert socket_path(deep, {"XDG_RUNTIME_DIR": str(private)}).parent == fallback
    assert fallback.stat().st_mode & 0o777 == 0o700
    assert socket_path(deep, {}) != socket_path(tmp_path, {})
    fallback.chmod(0o777)  # as if someone else had made it first
    with pytest.raises(Unavailable, match="does not belong to you alone"):
        socket_path(deep, {})

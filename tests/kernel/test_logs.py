"""The log and the diagnostics: everything that goes wrong, no secrets, nothing personal."""

from __future__ import annotations

import json
import logging
import re
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from app.kernel.diagnostics import export, impersonal, safe_settings
from app.kernel.logs import FILES, Logs, never_log, redact
from app.kernel.paths import Paths, prepare
from models.core.errors import Unavailable


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return prepare(tmp_path / "data")


FAULTS = """
import ctypes, gc, logging, os, sys, threading, warnings
from pathlib import Path
from app.kernel.logs import Logs
logs = Logs(Path(sys.argv[1]))
logs.take_qt_messages()
from PySide6.QtCore import qWarning
qWarning("a Qt message")
def fail(): raise ValueError("in a thread")
thread = threading.Thread(target=fail, name="worker-7"); thread.start(); thread.join()
class Bad:
    def __del__(self): raise KeyError("while collected")
Bad(); gc.collect()
warnings.warn("a warning")
logging.getLogger("nonet.x").info("line one\\n2026-11-22T00:00:00.000Z INFO forged")
if sys.argv[2] == "die":
    ctypes.string_at(0)
raise RuntimeError("token=abcdefghijkl at the end")
"""


def run(paths: Paths, how: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-c", FAULTS, str(paths.logs), how], capture_output=True, text=True, check=False
    )
    return done.returncode, (paths.logs / "nonet.log").read_text()


def test_everything_uncaught_is_in_the_log(paths: Paths) -> None:
    code, text = run(paths, "raise")
    assert code == 1
    assert "WARNING qt.default [MainThread] a Qt message" in text
    assert "uncaught in thread worker-7" in text
    assert "ValueError: in a thread" in text
    assert "KeyError: 'while collected'" in text
    assert "UserWarning: a warning" in text
    assert "RuntimeError: token=[hidden] at the end" in text
    starts = [line for line in text.splitlines() if not line.startswith("    ")]
    assert all(
        re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z [A-Z]+ [\w.]+ \[[\w-]+\] ", one) for one in starts
    )
    assert not any("forged" in one for one in starts)


def test_a_crash_inside_a_library_leaves_its_stacks(paths: Paths) -> None:
    code, _text = run(paths, "die")
    assert code == -signal.SIGSEGV
    assert "string_at" in (paths.logs / "faults.log").read_text()


def test_the_log_turns_over(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.kernel.logs.FILE_SIZE", 2000)
    (paths.logs / "faults.log").write_bytes(b"x" * 3000)
    logs = Logs(paths.logs)
    for n in range(200):
        logging.getLogger("nonet.test").info(
            "line %d %s", n, "\udcff" * 3
        )  # undecodable names do not stop it
    logs.close()
    files = list(paths.logs.glob("nonet.log*"))
    assert len(files) == FILES
    assert all(2000 <= path.stat().st_size < 2200 for path in files if path.name != "nonet.log")
    assert "line 199" in (paths.logs / "nonet.log").read_text()
    assert (paths.logs / "faults.log").stat().st_size == 0


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("password=hunter22 and more", "hunter22"),
        ("{'password': 'two words', 'a': 1}", "two words"),
        ('{"api_key": "k-123456"}', "k-123456"),
        ("Authorization: Bearer abc.def-ghi", "abc.def-ghi"),
        ("header bearer abcdefgh12345", "abcdefgh12345"),
        ("https://ana:hunter22@example.org/x", "hunter22"),
        ("nonet_" + "A" * 43, "A" * 43),
        ("got $argon2id$v=19$m=65536$abc", "m=65536"),
        ("-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----", "MIIE"),
        ("session_token: xyz123", "xyz123"),
        ("a known-secret-value here", "known-secret-value"),
    ],
)
def test_secrets_are_hidden(text: str, secret: str) -> None:
    never_log("known-secret-value")
    assert secret not in redact(text)
    assert "[hidden]" in redact(text)


@pytest.mark.parametrize("text", ["took 3 s", "https://example.org/a@b", "12 tokens were sent", "passed: 3"])
def test_what_is_no_secret_stays(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(
    "text", ["a-" * 500_000, "a" * 1_000_000, "token" * 200_000, "'/" * 100_000, "a:/" * 300_000]
)
def test_a_hostile_line_is_hidden_quickly(text: str, tmp_path: Path) -> None:
    began = time.process_time()
    redact(text)
    impersonal(text[:200_000], tmp_path)
    assert time.process_time() - began < 5


def test_a_log_is_made_impersonal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/users/ana")
    monkeypatch.setenv("USER", "annabelle")
    here = Path(__file__).resolve().parents[2]
    text = (
        f'  File "{here}/app/kernel/logs.py", line 3, in run\n'
        "FileNotFoundError: [Errno 2] No such file: '/users/ana/My Videos/Holiday with Bob.mp4'\n"
        "reading /mnt/disk/secret-film.mkv, then “Birthday” of annabelle <a.b@example.org>\n"
        f"{tmp_path}/blobs/ab is full; took 3/4 s at https://127.0.0.1/x"
    )
    shown = impersonal(text, tmp_path)
    for word in (
        "Holiday",
        "Videos",
        "secret-film",
        "Birthday",
        "annabelle",
        "example.org",
        "/users/ana",
        "disk",
    ):
        assert word not in shown
    for word in ("<app>/app/kernel/logs.py", "line 3", "~/….mp4", "….mkv", "<data>/blobs/ab", "3/4 s"):
        assert word in shown


def test_settings_tell_no_secrets_and_nothing_typed() -> None:
    given = {
        "theme": "dark",
        "name": "Ana",
        "volume": 0.5,
        "api_key": "k",
        "recent": ["a", "b"],
        "on": True,
        "x": None,
    }
    assert safe_settings(given, choices={"theme"}) == {
        "theme": "dark",
        "name": {"characters": 3},
        "volume": 0.5,
        "api_key": "[hidden]",
        "recent": {"entries": 2},
        "on": True,
        "x": None,
    }


def test_the_diagnostics_say_what_helps_and_no_more(paths: Paths, tmp_path: Path) -> None:
    with closing(sqlite3.connect(paths.record)) as connection:
        connection.execute("CREATE TABLE video (title TEXT)")
        connection.execute("INSERT INTO video VALUES ('Holiday with Bob')")
        connection.commit()
        (paths.logs / "nonet.log").write_text(f"could not read '{Path.home()}/Holiday.mp4' password=hunter22")
        (paths.blobs / "b").write_bytes(b"12345")
        target = export(paths, tmp_path / "d.zip", settings={"name": "Ana"}, versions={"ffmpeg": "7.1"})
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert json.loads(parts["versions.json"])["ffmpeg"] == "7.1"
    assert json.loads(parts["databases.json"])["record.db"]["rows"] == {"video": 1}
    assert json.loads(parts["databases.json"])["record.db"]["integrity"] == ["ok"]
    assert json.loads(parts["databases.json"])["cache.db"]["integrity"] == ["missing"]
    assert json.loads(parts["disk.json"])["blobs"] == {"files": 1, "bytes": 5}
    everything = "".join(parts.values())
    for word in ("Holiday", "Bob", "hunter22", "Ana", str(tmp_path)):
        assert word not in everything
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    with pytest.raises(Unavailable):
        export(paths, tmp_path / "nowhere" / "d.zip", settings={})

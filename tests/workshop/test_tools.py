"""The set-up scripts and the lock: what they find missing, what they say, and that the lock is whole."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.shared import REPOSITORY

PINNED = re.compile(r"^([a-z0-9-]+)==([^\s;]+)(?: ; [^\\]+)?(?: \\)?$", re.MULTILINE)


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(REPOSITORY / "tools"))
    return importlib.import_module("system")


@pytest.fixture
def setup(monkeypatch: pytest.MonkeyPatch, system: ModuleType, tmp_path: Path) -> ModuleType:
    """The module, working in a folder of its own, with its commands noted instead of run."""
    module = importlib.import_module("setup")
    python = tmp_path / ".venv/bin/python"
    calls: list[str] = []

    def call(*command: object) -> None:
        calls.append("venv" if "--clear" in command else str(command[-1]))
        python.parent.mkdir(parents=True, exist_ok=True)
        python.touch()

    files = {"run": tmp_path / "run.txt", "dev": tmp_path / "dev.txt"}
    for name, file in files.items():
        file.write_text(name)
    fakes = {"_call": call, "PYTHON": python, "_STAMP": python.with_name("stamp"), "_REQUIREMENTS": files}
    for name, value in fakes.items():
        monkeypatch.setattr(module, name, value)
    monkeypatch.setattr(module, "calls", calls, raising=False)
    return module


def locked(name: str) -> dict[str, str]:
    return dict(PINNED.findall((REPOSITORY / name).read_text(encoding="utf-8")))


def test_first_set_up_makes_the_environment_and_the_second_does_nothing(
    setup: ModuleType, tmp_path: Path
) -> None:
    for _ in range(2):
        setup.ensure_environment("run")
        assert setup.calls == ["venv", str(tmp_path / "run.txt")]


def test_checks_add_to_what_running_has_made(setup: ModuleType, tmp_path: Path) -> None:
    setup.ensure_environment("run")
    setup.calls.clear()
    setup.ensure_environment("dev")
    setup.ensure_environment("run")
    assert setup.calls == [str(tmp_path / "dev.txt")]


def test_a_changed_lock_gets_a_fresh_environment(setup: ModuleType, tmp_path: Path) -> None:
    setup.ensure_environment("dev")
    setup.calls.clear()
    (tmp_path / "run.txt").write_text("changed")
    (tmp_path / "dev.txt").write_text("changed")
    setup.ensure_environment("dev")
    assert setup.calls == ["venv", str(tmp_path / "dev.txt")]


def test_an_interrupted_set_up_is_begun_afresh(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    whole = setup._call
    monkeypatch.setattr(setup, "_call", interrupted)
    with pytest.raises(KeyboardInterrupt):
        setup.ensure_environment("run")
    monkeypatch.setattr(setup, "_call", whole)
    setup.ensure_environment("run")
    assert setup.calls[0] == "venv"


def test_what_is_missing_is_seen(system: ModuleType) -> None:
    there = [system.Need("program:sh", "dash", "", ""), system.Need("font:", "fonts", "", "")]
    absent = [system.Need("lib:libnonet.so.9", "a", "", ""), system.Need("vlc:codec/none.so", "b", "", "")]
    assert system.missing([*there, *absent]) == absent


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="packages of the system are Linux's matter")
@pytest.mark.parametrize(
    ("manager", "command"),
    [
        ("apt-get", "apt-get install .* libegl1"),
        ("dnf", "dnf install .* libglvnd-egl"),
        ("pacman", "pacman -S .* libglvnd"),
    ],
)
def test_without_the_right_to_install_it_says_what_to_type(
    system: ModuleType, monkeypatch: pytest.MonkeyPatch, manager: str, command: str
) -> None:
    monkeypatch.setattr(system.shutil, "which", lambda name: f"/usr/bin/{name}" if name == manager else None)
    monkeypatch.setattr(system.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(system, "_shared_libraries", frozenset)
    with pytest.raises(system.Missing, match=f"(?s)as root.*{command}"):
        system.provide(system.WINDOW)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="packages of the system are Linux's matter")
def test_missing_video_parts_do_not_stop_the_start(
    system: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(system.shutil, "which", lambda name: f"/usr/bin/{name}" if name == "dnf" else None)
    monkeypatch.setattr(system, "_shared_libraries", frozenset)
    system.provide([system.VIDEO[0]])
    assert "dnf install -y vlc-libs" in capsys.readouterr().out


def test_an_unknown_task_is_told() -> None:
    command = ["sh", str(REPOSITORY / "tools/python.sh"), "tools/tasks.py", "fly"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr[:6]) == (2, "Tasks:")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_pin_has_hashes_and_no_source(name: str) -> None:
    lines = (REPOSITORY / name).read_text(encoding="utf-8").splitlines()
    assert all(re.match(r"[a-z0-9-]+==|    --hash=sha256:[0-9a-f]{64}", line) for line in lines)
    assert all(lines[n + 1].startswith("    --hash") for n, line in enumerate(lines) if "==" in line)


def test_the_lock_is_what_the_project_asks_for() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    run, dev = locked("requirements.txt"), locked("requirements-dev.txt")
    asked = [(run, text) for text in project["project"]["dependencies"]]
    asked += [(dev, text) for text in project["dependency-groups"]["dev"]]
    for lock, text in asked:
        wanted = Requirement(text)
        version = lock.get(canonicalize_name(wanted.name))
        assert version is not None and wanted.specifier.contains(version), f"{text}: make lock"
    assert run.items() <= dev.items(), "both locks pin the same versions"

"""Make the project's own environment in .venv from the pinned and hashed requirements, once."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import system

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
_STAMP = VENV / "made-from"
_REQUIREMENTS = {"run": ROOT / "requirements.txt", "dev": ROOT / "requirements-dev.txt"}


def ensure_environment(level: str) -> Path:
    """The interpreter of .venv with everything of `level` ("run", or "dev", which holds "run") installed.

    The stamp in .venv says what it was made from. A changed lock or Python gets a fresh environment, so that
    nothing is left over; adding "dev" to an unchanged "run" only adds.
    """
    wanted = {name: _fingerprint(path) for name, path in _REQUIREMENTS.items()}
    made = _read_stamp()
    if made.get(level) == wanted[level] or made.get("dev") == wanted["dev"]:
        return PYTHON
    if made.get("run") != wanted["run"]:
        _make_fresh()
    requirements = _REQUIREMENTS[level]
    print(
        f"Installing the Python packages of {requirements.name} into .venv (up to 400 MB, once) …", flush=True
    )
    _call(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input",
          "--only-binary", ":all:", "--require-hashes", "--requirement", requirements)  # fmt: skip
    made = {"run": wanted["run"]} | ({"dev": wanted["dev"]} if level == "dev" else {})
    _STAMP.write_text("".join(f"{name} {value}\n" for name, value in made.items()), encoding="utf-8")
    return PYTHON


def _fingerprint(requirements: Path) -> str:
    made_of = requirements.read_bytes() + f"{sys.version}{sys.base_prefix}{VENV}".encode()
    return hashlib.sha256(made_of).hexdigest()


def _read_stamp() -> dict[str, str]:
    if not (_STAMP.exists() and PYTHON.exists()):
        return {}
    return dict(line.split(" ", 1) for line in _STAMP.read_text(encoding="utf-8").splitlines())


def _make_fresh() -> None:
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        system.install_venv_module()
    print(f"Making .venv with Python {sys.version.split()[0]} …", flush=True)
    _call(_base_interpreter(), "-m", "venv", "--clear", VENV)


def _base_interpreter() -> str:
    """The Python outside of .venv: an environment is not made with the one it replaces."""
    return str(getattr(sys, "_base_executable", sys.executable))


def _call(*command: str | Path) -> None:
    done = subprocess.run([str(part) for part in command], cwd=ROOT, check=False)
    if done.returncode:
        raise system.Missing("This did not work; what it printed above says why. A second try starts afresh.")

"""The test support itself: what a careless test leaves behind fails it, and the message says what and where.

The careless tests (samples/) run in a process of their own, with this repository's settings.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import keyring
import pytest
from keyring.errors import PasswordDeleteError
from PySide6.QtCore import QStandardPaths

from tests.support.reports import printable
from tests.support.shared import REPOSITORY

SAMPLES = Path(__file__).parent / "samples"
WHY = {
    "test_thread": ("forgotten", "in test_thread"),
    "test_timer": ("QTimer, made or started at", "in test_timer"),
    "test_single_shot": ("QTimer.singleShot due in", "in test_single_shot"),
    "test_animation": ("QVariantAnimation, made or started at", "in test_animation"),
    "test_widget": ("Forgotten titled 'Still here', made", "in test_widget"),
    "test_builtin_widget": ("QLabel, made", "in test_builtin_widget"),
    "test_log": ("WARNING models.video", "odd thing"),
    "test_log_in_thread": ("ERROR app", "from afar"),
    "test_log_in_teardown": ("ERROR app", "while closing"),
    "test_expected_log_that_does_not_come": ("expected a log record of models.video", "none"),
    "test_qt_warning": ("QtWarningMsg: a warning of Qt",),
    "test_qt_warning_in_teardown": ("a late warning of Qt",),
    "test_python_warning": ("UserWarning: a warning of Python",),
    "test_exception_in_slot": ("RuntimeError: in a slot",),
}


def run_sample(folder: Path, name: str) -> str:
    """Run a sample module under this repository's conftest and settings; what pytest printed."""
    shutil.copy(SAMPLES / name, folder)
    (folder / "conftest.py").write_text("from tests.conftest import pytest_plugins\n", encoding="utf-8")
    settings = REPOSITORY / "pyproject.toml"
    command: list[str | Path] = [sys.executable, "-m", "pytest", "-c", settings, "--rootdir", folder, name]
    command += ["-p", "no:cacheprovider", "-p", "no:xdist", "--tb=short", "-rA", "--color=no"]
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY), "COLUMNS": "200"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def careless(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What pytest told of each careless test that failed."""
    printed = run_sample(tmp_path_factory.mktemp("careless"), "careless_tests.py")
    parts = re.split(r"^_+ (?:ERROR at teardown of )?(test_\w+) _+$", printed, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("test", WHY)
def test_careless_test_fails_and_says_why(careless: dict[str, str], test: str) -> None:
    assert test in careless, f"{test} did not fail"
    for words in WHY[test]:
        assert words in careless[test]


def test_every_sample_is_looked_at() -> None:
    written = re.findall(r"^def (test_\w+)", (SAMPLES / "careless_tests.py").read_text("utf-8"), re.MULTILINE)
    assert set(written) == set(WHY)


def test_careful_tests_pass(tmp_path: Path) -> None:
    assert re.search(
        r"=+ 7 passed in [^,]*=+$", printed := run_sample(tmp_path, "careful_tests.py").strip()
    ), printed


def test_nobodys_data_is_touched() -> None:
    home = Path.home()
    assert home.name.startswith("nonet-test-home-")
    for place in QStandardPaths.StandardLocation:
        assert Path(QStandardPaths.writableLocation(place)).is_relative_to(home.parent)


def test_secrets_go_to_memory_and_are_forgotten() -> None:
    keyring.set_password("nonet", "ada", "secret")
    assert keyring.get_password("nonet", "ada") == "secret"
    sys.modules["tests.support.memory_keyring"].forget()
    assert keyring.get_password("nonet", "ada") is None
    with pytest.raises(PasswordDeleteError):
        keyring.delete_password("nonet", "ada")


def test_a_name_that_is_no_text_does_not_stop_the_run() -> None:
    assert printable({"sections": [("log", "caf\udce9 é")], "n": 1}) == {
        "sections": [("log", r"caf\udce9 é")],
        "n": 1,
    }

"""The tour as a real process: it goes well, leaves pictures and a report, and fails where a step does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage

ROOT = Path(__file__).resolve().parents[2]
_PLANT = """
import sys
from app import bootstrap
from app.tour.driver import Until
from app.tour.home import HomeTour

def never(self):
    yield Until(lambda: False, "what never comes", 0.2)

HomeTour._filled = never
sys.exit(bootstrap.main(["--tour", sys.argv[1], "--only", "home"]))
"""


def walk(folder: Path, *command: str) -> tuple[int, dict[str, Any], str]:
    """Run the tour of Home offscreen with a home of its own; its exit code, its report, what it printed."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(folder / "nobody")}
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240
    )
    report = folder / "tour" / "tour.json"
    assert report.exists(), done.stderr
    return done.returncode, json.loads(report.read_text(encoding="utf-8")), done.stderr


def test_the_tour_of_home_goes_well_and_leaves_pictures(tmp_path: Path) -> None:
    code, report, errors = walk(tmp_path, "main.py", "--tour", str(tmp_path / "tour"), "--only", "home")
    failed = [step for step in report["steps"] if not step["ok"]]
    assert (code, failed) == (0, []), errors
    assert report["ok"]
    names = [step["name"] for step in report["steps"]]
    assert names[1:5] == ["home-empty", "account", "drag-over-home", "dropped"]
    homes = [step for step in report["steps"] if step["name"] == "home"]
    assert [step["look"] for step in homes] == [
        "dark-1440x900", "light-1440x900", "dark-900x600", "light-900x600"
    ]  # fmt: skip
    for step in report["steps"]:
        assert step["seconds"] >= 0
        if step["picture"]:
            picture = QImage(str(tmp_path / "tour" / step["picture"]))
            width, height = (int(part) for part in step["look"].split("-")[1].split("x"))
            assert (picture.width(), picture.height()) == (width, height), step["picture"]
    assert not (tmp_path / "nobody").exists(), "the tour touched the person's own folders"


def test_a_step_that_fails_fails_the_tour(tmp_path: Path) -> None:
    code, report, _ = walk(tmp_path, "-c", _PLANT, str(tmp_path / "tour"))
    assert code == 1
    assert not report["ok"]
    failed = {step["name"]: step["error"] for step in report["steps"] if not step["ok"]}
    assert set(failed) == {"home"}
    assert "what never comes" in failed["home"]

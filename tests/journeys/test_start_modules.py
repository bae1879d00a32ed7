"""What a start must not wait for: modules that neither the first picture nor Home needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import worlds

SCRIPT = """
import json, sys
from app.start import lighten
lighten()
from app import bootstrap

class Watched(bootstrap.Nonet):
    def show(self):
        self.window.painted.connect(lambda: print(json.dumps(sorted(sys.modules))))
        self.usable.connect(self.tell)
        super().show()

    def tell(self):
        print(json.dumps(sorted(sys.modules)))
        self.window.close()

bootstrap.Nonet = Watched
raise SystemExit(bootstrap.main(["--data", sys.argv[1]]))
"""

NOT_BEFORE_THE_FIRST_PICTURE = {
    "PySide6.QtNetwork", "controllers.accounts", "hashlib", "models.core.registry", "models.core.tables",
    "msgspec", "pickle", "socket", "sqlalchemy", "sqlite3", "views.video",
}  # fmt: skip
NOT_BEFORE_HOME = {
    "alembic", "argon2", "asyncio", "av", "controllers.video.editing",
    "controllers.video.player", "controllers.video.watching", "cryptography", "http",
    "importlib.metadata", "keyring", "logging.handlers", "models.accounts.commands",
    "models.accounts.two_factor", "models.handlers", "models.schema", "models.video.commands",
    "models.video.jobs", "models.video.watch_commands", "multiprocessing", "numpy", "pyqtgraph",
    "sqlalchemy.orm", "urllib.request", "views.video.delegates", "views.video.workspace", "vlc",
}  # fmt: skip
# The bell counts, and an empty Home offers the sample world.
HOME_IS_MADE_OF = {
    "accounts", "blobs", "core", "migrations", "notifications", "sample", "video",
}  # fmt: skip


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> list[set[str]]:
    """The modules that are there when the window is painted, and when somebody is at Home."""
    folder = tmp_path_factory.mktemp("data")
    worlds.library(folder, 10, posters=2)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(folder)],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
    )
    return [set(json.loads(line)) for line in done.stdout.splitlines()]


def test_the_first_picture_waits_for_no_record(loaded: list[set[str]]) -> None:
    assert loaded[0] & NOT_BEFORE_THE_FIRST_PICTURE == set()


def test_home_waits_for_nothing_it_does_not_show(loaded: list[set[str]]) -> None:
    assert loaded[1] & (NOT_BEFORE_HOME) == set()


def test_home_waits_for_no_other_domain(loaded: list[set[str]]) -> None:
    domains = {name.split(".")[1] for name in loaded[1] if name.startswith("models.") and name.count(".") > 1}
    assert domains - HOME_IS_MADE_OF == set(), "import it where it is used; see docs/architecture.md"
    assert {"video", "core"} <= domains

"""Empty records at the newest version, migrated once for all tests of a process."""

from __future__ import annotations

import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from models.migrations import migrate


@cache
def _migrated() -> Path:
    path = Path(tempfile.mkdtemp(dir=os.environ["HOME"]), "record.db")
    migrate(path)
    return path


def put_empty(folder: Path) -> Path:
    """Put an empty record into a folder, which is made; gives its path."""
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copyfile(_migrated(), folder / "record.db"))

"""What registers itself by being imported: all of it is found, and none of it is waited for at the start."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import models

_REGISTERS = re.compile(r"^(@handles\(|@answers\(|@tells\b|register\()", re.MULTILINE)


def test_every_module_that_registers_something_is_gathered() -> None:
    root = Path(models.__file__).parent
    found = {
        ".".join(("models", *path.relative_to(root).with_suffix("").parts))
        for path in root.rglob("*.py")
        if _REGISTERS.search(path.read_text())
    }
    script = "import sys, models.handlers; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert len(found) > 5
    assert found - set(done.stdout.split()) == set()


def test_a_follow_up_is_run_in_a_process_that_knows_only_its_name() -> None:
    """Its command's module is imported for its name, by the dispatcher that finds it waiting."""
    script = """
from models.core.database import memory_engine
from models.core.dispatcher import Dispatcher
from models.core.registry import REGISTRY
from models.core.tables import Base, FollowUp
from sqlalchemy import insert
from uuid import UUID
assert "video.queue.clear" not in REGISTRY.commands
engine = memory_engine()
one = str(UUID(int=1))
payload = '{"id": "%s", "space_id": "%s", "actor": "%s", "at": "2026-01-01T00:00:00Z"}' % (one, one, one)
with engine.connect() as connection:
    with connection.begin():
        Base.metadata.create_all(connection)
        row = {"space_id": UUID(int=1), "id": UUID(int=1), "name": "video.queue.clear", "version": 1}
        connection.execute(insert(FollowUp.__table__), [row | {"payload": payload}])
    print(*Dispatcher().pending(connection))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("ClearQueue(")

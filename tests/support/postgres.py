"""A PostgreSQL server of the tests' own: a folder, a Unix socket, no network, gone at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    if initdb is None:
        pytest.skip("PostgreSQL is not installed")
    return Path(initdb).parent


def _as_somebody() -> tuple[list[str], int]:
    """The words that run a program as somebody else than root (which PostgreSQL refuses), and who that is."""
    if os.geteuid():
        return [], os.geteuid()
    try:
        who = pwd.getpwnam("postgres")
    except KeyError:
        pytest.skip("PostgreSQL does not run as root, and there is no user postgres")
    runuser = shutil.which("runuser")
    if runuser is None:
        pytest.skip("PostgreSQL does not run as root, and there is no runuser")
    return [runuser, "-u", "postgres", "--"], who.pw_uid


@pytest.fixture(scope="session")
def postgres() -> Iterator[URL]:
    """A fresh server; the test is skipped with a reason where there can be none."""
    pytest.importorskip("psycopg")
    programs, (somebody, uid) = _programs(), _as_somebody()
    with tempfile.TemporaryDirectory(prefix="nonet-pg-", ignore_cleanup_errors=True) as name:
        os.chown(name, uid, -1)
        data = f"{name}/data"

        def run(program: str, *words: str) -> None:
            whole = [*somebody, str(programs / program), *words]
            subprocess.run(whole, check=True, cwd=name, stdout=subprocess.DEVNULL, timeout=60)

        run("initdb", "-D", data, "-A", "trust", "-U", "nonet", "--no-sync", "-E", "UTF8", "--locale=C")
        options = f"-k {name} -c listen_addresses= -c fsync=off"
        run("pg_ctl", "-D", data, "-w", "-l", f"{name}/log", "-o", options, "start")
        try:
            yield URL.create(
                "postgresql+psycopg", username="nonet", database="postgres", query={"host": name}
            )
        finally:
            run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")

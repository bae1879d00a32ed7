"""docs/features.md is true: one row for every id, a real test behind every row that claims something."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.shared import REPOSITORY, SHARED

SPECIFICATION = SHARED / "spec"
STATE = re.compile(r"done|not yet|partly: .+")
TEST = re.compile(r"tests/[\w/]+\.py(?:::\w+)*")


class Row(NamedTuple):
    id: str
    what: str
    where: str
    command: str
    test: str
    state: str

    @property
    def tests(self) -> list[str]:
        return TEST.findall(self.test)


def read_rows(text: str) -> list[Row]:
    """The rows of every table of the page, without heads and rules."""
    lines = [line.strip() for line in text.splitlines() if re.match(r"\| *[A-Z]\d+ *\|", line)]
    return [Row(*(cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1])) for line in lines]


def faults(row: Row) -> list[str]:
    """What is not right about one row, as sentences."""
    told = []
    if not STATE.fullmatch(row.state):
        told.append(
            f"{row.id}: its state is {row.state!r}, not «done», «partly: what is missing» or «not yet»"
        )
    if row.state == "done" and not row.tests:
        told.append(f"{row.id} is done, but names no test")
    if row.state == "done" and not (row.where and row.command):
        told.append(f"{row.id} is done, but does not say where it is and what is behind it")
    if not row.what:
        told.append(f"{row.id} does not say what a person can do")
    return told


ROWS = read_rows((REPOSITORY / "docs/features.md").read_text(encoding="utf-8"))


def uncollected(named: Iterable[str], session: pytest.Session) -> set[str]:
    """Which of these tests and files are nowhere: neither in this run nor in what pytest finds in the files
    that this run leaves out."""
    missing = set(named) - _with_files(item.nodeid for item in session.items)
    files = sorted(
        {file for file in (test.split("::")[0] for test in missing) if (REPOSITORY / file).is_file()}
    )
    if not files:
        return missing
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *files]
    listed = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False).stdout
    return missing - _with_files(listed.splitlines())


def _with_files(ids: Iterable[str]) -> set[str]:
    tests = {id_.split("[")[0] for id_ in ids if "::" in id_}
    return tests | {test.split("::")[0] for test in tests}


def test_every_row_is_sound() -> None:
    told = [sentence for row in ROWS for sentence in faults(row)]
    assert not told, "\n".join(told)


def test_every_id_has_one_row() -> None:
    twice = [id_ for id_, count in Counter(row.id for row in ROWS).items() if count > 1]
    assert ROWS and not twice, f"more than one row: {twice}"


def test_every_test_that_is_named_is_collected(request: pytest.FixtureRequest) -> None:
    nowhere = uncollected((test for row in ROWS for test in row.tests), request.session)
    missing = [f"{row.id}: {test}" for row in ROWS for test in row.tests if test in nowhere]
    assert not missing, "named, but not collected by pytest:\n" + "\n".join(missing)


@pytest.mark.skipif(not SPECIFICATION.is_dir(), reason="the specification is not beside this checkout")
def test_every_id_of_the_specification_is_there() -> None:
    pages = [page.read_text(encoding="utf-8") for page in sorted(Path(SPECIFICATION).glob("[0-9]*.md"))]
    wanted = {id_ for page in pages for id_ in re.findall(r"^- ([A-Z]\d+) ", page, re.MULTILINE)}
    assert {row.id for row in ROWS} == wanted


@pytest.mark.parametrize(
    "line",
    [
        "| V1 | upload | Ctrl+O | video.import |  | done |",
        "| V1 | upload | Ctrl+O | video.import | `tests/x/test_y.py` | finished |",
        "| V1 | upload | Ctrl+O | video.import | `tests/x/test_y.py` | partly |",
        "| V1 |  | Ctrl+O | video.import | `tests/x/test_y.py` | not yet |",
        "| V1 | upload |  |  | `tests/x/test_y.py` | done |",
    ],
)
def test_a_row_that_lies_is_seen(line: str) -> None:
    assert faults(read_rows(line)[0])


def test_a_test_that_does_not_exist_is_seen(request: pytest.FixtureRequest) -> None:
    row = read_rows("| V1 | upload | Ctrl+O | `a` | `tests/x/test_y.py::test_z`, tests/q.py | done |")[0]
    assert row.tests == ["tests/x/test_y.py::test_z", "tests/q.py"]
    assert uncollected(row.tests, request.session) == set(row.tests)

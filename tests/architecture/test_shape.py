"""The size of things, and the strings that do not belong into a repository."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support import rules
from tests.support.code import Module, modules, tracked_files
from tests.support.shared import REPOSITORY

# Functions that are longer than the limit, with their lines. The list only ever gets shorter.
STILL_LONG: dict[str, int] = {}
MADE_BY_A_TOOL = "models/migrations/versions/"

# In pieces, so that this file does not hold what it forbids: registries, and places of one machine.
FORBIDDEN = re.compile(
    "|".join(["python" + "hosted", r"py" + r"pi\.org", r"registry\.npm" + "js", r"deb\.deb" + r"ian\.org"])
    + "|"
    + "|".join([r"archive\.ubu" + r"ntu\.com", "/wo" + "rk/", "index" + r"-url[ =]+\S*://"])
)


def test_files_are_short() -> None:
    told = [sentence for module in modules() for sentence in rules.long_file(module)]
    assert not told, "\n".join(told)


def test_functions_are_short() -> None:
    ours = (module for module in modules() if not module.path.startswith(MADE_BY_A_TOOL))
    found = dict(long for module in ours for long in rules.long_functions(module))
    too_long = {
        name: lines for name, lines in found.items() if lines > STILL_LONG.get(name, rules.FUNCTION_LINES)
    }
    assert not too_long, f"longer than {rules.FUNCTION_LINES} lines: {too_long}"
    shorter_now = {name: lines for name, lines in STILL_LONG.items() if found.get(name, 0) < lines}
    assert not shorter_now, f"shorter than the list says, so let the list shrink: {shorter_now}"


def test_main_stays_five_lines() -> None:
    assert len((REPOSITORY / "main.py").read_text(encoding="utf-8").splitlines()) <= 5


def test_no_registry_and_no_place_of_one_machine() -> None:
    told = []
    for name in tracked_files():
        text = Path(REPOSITORY, name).read_text(encoding="utf-8", errors="ignore")
        told += [
            f"{name}:{text.count(chr(10), 0, hit.start()) + 1}: {hit.group()}"
            for hit in FORBIDDEN.finditer(text)
        ]
    assert not told, "\n".join(told)


def test_tests_hold_no_packages() -> None:
    """tests/views/__init__.py would hide the real views."""
    packages = [
        name for name in tracked_files() if name.startswith("tests/") and name.endswith("/__init__.py")
    ]
    assert not packages
    names = [Path(name).name for name in tracked_files() if re.fullmatch(r"tests/.*/test_\w+\.py", name)]
    assert len(names) == len(set(names)), (
        f"used twice: {sorted({name for name in names if names.count(name) > 1})}"
    )


def test_a_long_function_is_seen() -> None:
    body = "\n".join(f"    x = {n}" for n in range(rules.FUNCTION_LINES))
    docstring = '    """' + "a\n" * 20 + '"""'
    assert list(rules.long_functions(Module("m.py", f"def f():\n{body}\n"))) == [("m.py::f", 41)]
    assert not list(rules.long_functions(Module("m.py", f"def f():\n{docstring}\n{body[:-8]}\n")))
    assert list(rules.long_file(Module("m.py", "x = 1\n" * 401)))


@pytest.mark.parametrize(
    "line", ["https://py" + "pi.org/simple", "cd /wo" + "rk/main", "--index" + "-url http://x"]
)
def test_a_forbidden_string_is_seen(line: str) -> None:
    assert FORBIDDEN.search(line)

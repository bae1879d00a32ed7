"""The project's own source as the architecture tests look at it."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tests.support.shared import REPOSITORY

DOMAINS = ("video", "trading", "travel", "radar", "forge", "funding", "files", "search")
LAYERS = ("app", "views", "controllers", "models")


@dataclass(frozen=True, slots=True)
class Module:
    """One parsed file: its path from the repository's root with forward slashes, its text, its tree."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return _parse(self.text)

    def calls(self) -> Iterator[tuple[ast.Call, str]]:
        """Every call, with the last part of the name that is called."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield node, last_name(node.func)

    def at(self, node: ast.expr | ast.stmt) -> str:
        return f"{self.path}:{node.lineno}"


@cache
def _parse(text: str) -> ast.Module:
    return ast.parse(text)


@cache
def tracked_files() -> tuple[str, ...]:
    """What git keeps; in an unpacked archive, what lies there."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode == 0:
        names = listed.stdout.splitlines()
    else:
        hidden = (".venv", ".git", "build", "__pycache__")
        found = (path.relative_to(REPOSITORY) for path in REPOSITORY.rglob("*") if path.is_file())
        names = [path.as_posix() for path in found if not any(part in hidden for part in path.parts)]
    return tuple(sorted(name for name in names if (REPOSITORY / name).is_file()))


@cache
def modules(*tops: str) -> tuple[Module, ...]:
    """Every Python file below the given top-level folders; all of them without any."""
    chosen = (
        name for name in tracked_files() if name.endswith(".py") and (not tops or name.split("/")[0] in tops)
    )
    return tuple(Module(name, (REPOSITORY / name).read_text(encoding="utf-8")) for name in chosen)


def last_name(node: ast.expr) -> str:
    """`c` of `a.b.c` and of `c`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def words_in(node: ast.expr) -> str:
    """The literal text in an expression built from string literals, joined or formatted."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(words_in(part) for part in node.values)
    if isinstance(node, ast.BinOp):
        return words_in(node.left) + words_in(node.right)
    if isinstance(node, ast.IfExp):
        return words_in(node.body) + words_in(node.orelse)
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("format", "join")
    ):
        return words_in(node.func.value)
    if isinstance(node, ast.List | ast.Tuple):
        return "".join(words_in(part) for part in node.elts)
    return ""

"""Every translation holds every text of the program, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.kernel.resources import resource
from tests.support.code import Module, modules
from tests.support.texts import computed_in, every_text, faults, texts_in

TABLES = sorted(resource("translations").glob("*.json"))


def texts_of(path: Path) -> dict[str, str]:
    texts: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))["texts"]
    return texts


def test_spanish_is_there() -> None:
    assert "es" in [path.stem for path in TABLES]


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_translation_is_whole(path: Path) -> None:
    found = faults(texts_of(path), every_text())
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_translation_is_in_order(path: Path) -> None:
    assert list(texts_of(path)) == sorted(texts_of(path)), "sorted, so that two people's changes merge"


def test_no_text_is_computed_out_of_sight() -> None:
    found = list(computed_in(modules("app", "views", "controllers", "models")))
    assert not found, "mark() the texts of its table and name the file in tests/support/texts.py"


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        ("Add", {}),
        ("Add", {"Add": "Añadir", "Sub": "Quitar"}),
        ("Add", {"Add": ""}),
        ("Add {count}", {"Add {count}": "Añadir"}),
        ("Add {count}", {"Add {count}": "Añadir {cuenta}"}),
        ("Add ", {"Add ": "Añadir"}),
    ],
)
def test_a_planted_fault_is_caught(source: str, wrong: dict[str, str]) -> None:
    planted = set(texts_in([Module("views/planted.py", f"tr({source!r})")]))
    assert planted == {source}
    assert len(faults(wrong, planted)) == 1


def test_planted_texts_are_seen() -> None:
    module = Module("views/planted.py", 'text.tr("One", n=1); mark("Two"); tr(name)')
    assert set(texts_in([module])) == {"One", "Two"}
    assert list(computed_in([module])) == ["views/planted.py:1"]

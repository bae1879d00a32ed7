"""Languages: tables, direction, fall-back and the pseudo-language."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel import i18n
from models.core import text
from models.core.text import tr
from tests.support.logfail import ExpectLog


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    yield
    text.install(str)


def table(folder: Path, code: str, **content: object) -> None:
    (folder / f"{code}.json").write_text(json.dumps(content), encoding="utf-8")


def test_a_language_is_looked_up_and_a_missing_text_stays_english(tmp_path: Path) -> None:
    table(tmp_path, "de", name="Deutsch", texts={"{count} videos": "{count} Videos", "Empty": ""})
    language = i18n.install("de-AT", tmp_path)
    assert (language.code, language.name, language.right_to_left) == ("de", "Deutsch", False)
    assert tr("{count} videos", count=3) == "3 Videos"
    assert (tr("Empty"), tr("Search")) == ("Empty", "Search")


def test_arabic_runs_from_right_to_left(tmp_path: Path) -> None:
    table(tmp_path, "ar", name="العربية", texts={})
    assert i18n.install("ar", tmp_path).right_to_left
    assert [(language.code, language.right_to_left) for language in i18n.languages(tmp_path)] == [
        ("en", False),
        ("ar", True),
    ]


@pytest.mark.parametrize("content", ["{", "[]", '{"texts": 3}'])
def test_a_broken_table_is_english_and_says_so(tmp_path: Path, content: str, expect_log: ExpectLog) -> None:
    (tmp_path / "de.json").write_text(content)
    with expect_log("app.kernel.i18n", "de.json", level=logging.ERROR):
        assert i18n.install("de", tmp_path).code == "en"


@given(st.text(alphabet="aeiou bcd{}", max_size=30).filter(lambda s: s.count("{") == s.count("}") == 0))
def test_pseudo_keeps_places_and_makes_texts_longer(words: str) -> None:
    source = f"{words}{{count}}"
    assert i18n.pseudo(source).format(count=7).startswith("⟦")
    assert "{count}" in i18n.pseudo(source)
    assert len(i18n.pseudo(source)) >= len(source) + 2

"""The manual tells the truth: every key, every word of the window and every link in it exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from app.kernel.actions import normal
from app.kernel.resources import manual
from tests.support.house import House
from tests.support.shared import REPOSITORY
from views.manual.pages import found, pages
from views.trading.chart.keys import BY_KEY as CHART_KEYS
from views.video.caption_editor import _KEYS as CAPTION_KEYS

PAGES = sorted(manual().parent.glob("*.md"))
NAMES = [page.name for page in PAGES]
PLAIN = {"Enter", "Esc", "Space", "Tab", "Delete", "Backspace", "F2", *"JKARB"}
"""What lists, fields and the moderation take without the registry."""
OF_LISTS = {"Ctrl+Enter", "Alt+Up", "Alt+Down"}
KEY = re.compile(r"(?:(?:Ctrl|Alt|Shift)\+)*(?:F\d+|[A-Z][a-z]+|[A-Z0-9,.<>\[\]])")


@cache
def words() -> frozenset[str]:
    """Every text that goes through the translation."""
    told = set()
    for folder in ("app", "controllers", "models", "views"):
        for file in (REPOSITORY / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "tr":
                    told |= {arg.value for arg in node.args if isinstance(arg, ast.Constant)}
    return frozenset(map(str, told))


def keys_in(text: str) -> list[str]:
    return [code for code in re.findall(r"`([^`]+)`", text) if KEY.fullmatch(code)]


def bold_in(text: str) -> list[str]:
    return [" ".join(bold.split()) for bold in re.findall(r"\*\*([^*]+)\*\*", text)]


def strange_words(text: str) -> list[str]:
    return [bold for bold in bold_in(text) if bold not in words() and bold.rstrip(".") not in words()]


def dead_links(text: str, here: Path) -> list[str]:
    return [to for to in re.findall(r"\]\(([^)]+)\)", text) if not (here.parent / to).is_file()]


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_link_leads_to_a_page(page: Path) -> None:
    assert dead_links(page.read_text(encoding="utf-8"), page) == []


def test_every_word_in_bold_stands_in_the_window(house: House) -> None:
    house.window.open_workspace("video")
    titles = {action.title for action in house.nonet.actions.all()}  # some have numbers put in
    strange = {
        f"{page.name}: {bold}"
        for page in PAGES
        for bold in strange_words(page.read_text(encoding="utf-8"))
        if bold not in titles
    }
    assert strange == set()


def test_every_key_does_something(house: House) -> None:
    house.window.open_workspace("video")
    actions = house.nonet.actions
    known = {normal(keys) for action in actions.all() for keys in actions.keys(action.id)}
    known |= {normal(keys) for keys in (*PLAIN, *OF_LISTS, *CAPTION_KEYS.values(), *CHART_KEYS)}
    strange = {
        f"{page.name}: {keys}"
        for page in PAGES
        for keys in keys_in(page.read_text(encoding="utf-8"))
        if normal(keys) not in known
    }
    assert strange == set()


def test_a_key_in_a_table_has_the_action_beside_it(house: House) -> None:
    """A row that names as many keys as actions names them in one order."""
    house.window.open_workspace("video")
    actions = house.nonet.actions
    titles: dict[str, set[str]] = {}
    for action in actions.all():
        titles.setdefault(action.title, set()).update(map(normal, actions.keys(action.id)))
    wrong = []
    for page in PAGES:
        if page.stem in ("captions", "talk"):
            continue
        for row in re.findall(r"^\| (`.+) \| (.+) \|$", page.read_text(encoding="utf-8"), re.MULTILINE):
            keys, named = keys_in(row[0]), bold_in(row[1])
            if len(keys) == len(named):
                pairs = zip(keys, named, strict=True)
                wrong += [f"{key}: {name}" for key, name in pairs if normal(key) not in titles.get(name, ())]
    assert wrong == []


def test_every_page_is_in_the_contents_once() -> None:
    listed = [page.name for page in pages("Contents")]
    assert sorted(listed) == sorted(page.stem for page in PAGES)
    assert len(listed) > 14


def test_pages_are_found_by_their_words_titles_first() -> None:
    all_ = pages("Contents")
    assert found(all_, "captions")[0].name == "captions"
    assert found(all_, "zeppelin") == []
    assert found(all_, "") == all_


def test_what_is_not_true_is_seen(tmp_path: Path) -> None:
    assert strange_words("Press **Make me rich**.") == ["Make me rich"]
    assert keys_in("`Ctrl+Alt+Q`, `film.srt`, `K`") == ["Ctrl+Alt+Q", "K"]
    assert dead_links("[x](nowhere.md)", tmp_path / "page.md") == ["nowhere.md"]

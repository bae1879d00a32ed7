"""The desktop is told who opens our links, and nothing else that it knows is lost."""

from __future__ import annotations

import re
from configparser import ConfigParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.link_handler import ENTRY, SCHEME_TYPE, entry, register, with_default

WORDS = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n\r\t\0")), min_size=1, max_size=4)


def read(text: str) -> ConfigParser:
    parser = ConfigParser(interpolation=None, strict=True, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    return parser


@given(WORDS)
def test_the_command_comes_back_whole(words: list[str]) -> None:
    """Unescaped as a string, then as arguments, by the rules of the specification."""
    line = next(line for line in entry(words, Path("/x.svg")).split("\n") if line.startswith("Exec="))
    text = line.removeprefix("Exec=").replace("\\\\", "\\")
    said = [re.sub(r"\\(.)", r"\1", word) for word in re.findall(r'"((?:\\.|[^"\\])*)"', text)]
    assert said == [word.replace("%", "%%") for word in words]
    assert text.endswith('" %u')


@pytest.mark.parametrize(
    "known",
    [
        "",
        "[Default Applications]\ntext/html=browser.desktop\n",
        f"[Added Associations]\n{SCHEME_TYPE}=old.desktop\nimage/png=viewer.desktop\n\n"
        f"[Default Applications]\n{SCHEME_TYPE}=old.desktop\n",
        "# mine\n[Removed Associations]\nvideo/mp4=player.desktop",
    ],
)
def test_the_rest_of_the_list_stays(known: str) -> None:
    before, after = read(known), read(with_default(known))
    for section in ("Default Applications", "Added Associations"):
        assert after[section][SCHEME_TYPE] == ENTRY
    for section in before.sections():
        for name, value in before[section].items():
            assert name == SCHEME_TYPE or after[section][name] == value
    assert with_default(with_default(known)) == with_default(known)


def test_it_is_written_where_the_desktop_looks(tmp_path: Path) -> None:
    path = register(["/usr/bin/python3", "/opt/it's here/main.py"], Path("/i.svg"), {}, tmp_path)
    assert path == tmp_path / ".local/share/applications/nonet.desktop"
    assert read(path.read_text())["Desktop Entry"]["MimeType"] == f"{SCHEME_TYPE};"
    assert ENTRY in (tmp_path / ".config/mimeapps.list").read_text()
    moved = {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": "not/absolute"}
    assert register(["x"], Path("/i"), moved, tmp_path) == tmp_path / "data/applications/nonet.desktop"

"""Every text of the program that a translation has to hold."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from string import Formatter

from PySide6.QtCore import QLocale

from models.video.languages import codes
from tests.support.code import Module, modules

LOOKED_UP_BY_VARIABLE = {
    "views/video/track_rows.py",  # the tables of captions and sounds are marked
    "controllers/video/languages.py",  # the names of languages
    "models/ledger/assets.py",  # its table is marked
    "views/trading/closed.py",  # why a pair was halted: marked where that is decided
}
_CALLS = ("tr", "mark")


def every_text() -> set[str]:
    """What `tr` can be asked for: its literals, what is marked for it, and the names of languages."""
    names = {QLocale.languageToString(QLocale.codeToLanguage(code)) for code in codes()}
    return names | set(texts_in(modules("app", "views", "controllers", "models", "main.py")))


def texts_in(sources: Iterable[Module]) -> Iterator[str]:
    for module in sources:
        for call, name in module.calls():
            first = call.args[0] if name in _CALLS and call.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def computed_in(sources: Iterable[Module]) -> Iterator[str]:
    """Where a text is looked up by variable that nobody vouches for."""
    for module in sources:
        for call, name in module.calls():
            literal = call.args and isinstance(call.args[0], ast.Constant)
            if name == "tr" and not literal and module.path not in LOOKED_UP_BY_VARIABLE:
                yield module.at(call)


def faults(table: dict[str, str], wanted: set[str]) -> list[str]:
    """What is missing, left over, empty, or not of the same places and edges as its source."""
    told = [f"missing: {text}" for text in sorted(wanted - table.keys())]
    told += [f"nobody asks for: {text}" for text in sorted(table.keys() - wanted)]
    for source, translation in table.items():
        if not translation.strip():
            told.append(f"empty: {source}")
        elif places(source) != places(translation):
            told.append(f"other places: {source} / {translation}")
        elif edges(source) != edges(translation):
            told.append(f"other space around it: {source!r} / {translation!r}")
    return told


def places(text: str) -> list[tuple[str, str]]:
    """The named places of a text with their format, in the alphabet's order."""
    return sorted((name, form or "") for _, name, form, _ in Formatter().parse(text) if name is not None)


def edges(text: str) -> tuple[str, str]:
    """The white space before and after a text."""
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]

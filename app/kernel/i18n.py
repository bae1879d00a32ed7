"""Languages: look-up tables in resources/translations/*.json, writing direction, a pseudo-language.

A table is `{"name": "Deutsch", "direction": "ltr", "texts": {"English text": "its translation"}}`, named by
its language code. English is the source and needs none. The language is set before the first text is
looked up; another choice takes effect at the next start.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLocale

from app.kernel.resources import resource
from app.kernel.settings import Setting
from models.core import text

_log = logging.getLogger(__name__)

SYSTEM = "system"
PSEUDO = "en-XA"
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
_PLACES = re.compile(r"\{[^{}]*\}")
_LONGER = str.maketrans({"a": "áa", "e": "ée", "i": "íi", "o": "óo", "u": "úu"})


@dataclass(frozen=True, slots=True)
class Language:
    """A language that can be chosen."""

    code: str
    name: str
    right_to_left: bool


def languages(folder: Path | None = None) -> list[Language]:
    """The languages there are tables for, English first."""
    found = [Language("en", "English", False)]
    for path in sorted((folder or resource("translations")).glob("*.json")):
        table = _table(path)
        if table is not None:
            found.append(Language(path.stem, str(table.get("name", path.stem)), _direction(path.stem, table)))
    return found


def language_setting() -> Setting[str]:
    """The setting of the language, with the languages there are."""
    choices = tuple((language.code, language.name) for language in languages())
    return Setting(
        key="language",
        default=SYSTEM,
        title=text.tr("Language"),
        description=text.tr("Takes effect at the next start."),
        where=text.tr("Appearance"),
        choices=((SYSTEM, text.tr("As the system")), *choices),
        also=(text.tr("translation"), text.tr("tongue"), "language", "idioma", "Sprache", "भाषा", "لغة"),
    )


def install(code: str = SYSTEM, folder: Path | None = None) -> Language:
    """Look texts up in a language from now on; English where there is no table. Dates and numbers follow.
    Returns what it became."""
    wanted = QLocale.system().name().replace("_", "-") if code == SYSTEM else code
    if wanted == PSEUDO:
        text.install(pseudo)
        QLocale.setDefault(QLocale.system())
        return Language(PSEUDO, "Pseudo", False)
    place = folder or resource("translations")
    for candidate in (wanted, wanted.split("-", maxsplit=1)[0]):
        path = place / f"{candidate}.json"
        table = _table(path) if path.is_file() else None
        if table is not None:
            text.install(_look_up(table["texts"]), _number)
            QLocale.setDefault(_locale(candidate))
            return Language(candidate, str(table.get("name", candidate)), _direction(candidate, table))
    text.install(str)
    QLocale.setDefault(_locale("en"))
    return Language("en", "English", False)


def _locale(code: str) -> QLocale:
    """How a language writes dates and numbers: the system's own way where it speaks that language or none."""
    system, wanted = QLocale.system(), QLocale(code)
    plain = code == "en" and system.language() == QLocale.Language.C
    return system if plain or system.language() == wanted.language() else wanted


def _number(value: float, digits: int) -> str:
    if isinstance(value, int) and not digits:
        return QLocale().toString(value)  # a float would round what has more than 53 bits
    return QLocale().toString(float(value), "f", digits)


def _look_up(texts: object) -> Callable[[str], str]:
    known = texts if isinstance(texts, dict) else {}
    return lambda source: str(known.get(source) or source)


def pseudo(source: str) -> str:
    """A text marked by brackets and made longer, its `{places}` left alone: shows what is not translated
    and what is cut off."""
    places = _PLACES.findall(source)
    rest = [part.translate(_LONGER) for part in _PLACES.split(source)]
    joined = "".join(a + b for a, b in zip(rest, [*places, ""], strict=True))
    return f"⟦{joined}⟧"


def _direction(code: str, table: dict[str, object]) -> bool:
    return table.get("direction", "rtl" if code.split("-")[0] in _RIGHT_TO_LEFT else "ltr") == "rtl"


def _table(path: Path) -> dict[str, object] | None:
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        _log.error("the translation %s cannot be read: %s", path.name, problem)
        return None
    if not isinstance(table, dict) or not isinstance(table.get("texts"), dict):
        _log.error("the translation %s has no texts", path.name)
        return None
    return table

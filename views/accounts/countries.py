"""Countries by the names their people give them: they read the same in every language of the window. Where
these are not in Latin letters, for which not every system has a font, it is the English name."""

from __future__ import annotations

import unicodedata
from functools import cache

from PySide6.QtCore import QLocale


def country_name(code: str) -> str:
    """The name of a country by its code of ISO 3166-1; the code itself where it is not known."""
    return dict(countries()).get(code, code)


@cache
def countries() -> tuple[tuple[str, str], ...]:
    """(code, name) of every country, by name."""
    found = {}
    for territory in QLocale.Country:
        code = QLocale.territoryToCode(territory)
        if len(code) == 2 and code.isalpha():
            locale = QLocale(QLocale.Language.AnyLanguage, QLocale.Script.AnyScript, territory)
            own = locale.nativeTerritoryName() if locale.territory() == territory else ""
            found[code] = _named(own, QLocale.territoryToString(territory))
    return tuple(sorted(found.items(), key=lambda pair: pair[1].casefold()))


def _named(own: str, english: str) -> str:
    if not own:
        return english
    return own if "LATIN" in unicodedata.name(own[0], "") else english

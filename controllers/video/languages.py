"""Languages by the names that people read."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from models.core.text import tr
from models.video.captions import kind_word
from models.video.entities import CaptionInfo
from models.video.languages import codes


def language_name(code: str) -> str:
    """ "German" for `de`, "Portuguese (Brazil)" for `pt-BR`; the code itself where it is not known, "" for
    none."""
    if not code:
        return ""
    first, *rest = code.split("-")
    language = QLocale.codeToLanguage(first)
    if language in (QLocale.Language.AnyLanguage, QLocale.Language.C):
        return code
    name = tr(QLocale.languageToString(language))
    places = [place for part in rest if (place := _place(part))]
    return f"{name} ({', '.join(places)})" if places else name


def all_languages() -> list[str]:
    """The names of the languages that are offered, in their order."""
    return sorted(language_name(code) for code in codes())


def language_code(name: str) -> str:
    """The code of a language by the name that people read, "pt" for "Portugués"; else `name` as it is."""
    word = name.strip().casefold()
    return next((code for code in codes() if language_name(code).casefold() == word), name)


def caption_name(caption: CaptionInfo) -> str:
    """What captions are called in a list: the language, and what tells them from others in it."""
    language = language_name(caption.language)
    more = caption.label or kind_word(caption.kind)
    if not language:
        return more or caption.file_name or tr("Captions")
    return f"{language} ({more})" if more and more.casefold() != language.casefold() else language


def _place(part: str) -> str:
    if len(part) == 4:
        script = QLocale.codeToScript(part)
        known = script != QLocale.Script.AnyScript
        return QLocale.scriptToString(script) if known else ""
    territory = QLocale.codeToTerritory(part)
    known = territory != QLocale.Country.AnyTerritory
    return QLocale.territoryToString(territory) if known else ""

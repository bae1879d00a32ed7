"""Languages by the names that files and containers give them: ISO 639 codes and words."""

from __future__ import annotations

import re
from functools import cache

from models.core.errors import Invalid
from models.core.text import tr

_KNOWN = """
af afr afrikaans|sq sqi alb albanian shqip|ar ara arabic العربية|hy hye arm armenian|eu eus baq basque euskara
be bel belarusian|bn ben bengali|bs bos bosnian bosanski|bg bul bulgarian български|ca cat catalan català
zh zho chi chinese 中文|hr hrv croatian hrvatski|cs ces cze czech čeština cesky|da dan danish dansk
nl nld dut dutch nederlands flemish|en eng english|et est estonian eesti|fi fin finnish suomi
fr fra fre french français francais|gl glg galician galego|ka kat geo georgian|de deu ger german deutsch
el ell gre greek ελληνικά|gu guj gujarati|he heb hebrew עברית|hi hin hindi हिन्दी|hu hun hungarian magyar
is isl ice icelandic|id ind indonesian|ga gle irish gaeilge|it ita italian italiano|ja jpn japanese 日本語
kn kan kannada|kk kaz kazakh|ko kor korean 한국어|lv lav latvian|lt lit lithuanian|lb ltz luxembourgish
mk mkd mac macedonian|ms msa may malay|ml mal malayalam|mr mar marathi|mn mon mongolian|ne nep nepali
no nor norwegian norsk|nb nob bokmål bokmal|nn nno nynorsk|fa fas per persian farsi فارسی
pl pol polish polski|pt por portuguese português portugues|pa pan punjabi|ro ron rum romanian română
ru rus russian русский|sr srp serbian srpski|si sin sinhala|sk slk slo slovak slovenčina|sl slv slovenian
es spa spanish español espanol castellano|sw swa swahili|sv swe swedish svenska|tl tgl tagalog fil filipino
ta tam tamil|te tel telugu|th tha thai ไทย|tr tur turkish türkçe turkce|uk ukr ukrainian українська
ur urd urdu|uz uzb uzbek|vi vie vietnamese|cy cym wel welsh cymraeg|yi yid yiddish|zu zul zulu
"""
_WORDS_OF_OTHERS = frozenset(("cat", "dan", "est", "fin", "ind", "kan", "lit", "mac", "mal", "mar", "may",
                              "mon", "pan", "per", "pol", "rum", "sin", "tam", "tel"))  # fmt: skip
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?")


@cache
def _codes() -> dict[str, str]:
    """Every known name, folded, with the two-letter code it means."""
    entries = (entry.split() for line in _KNOWN.strip().split("\n") for entry in line.split("|"))
    return {name.casefold(): names[0] for names in entries for name in names}


def codes() -> frozenset[str]:
    """The languages that are known by name."""
    return frozenset(_codes().values())


def code(name: str) -> str:
    """A language as BCP 47 writes it ("ger", "German" and "de" are "de"; "pt_br" is "pt-BR"); "" for none."""
    word = name.strip()
    if known := _codes().get(word.casefold()):
        return known
    tag = _TAG.fullmatch(word)
    if tag is None or tag[1].casefold() not in _codes():
        return ""
    script, region = (tag[2] or "").title(), (tag[3] or "").upper()
    return "-".join(part for part in (_codes()[tag[1].casefold()], script, region) if part)


def loose_word(name: str) -> str:
    """The language that a word at the end of a title names: only what is hardly ever a word of a title."""
    if len(name) < 3 or name.casefold() in _WORDS_OF_OTHERS:
        return ""
    return _codes().get(name.casefold(), "")


def tag(name: str) -> str:
    """The same for what a person writes: a language that is not in the list is taken by its code.

    Raises Invalid (field "language") for what is no language; "" stays "".
    """
    word = name.strip()
    if not word:
        return ""
    if known := code(word):
        return known
    if _TAG.fullmatch(word):
        return word
    raise Invalid(
        tr("“{language}” is no language that Nonet knows.", language=word[:60]),
        what_now=tr("Write its English name or its code, such as “German” or “de”."),
        field="language",
    )

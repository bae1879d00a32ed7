"""Telling the encoding of a text that people brought: its mark, else UTF-8, else what its language used."""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BEFORE_UNICODE = {
    **dict.fromkeys(("cs", "hr", "hu", "pl", "ro", "sk", "sl", "sq", "bs"), "cp1250"),
    **dict.fromkeys(("be", "bg", "kk", "mk", "ru", "sr", "uk"), "cp1251"),
    **dict.fromkeys(("et", "lt", "lv"), "cp1257"),
    **dict.fromkeys(("ar", "fa", "ur"), "cp1256"),
    **dict.fromkeys(("zh-Hant", "zh-HK", "zh-TW"), "cp950"),
    "el": "cp1253",
    "he": "cp1255",
    "ja": "cp932",
    "ko": "cp949",
    "th": "cp874",
    "tr": "cp1254",
    "vi": "cp1258",
    "zh": "gb18030",
}
"""What Windows wrote in a language before Unicode; the rest of Europe wrote Windows-1252."""


def decode(data: bytes, language: str = "") -> str:
    """The text, whatever its bytes are; `language` (BCP 47) decides where neither mark nor UTF-8 do."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, errors="replace")
    zeros = (data[:2000:2].count(0), data[1:2000:2].count(0))
    if max(zeros) > 0.3 * len(data[:2000:2]) and max(zeros) > 3 * min(zeros):
        return data.decode("utf-16-be" if zeros[0] > zeros[1] else "utf-16-le", errors="replace")
    for name in ("utf-8", _BEFORE_UNICODE.get(language) or _BEFORE_UNICODE.get(language[:2], "cp1252")):
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    return data.decode("cp1252", errors="replace")

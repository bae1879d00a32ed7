"""How long a password would stand, estimated honestly: low where in doubt. A hint, never a rule."""

from __future__ import annotations

import math
import re
import string
from dataclasses import dataclass
from enum import IntEnum

from models.core.text import tr

GUESSES = 10_000
"""A second, of one fast computer that has stolen the record, at our costs of argon2id."""

_COMMON = (
    "password passwort contrasena letmein qwerty qwertz azerty iloveyou admin welcome monkey dragon football"
    " baseball sunshine princess master shadow superman trustno changeme default secret abc asdfgh zxcvbn"
    " nonet login hello freedom whatever starwars summer winter spring autumn passw0rd p@ssword p@ssw0rd"
)
_ROWS = "abcdefghijklmnopqrstuvwxyz 01234567890 qwertyuiop qwertzuiop azertyuiop asdfghjkl zxcvbnm"
_WORD_BITS = 11.0  # a word of a list of 2,000
_WORD = r"[^\W\d_]{4,}"
_MINUTE, _HOUR, _DAY, _YEAR = 60, 3600, 86400, 31_557_600


class Level(IntEnum):
    """How good a password is."""

    WEAK = 0
    FAIR = 1
    GOOD = 2
    STRONG = 3


@dataclass(frozen=True, slots=True)
class Strength:
    """A level, and the sentence that says what it means."""

    level: Level
    sentence: str


def strength(password: str, name: str = "") -> Strength:
    """What to say of a password while it is typed; "" has no sentence."""
    if not password:
        return Strength(Level.WEAK, "")
    seconds = 2 ** min(bits(password, name), 300) / 2 / GUESSES
    length = _length(seconds)
    if seconds < 30 * _DAY:
        sentence = tr("Weak: a fast computer guesses it in {time}. Longer is better.", time=length)
        return Strength(Level.WEAK, sentence)
    if seconds < 10 * _YEAR:
        sentence = tr("Fair: a fast computer needs {time}. Another word makes it good.", time=length)
        return Strength(Level.FAIR, sentence)
    if seconds < 1_000_000 * _YEAR:
        return Strength(Level.GOOD, tr("Good: a fast computer needs {time}.", time=length))
    return Strength(Level.STRONG, tr("Strong: nobody guesses it."))


def bits(password: str, name: str = "") -> float:
    """The lower of two estimates: as characters at random, and as words that somebody put together."""
    plain = password.casefold()
    for known in sorted((*_COMMON.split(), *name.casefold().split()), key=len, reverse=True):
        if len(known) > 2:
            plain = plain.replace(known, "\0")
    characters = _shortened(plain)
    letters = sum(character == "\0" for character in characters)
    free = [character for character in characters if character != "\0"]
    by_character = len(free) * math.log2(_alphabet(password)) + 3.0 * letters
    plain = plain.replace("\0", " ")
    words = re.findall(_WORD, plain)
    rest = re.sub(_WORD, "", plain).replace(" ", "")
    digits = sum(character.isdigit() for character in rest)
    by_word = len(words) * _WORD_BITS + digits * 3.3 + (len(rest) - digits) * 5.0 + letters * 3.0
    return min(by_character, by_word) if words else by_character


def _alphabet(password: str) -> int:
    kinds = (
        (string.ascii_lowercase, 26),
        (string.ascii_uppercase, 26),
        (string.digits, 10),
        (string.punctuation + " ", 33),
    )
    size = sum(count for kind, count in kinds if any(character in kind for character in password))
    return size + (100 if any(ord(character) > 127 for character in password) else 0) or 1


def _shortened(plain: str) -> str:
    """Without what follows from what is before it: repetitions, and runs along the alphabet or a keyboard."""
    kept: list[str] = []
    for character in plain:
        if kept and (character == kept[-1] or _follows(kept, character)):
            kept[-1] = character
            continue
        kept.append(character)
    whole = "".join(kept)
    for size in range(1, len(whole) // 2 + 1):
        if len(whole) % size == 0 and whole == whole[:size] * (len(whole) // size):
            return whole[:size]
    return whole


def _follows(kept: list[str], character: str) -> bool:
    pair = kept[-1] + character
    return any(pair in row or pair in row[::-1] for row in _ROWS.split())


def _length(seconds: float) -> str:
    if seconds < 1:
        return tr("less than a second")
    units = (
        (_MINUTE, 1, tr("{count} seconds")),
        (_HOUR, _MINUTE, tr("{count} minutes")),
        (_DAY, _HOUR, tr("{count} hours")),
        (_YEAR, _DAY, tr("{count} days")),
        (1000 * _YEAR, _YEAR, tr("{count} years")),
    )
    for limit, unit, words in units:
        if seconds < limit:
            return words.format(count=max(1, round(seconds / unit)))
    return tr("thousands of years")

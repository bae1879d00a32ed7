"""The hint beside a new password: never flattering."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.accounts.strength import Level, bits, strength


@pytest.mark.parametrize(
    ("password", "level"),
    [
        ("password", Level.WEAK),
        ("Password1!", Level.WEAK),
        ("aaaaaaaaaaaaaaaa", Level.WEAK),
        ("12345678901234567890", Level.WEAK),
        ("qwertyuiopasdfghjkl", Level.WEAK),
        ("abcabcabcabcabcabc", Level.WEAK),
        ("Lovelace2026", Level.WEAK),
        ("summer2026", Level.WEAK),
        ("kT9$wq", Level.WEAK),
        ("correct horse battery", Level.WEAK),
        ("correct horse battery staple", Level.GOOD),
        ("correct horse battery staple marble otter", Level.STRONG),
        ("x8#Kq2!vTz", Level.GOOD),
        ("x8#Kq2!vTzR7&pLm", Level.STRONG),
    ],
)
def test_levels(password: str, level: Level) -> None:
    judged = strength(password, "Ada Lovelace")
    assert (judged.level, bool(judged.sentence)) == (level, True)


def test_nothing_typed_says_nothing() -> None:
    assert strength("").sentence == ""


@given(st.text(max_size=60), st.text(max_size=20))
def test_any_text_has_an_estimate_and_a_repetition_adds_little(password: str, name: str) -> None:
    assert 0 <= bits(password, name) < 10_000
    assert bits(password * 3, name) <= 3 * max(bits(password, name), 1) + 20

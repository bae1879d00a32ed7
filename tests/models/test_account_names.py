"""What may be a name, and when two names are the same."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.accounts.names import LONGEST, clean_name, first_good, name_key
from models.core.errors import Invalid


@given(st.text(max_size=80))
@example("ﬀ")
@example("İ")
@example("\u0345\u0301")
def test_a_name_that_is_taken_is_clean_and_stays_as_it_is(text: str) -> None:
    try:
        name = clean_name(text)
    except Invalid as error:
        assert error.field == "name"
        return
    assert 1 <= len(name) <= LONGEST
    assert name == name.strip() == unicodedata.normalize("NFC", name) == clean_name(name)
    assert not any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in name)
    name.encode()


@given(st.text(max_size=60))
def test_the_key_of_a_name_is_stable_and_blind_to_case_and_composition(text: str) -> None:
    key = name_key(text)
    assert name_key(key) == key
    assert name_key(unicodedata.normalize("NFD", text)) == key
    assert name_key(f"  {text} ") == key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada", "aDA"),
        ("Straße", "STRASSE"),
        ("Zoe\u0301", "zoé"),
        ("Ada Lovelace", "Ada\u00a0 Lovelace"),
        ("Ada", "A\u200bda"),
        ("Ada", "Ａｄａ"),
    ],
)
def test_names_that_look_the_same_are_the_same(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    "text", ["", "   ", "\u200d\u200d", "\u3164", "a\u0000b", "a\nb", "x\u202ecod.exe", "\ud800", "n" * 61]
)
def test_what_cannot_be_a_name(text: str) -> None:
    with pytest.raises(Invalid) as raised:
        clean_name(text)
    assert raised.value.field == "name"
    assert raised.value.sentence


@pytest.mark.parametrize("name", ["क्षत्रिय", "محمد", "می‌خواهم", "O’Brien", "李", "🦊", "n" * 60])
def test_names_of_the_world(name: str) -> None:
    assert clean_name(f" {name} ") == unicodedata.normalize("NFC", name)


def test_the_first_good_candidate_names_an_account() -> None:
    assert first_good(["", "\u0000", "ada", "root"]) == "ada"
    assert first_good([" "]) == "Me"

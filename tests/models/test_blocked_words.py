"""Blocked words: found whole, in whatever disguise of Unicode, and never slow."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.community.words import MOST_WORDS, blocked, clean_words, has_link
from models.core.errors import Invalid


@pytest.mark.parametrize(
    ("entry", "text", "found"),
    [
        ("spam", "This is SPAM!", True),
        ("spam", "spammer and antispam", False),
        ("spam*", "a spammer", True),
        ("*spam*", "antispammer", True),
        ("s*m", "steam", True),
        ("s*m", "sm", True),
        ("s*m", "small", False),
        ("spam", "ｓｐａｍ", True),
        ("spam", "s\u200bp\u00adam", True),
        ("spam", "spa\u0301m", True),
        ("straße", "STRASSE", True),
        ("buy now", "Buy   NOW, friends", True),
        ("buy now", "buy it now", False),
        ("buy * now", "buy this now", True),
        ("नमस्ते", "नमस्ते दोस्त", True),
        ("שלום", "שלום!", True),
        ("*", "anything", False),
        ("a*b*c", "aXXbYYc", True),
        ("a*b*c", "aXXcYYb", False),
        ("ab*ba", "aba", False),
    ],
)
def test_words_are_found_whole(entry: str, text: str, found: bool) -> None:
    assert blocked(text, clean_words([entry])) == (entry if found else "")


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("https://a.org", True), ("look at example.com now", True), ("www.example", True),
        ("Ｅｘａｍｐｌｅ．ｃｏｍ", True), ("The end.Not a link", False), ("1.5 km", False),
        ("e.g. this", False),
    ],
)  # fmt: skip
def test_links_are_seen(text: str, leads: bool) -> None:
    assert has_link(text) is leads


def test_a_list_is_kept_tidy_and_has_an_end() -> None:
    assert clean_words([" Buy  now ", "buy NOW", "", "  ", "***", "!!"]) == ["Buy now"]
    with pytest.raises(Invalid):
        clean_words(f"word{n}" for n in range(MOST_WORDS + 1))
    with pytest.raises(Invalid):
        clean_words(["x" * 101])


@given(words=st.lists(st.text(max_size=8), max_size=8), text=st.text(max_size=60))
def test_a_word_of_the_text_is_found_by_itself(words: list[str], text: str) -> None:
    entries = clean_words(words)
    for entry in entries:
        if "*" not in entry:
            assert blocked(f"{text} {entry} {text}", entries)


def test_no_list_makes_a_long_comment_slow() -> None:
    entries = clean_words([f"{'a*' * 40}{n}" for n in range(900)])
    start = time.process_time()
    for text in ("a" * 10_000, "a " * 5_000, "ab " * 3_000):
        blocked(text, entries)
    assert time.process_time() - start < 2

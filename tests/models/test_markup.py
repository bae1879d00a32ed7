"""What a comment's text means, and that nothing in it can mean more."""

from __future__ import annotations

import time
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.community.markup import MOST_MARKS, Span, calm, excerpt, spans
from models.core.ids import new_id


def shown(text: str) -> str:
    return "".join(span.text for span in spans(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", [Span("plain")]),
        ("*bold* and _italic_", [Span("bold", bold=True), Span(" and "), Span("italic", italic=True)]),
        ("-gone-", [Span("gone", struck=True)]),
        ("*_both_*", [Span("both", bold=True, italic=True)]),
        ("`*not bold*`", [Span("*not bold*", code=True)]),
        ("2*3*4, snake_case_name, well-known-thing", [Span("2*3*4, snake_case_name, well-known-thing")]),
        ("* a list * of - things -", [Span("* a list * of - things -")]),
        ("*over\nlines*", [Span("*over\nlines*")]),
        ("<b>x</b>&amp;", [Span("<b>x</b>&amp;")]),
        ("at 1:23", [Span("at "), Span("1:23", time_us=83_000_000)]),
        ("1:02:03!", [Span("1:02:03", time_us=3_723_000_000), Span("!")]),
        ("75:30", [Span("75:30", time_us=4_530_000_000)]),
        ("12:345 1:2 0:99 1.5:30 v1:23", [Span("12:345 1:2 0:99 1.5:30 v1:23")]),
        ("*https://a.org/x*_.", [Span("https://a.org/x", bold=True, link="https://a.org/x"), Span("_.")]),
        ("*https://a.org*", [Span("https://a.org", bold=True, link="https://a.org")]),
        ("javascript:alert(1) file:///etc/passwd", [Span("javascript:alert(1) file:///etc/passwd")]),
        ("https://a.org\u202egpj.exe", [Span("https://a.org", link="https://a.org"), Span("\u202egpj.exe")]),
    ],
)  # fmt: skip
def test_the_small_markup(text: str, expected: list[Span]) -> None:
    assert list(spans(text)) == expected


def test_mentions_are_people_and_wrong_ones_are_passed_over() -> None:
    anna = new_id()
    text = "Hi @Anna, look"
    assert spans(text, [[3, 8, str(anna)]]) == (Span("Hi "), Span("@Anna", person=anna), Span(", look"))
    for wrong in ([[0, 2, str(anna)]], [[3, 99, str(anna)]], [[-1, 2, str(anna)]], [[8, 3, str(anna)]]):
        assert spans(text, wrong) == (Span(text),)


def test_a_flood_of_marks_is_calmed_and_writing_systems_are_not() -> None:
    flood = "e" + "\u0301" * 5_000 + "!"
    assert calm(flood) == "e" + "\u0301" * MOST_MARKS + "!"
    for text in ("नमस्ते", "שָׁלוֹם", "Việt", "ก็ที่", "👩‍👩‍👧‍👦"):
        assert calm(text) == text


def test_an_excerpt_is_one_short_line() -> None:
    assert excerpt("*Bold*\n\nand  more") == "Bold and more"
    assert len(excerpt("word " * 100)) <= 140
    assert excerpt("x" * 500).endswith("…")


TEXTS = st.text(st.sampled_from("ab *_-`\n@:/1.9é\u0301\u202eאhtps"), max_size=80) | st.text(max_size=80)


@given(text=TEXTS)
def test_nothing_is_shown_that_was_not_written_and_only_marks_are_hidden(text: str) -> None:
    left = iter(text)
    for character in shown(text):
        for passed in left:
            if passed == character:
                break
            assert passed in "*_-`" or calm("a" + text) != "a" + text
        else:
            pytest.fail(f"{character!r} was not written there")
    for span in spans(text):
        assert span.text
        assert sum([bool(span.link), span.time_us is not None, span.person is not None]) <= 1
        assert not span.link or span.link == span.text


@pytest.mark.parametrize(
    "piece", ["*a", "_a_", "`", "1:23 ", "@a ", "https://", "*_-", "a\u0301", "*a* _b_ "]
)
def test_ten_thousand_characters_take_no_time(piece: str) -> None:
    text = (piece * 10_000)[:10_000]
    mentions = [[place, place + 2, str(UUID(int=place))] for place in range(20) if text[place] == "@"]
    start = time.process_time()
    spans(text, mentions)
    assert time.process_time() - start < 0.5

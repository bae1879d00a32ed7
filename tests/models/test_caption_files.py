"""Foreign caption files: what is in them is read, in whatever they come; else a sentence says why not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from models.core.errors import Invalid, NotAllowed, NotFound, PersonError
from models.video.caption_files import extract, take, texts
from models.video.cues import MAX_BYTES, MAX_CUES, MAX_TEXT, Cue, CueList, parse, tidy, write_srt, write_vtt
from models.video.encodings import decode
from models.video.probe import probe
from tests.support.footage import by_hand

SRT = "1\n00:00:01,000 --> 00:00:02,000\n{text}\n"
ASS = """[Script Info]
ScriptType: v4.00+
[V4+ Styles]
Format: Name, Fontname, Fontsize
Style: Default,Arial,20
[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,{\\an8\\b1}Hello\\Nthere
"""

_texts = st.text(max_size=60).map(tidy).filter(bool)
_cues = st.lists(
    st.builds(
        lambda start, length, text: Cue(start * 1000, (start + length) * 1000, text),
        st.integers(0, 35_999_000),
        st.integers(1, 100_000),
        _texts
        | st.sampled_from(
            ("2", "1\n2", "NOTE", "<b>x</b>", "&amp;", "{\\an8}", "a --> b", "WEBVTT", "STYLE\n{}")
        )
        | st.just("00:00:01,000 --> 00:00:02,000"),
    ),
    min_size=1,
    max_size=8,
)


@given(_cues)
def test_what_is_written_is_read_back(cues: list[Cue]) -> None:
    whole = CueList(cues)
    assert parse(write_vtt(whole)) == whole
    assert parse(write_srt(whole)) == whole


@given(st.binary(max_size=400))
@example("﻿1\n00:00:01,000 --> 00:00:02,000\nü".encode("utf-16"))
@example(b"\x00" * 50 + b"-->")
@example(b"\xff\xfe\x00")
def test_no_bytes_raise_anything_but_a_sentence(data: bytes) -> None:
    try:
        cues = parse(decode(data, "ja"))
    except PersonError as error:
        assert error.sentence
    else:
        assert all(cue.text == tidy(cue.text) and 0 <= cue.start_us < cue.end_us for cue in cues)


_pieces = st.lists(
    st.sampled_from(
        ("\n", "\n\n", "1", "2", "WEBVTT", "NOTE", "STYLE", "-->", " --> ", "00:00:01,000", "-00:00:05.000",
         "99:59", "00:00:01,000 --> 00:00:02,000", "00:02 --> 00:01", "<i>", "<", "&lt;", "&#10;", "{\\an8",
         "}", "text", "\u2028", "\x0b", "\ud800", "\u202e")
    ),
    max_size=40,
)  # fmt: skip


@given(_pieces)
def test_no_mixture_of_their_parts_breaks_the_parser(pieces: list[str]) -> None:
    try:
        cues = parse("".join(pieces))
    except Invalid as error:
        assert "no captions" in error.sentence
    else:
        assert parse(write_vtt(cues)) == cues


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<script>alert(1)</script>", "alert(1)"),
        ("<img src=x onerror=alert(1)>Hello", "Hello"),
        ('<a href="file:///etc/passwd">click</a>', "click"),
        ("&lt;b&gt;literal&lt;/b&gt;", "<b>literal</b>"),
        ("{\\an8\\pos(1,2)}Hello", "Hello"),
        ("a\x00b\x1b[31mc", "ab[31mc"),
        ("one\n\nafter an empty line", "one\nafter an empty line"),
        ("x" * 5000, "x" * MAX_TEXT),
    ],
)
def test_texts_are_plain_whatever_was_in_them(text: str, shown: str) -> None:
    [cue] = parse(SRT.format(text=text))
    assert cue.text == shown


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("-00:00:05,000 --> 00:00:02,000\nx", [(0, 2)]),
        ("-00:00:05,000 --> -00:00:02,000\nx", []),
        ("00:00:05,000 --> 00:00:02,000\nbackwards", []),
        ("00:05 --> 00:07\nx", [(5, 7)]),
        ("90:00 --> 91:00\nx", [(5400, 5460)]),
        ("00:00:01.5 -> 00:00:02.25\nx", [(1.5, 2.25)]),
        ("1\n00:00:01,000 --> 00:00:02,000\none\n2\n00:00:02,000 --> 00:00:03,000\ntwo", [(1, 2), (2, 3)]),
        ("00:00:01,000 --> 00:00:02,000\na\n00:00:01,500 --> 00:00:03,000\nb", [(1, 2), (1.5, 3)]),
    ],
)
def test_times_as_they_are_found(text: str, times: list[tuple[float, float]]) -> None:
    try:
        found = [(cue.start_us / 1e6, cue.end_us / 1e6) for cue in parse(text)]
    except Invalid:
        found = []
    assert found == times


def test_compact_files_lose_their_numbers_and_keep_those_that_are_said() -> None:
    compact = "1\n00:00:01,000 --> 00:00:02,000\nHello\n2\n00:00:02,000 --> 00:00:03,000\n1984\n"
    assert [cue.text for cue in parse(compact)] == ["Hello", "1984"]


def test_many_at_once_are_found_quickly_and_shown_in_part() -> None:
    cues = CueList([Cue(n, 10_000_000, f"line {n}") for n in range(20_000)])
    shown = cues.at(5_000_000).split("\n")
    assert len(shown) == 20
    assert shown[-1] == "line 19999"


def test_a_million_cues_are_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "million.vtt"
    with path.open("w") as file:
        file.write("WEBVTT\n\n")
        for n in range(MAX_CUES + 1):
            file.write(f"00:00.{n % 900:03} --> 00:01\nx\n\n")
    with pytest.raises(Invalid, match="more than 100000 captions"):
        take(path, tmp_path)
    with path.open("a") as file:
        file.write("00:00.000 --> 00:01.000\nx\n\n" * 300_000)
    with pytest.raises(Invalid, match="larger than 8 MB"):
        take(path, tmp_path)


@pytest.mark.parametrize(
    ("name", "text", "encoding"),
    [
        ("a.srt", "Fünf", "utf-8-sig"),
        ("a.srt", "Fünf", "utf-16"),
        ("a.srt", "Fünf", "utf-16-le"),
        ("a.srt", "Fünf", "utf-32"),
        ("a.srt", "Fünf – “so”", "cp1252"),
        ("a.ru.srt", "Пять минут", "cp1251"),
        ("a.el.srt", "Πέντε", "cp1253"),
        ("a.ja.srt", "五分です", "cp932"),
        ("a.zh.srt", "五分钟以后", "gb18030"),
    ],
)
def test_every_usual_encoding(tmp_path: Path, name: str, text: str, encoding: str) -> None:
    path = tmp_path / name
    path.write_bytes(SRT.format(text=text).encode(encoding))
    language = name.split(".")[1] if name.count(".") > 1 else ""
    assert take(path, tmp_path, language=language).lines == [[1_000_000, text]]


@pytest.mark.parametrize("name", ["a.ass", "a.srt", "a.SSA"])
def test_substation_alpha_is_read_by_ffmpeg(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(ASS)
    taken = take(path, tmp_path)
    assert taken.lines == [[1_000_000, "Hello\nthere"]]
    assert taken.vtt.startswith(b"WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nHello\nthere")


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.srt", b"", "is empty"),
        ("a.srt", os.urandom(3000), "no captions"),
        ("a.ass", os.urandom(3000), "no captions"),
        ("a.sub", b"\x00\x00\x01\xba" + os.urandom(3000), "no captions"),
        ("a.vtt", b"WEBVTT\n\nNOTE nothing here\n", "no captions"),
        ("a.srt", b"<html><script>1 --> 2</script></html>", "no captions"),
    ],
)
def test_what_is_not_captions_is_refused(tmp_path: Path, name: str, data: bytes, sentence: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(Invalid, match=sentence):
        take(path, tmp_path)
    assert [left.name for left in tmp_path.iterdir()] == [name], "nothing is left behind"


def test_what_cannot_be_opened_says_why(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="not there any more"):
        take(tmp_path / "gone.srt", tmp_path)
    (tmp_path / "folder.srt").mkdir()
    with pytest.raises(Invalid, match="is a folder"):
        take(tmp_path / "folder.srt", tmp_path)
    (tmp_path / "loop.srt").symlink_to(tmp_path / "loop.srt")
    with pytest.raises(Invalid, match="leads back to itself"):
        take(tmp_path / "loop.srt", tmp_path)
    os.mkfifo(tmp_path / "pipe.srt")
    with pytest.raises(Invalid, match="a device or a pipe"):
        take(tmp_path / "pipe.srt", tmp_path)
    if os.geteuid():
        (tmp_path / "secret.srt").touch(mode=0)
        with pytest.raises(NotAllowed):
            take(tmp_path / "secret.srt", tmp_path)
    assert MAX_BYTES == 8 << 20


def test_captions_inside_a_film_are_found_and_pictures_left_out(tmp_path: Path) -> None:
    for name, text in (("a.srt", SRT.format(text="Hello <i>you</i>")), ("b.ass", ASS)):
        (tmp_path / name).write_text(text)
    film = tmp_path / "film.mkv"
    by_hand(
        "-f", "lavfi", "-i", "testsrc2=size=128x72:rate=10:duration=3",
        *("-i", str(tmp_path / "a.srt"), "-i", str(tmp_path / "b.ass")),
        *("-map", "0", "-map", "1", "-map", "2", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:s", "copy"),
        *("-metadata:s:s:0", "language=ger", "-metadata:s:s:1", "title=Signs"),
        *("-disposition:s:0", "hearing_impaired", "-disposition:s:1", "forced", str(film)),
    )  # fmt: skip
    media = probe(film)
    assert [(s.language, s.title, s.kind) for s in media.subtitles] == [
        ("ger", "", "captions"),
        ("", "Signs", "forced"),
    ]
    found = list(extract(film, texts(media.subtitles), tmp_path))
    assert [taken.lines for _, taken in found] == [[[1_000_000, "Hello you"]], [[1_000_000, "Hello\nthere"]]]


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=1, max_size=2000))
def test_the_child_refuses_or_reads_and_never_breaks(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "any.vtt"
    path.write_bytes(b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + data)
    try:
        assert take(path, tmp_path).lines
    except PersonError as error:
        assert error.sentence

"""Caption files as they are found."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.errors import Invalid, NotFound
from models.video.cues import MAX_BYTES, Cue, CueList, parse, read

SRT = """1
00:00:01,000 --> 00:00:02,500
<i>First</i> &amp; foremost

2
00:00:02,000 --> 00:00:04,000 X1:40 X2:600
Second,
in two lines
"""

VTT = """\ufeffWEBVTT - a title

STYLE
::cue { color: red }

NOTE 00:00:00.000 --> 00:00:09.000
not a cue

intro
01:00.5 --> 01:02.000 align:start line:0
<v Mara>{\\an8}Hello <00:01:01.000>there, 1 < 2</v>
"""


def test_subrip_with_markup_and_overlap() -> None:
    cues = parse(SRT.replace("\n", "\r\n"))
    assert cues.at(999_999) == ""
    assert cues.at(1_000_000) == "First & foremost"
    assert cues.at(2_200_000) == "First & foremost\nSecond,\nin two lines"
    assert cues.at(2_500_000) == "Second,\nin two lines"
    assert cues.at(4_000_000) == ""


def test_webvtt_with_styles_notes_and_short_times() -> None:
    assert list(parse(VTT)) == [Cue(60_500_000, 62_000_000, "Hello there, 1 < 2")]


@pytest.mark.parametrize(
    "text", ["", "WEBVTT\n", "hello\nworld", "00:00:05,000 --> 00:00:05,000\nnever shown"]
)
def test_a_file_without_a_cue_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="no captions"):
        parse(text)


def test_encodings(tmp_path: Path) -> None:
    text = "1\n00:00:05,000 --> 00:00:06,000\nFünf\n"
    for name in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        (tmp_path / name).write_bytes(text.encode(name))
        assert read(tmp_path / name).at(5_500_000) == "Fünf"


def test_a_missing_or_huge_file_has_its_sentence(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="cannot be read"):
        read(tmp_path / "none.srt")
    (tmp_path / "huge.srt").write_bytes(b" " * (MAX_BYTES + 1))
    with pytest.raises(Invalid, match="larger than 8 MB"):
        read(tmp_path / "huge.srt")


def test_the_real_ones() -> None:
    folder = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "video"
    if not folder.is_dir():
        pytest.skip("the shared data is not on this machine")
    german = read(folder / "mp4p_count-subs-deutsch.srt")
    assert (german.at(5_500_000), german.at(7_000_000), german.at(8_999_999)) == ("Fünf", "", "Vier")
    dutch = read(folder / "mp4p_Tears_Of_Steel_nld.vtt")
    assert dutch.at(28_000_000) == "...jij hebt jouw robotica, en ik\nwil gewoon lekker de ruimte in."


@given(st.text(max_size=300))
def test_no_text_breaks_the_parser(text: str) -> None:
    with contextlib.suppress(Invalid):
        assert len(parse(text)) > 0


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 20)), max_size=12), st.integers(0, 80))
def test_look_up_agrees_with_a_plain_search(spans: list[tuple[int, int]], at: int) -> None:
    cues = [Cue(start, start + length, f"{start} {length}") for start, length in spans]
    shown = CueList(cues).at(at).split("\n")
    assert sorted(filter(None, shown)) == sorted(cue.text for cue in cues if cue.start_us <= at < cue.end_us)

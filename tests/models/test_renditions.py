"""The plan's promises hold for any picture: never larger, even, cut on one grid, within its estimate."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.video.media import AudioStream, MediaInfo, VideoStream, from_json, to_json
from models.video.renditions import LADDER, Plan, Settings, can_copy, frame_rate, plan


def video(**changes: object) -> VideoStream:
    values: dict[str, object] = {
        "index": 0,
        "codec": "h264",
        "profile": "High",
        "pix_fmt": "yuv420p",
        "width": 1920,
        "height": 1080,
        "rotation": 0,
        "sample_aspect": Fraction(1),
        "frame_rate": Fraction(25),
        "bit_rate": 4_000_000,
        "transfer": 1,
        "interlaced": False,
        "start_us": 0,
        "end_us": 60_000_000,
        "key_frames_us": tuple(range(0, 60_000_000, 2_000_000)),
        "clean_key_frames": True,
        "constant": True,
    }
    values |= changes
    values.setdefault("display_width", values["width"])
    values.setdefault("display_height", values["height"])
    return VideoStream(**values)  # type: ignore[arg-type]


def film(picture: VideoStream, *audio: AudioStream) -> MediaInfo:
    return MediaInfo(
        container="mov,mp4",
        size=1,
        modified_ns=1,
        stated_us=picture.end_us,
        duration_us=picture.end_us,
        video=(picture,),
        audio=audio,
        subtitles=(),
        chapters=(),
        tags={},
    )


def sound(**changes: object) -> AudioStream:
    values: dict[str, object] = {
        "index": 1,
        "codec": "aac",
        "profile": "LC",
        "channels": 2,
        "sample_rate": 48_000,
        "bit_rate": 128_000,
        "language": "deu",
        "title": "",
        "start_us": 0,
        "end_us": 60_000_000,
    }
    return AudioStream(**(values | changes))  # type: ignore[arg-type]


sides = st.integers(2, 8192)
lengths = st.integers(1, 3 * 3_600_000_000)
rates = st.fractions(Fraction(1, 2), 240, max_denominator=1001)


@given(sides, sides, lengths, rates, st.booleans())
def test_promises_of_any_plan(width: int, height: int, length: int, rate: Fraction, copy: bool) -> None:
    keys = tuple(range(0, length, 1_500_000)) if length < 600_000_000 else (0,)
    picture = video(width=width, height=height, frame_rate=rate, end_us=length, key_frames_us=keys)
    made = plan(film(picture, sound()), Settings(copy=copy))
    shorts = [min(rung.width, rung.height) for rung in made.rungs]
    assert shorts == sorted(set(shorts), reverse=True)
    for rung in made.encoded:
        assert rung.width <= max(width, 2) and rung.height <= max(height, 2)
        assert rung.width % 2 == 0 and rung.height % 2 == 0
        assert abs(rung.width * height - rung.height * width) <= 2 * max(width, height)
    assert [rung.copied for rung in made.rungs[1:]] == [False] * (len(made.rungs) - 1)
    assert made.starts[0] == 0
    assert all(a < b for a, b in zip(made.starts, made.starts[1:], strict=False))
    assert made.starts_us[-1] <= length + 1_000_000 / made.frame_rate
    assert 1 <= made.frame_rate <= 60
    assert made.frame_rate >= min(rate, Fraction(60)) * Fraction(998, 1000)
    most = sum(r.bit_rate for r in made.rungs) + sum(s.bit_rate for s in made.sounds)
    assert made.disk_bytes >= made.output_bytes >= most * length // 8_000_000
    assert from_json(Plan, to_json(made)) == made


@given(st.lists(st.integers(40_000, 6_000_000), min_size=1, max_size=60))
def test_copied_segments_start_at_key_frames_and_stay_short(gaps: list[int]) -> None:
    keys = [0]
    for gap in gaps[:-1]:
        keys.append(keys[-1] + gap // 40_000 * 40_000 or 40_000)
    keys = sorted(set(keys))
    picture = video(key_frames_us=tuple(keys), end_us=keys[-1] + gaps[-1])
    made = plan(film(picture))
    assert made.rungs[0].copied
    assert {start * 40_000 for start in made.starts} <= set(keys)
    ends = (*made.starts_us, picture.end_us)
    assert max(b - a for a, b in pairwise(ends)) <= 10_000_000


@pytest.mark.parametrize(
    "changes",
    [
        {"codec": "hevc"},
        {"pix_fmt": "yuv422p10le"},
        {"rotation": 90},
        {"sample_aspect": Fraction(4, 3)},
        {"interlaced": True},
        {"transfer": 16},
        {"clean_key_frames": False},
        {"constant": False},
        {"key_frames_us": (0, 6_500_000), "end_us": 8_000_000},
        {"key_frames_us": (2_000_000,)},
        {"key_frames_us": ()},
    ],
)
def test_what_does_not_fit_is_encoded(changes: dict[str, object]) -> None:
    assert can_copy(video())
    assert not can_copy(video(**changes))


def test_the_ladder_of_full_hd_and_of_a_telephone_held_upright() -> None:
    names = [(r.name, r.width, r.height) for r in plan(film(video()), Settings(copy=False)).rungs]
    assert names == [("1080p", 1920, 1080), ("720p", 1280, 720), ("480p", 852, 480), ("360p", 640, 360)]
    upright = video(rotation=90, display_width=1080, display_height=1920)
    assert [(r.name, r.width, r.height) for r in plan(film(upright)).rungs][1] == ("720p", 720, 1280)
    huge = video(width=7680, height=4320, codec="av1")
    assert plan(film(huge)).rungs[0].name == f"{LADDER[0]}p"


def test_sounds_are_copied_only_where_they_fit() -> None:
    made = plan(
        film(video(), sound(), sound(index=2, codec="opus", channels=6), sound(index=3, profile="HE-AAC"))
    )
    assert [(s.stream, s.copied, s.channels) for s in made.sounds] == [
        (1, True, 2),
        (2, False, 2),
        (3, False, 2),
    ]


def test_rates_are_tidied() -> None:
    assert frame_rate(Fraction(30000, 1001)) == Fraction(30000, 1001)
    assert frame_rate(Fraction(1920000, 64065)) == Fraction(30000, 1001)
    assert frame_rate(Fraction(120)) == 60
    assert frame_rate(Fraction(17, 3)) == 6
    assert frame_rate(Fraction(1, 10)) == 1

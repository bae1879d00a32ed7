"""Posters, the seek bar's sheet and the waveform show what is in the film."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from models.core.errors import Invalid, PersonError
from models.video.pictures import poster_candidates, poster_from_picture, seek_sheet
from models.video.probe import probe
from models.video.sound import waveform
from tests.support.footage import by_hand

Clip = Callable[..., Path]


def size(picture: Path, tmp_path: Path) -> tuple[int, int]:
    film = tmp_path / "one.mkv"
    by_hand("-i", str(picture), "-c:v", "mjpeg", str(film))
    stream = probe(film).picture
    return stream.width, stream.height


def test_black_pictures_are_not_offered(footage: Clip, tmp_path: Path) -> None:
    source = footage("dark.mp4", "-vf", "drawbox=t=fill:c=black:enable='lt(t,5)'", seconds=10)
    posters = poster_candidates(source, probe(source), tmp_path, count=4)
    assert [poster.moment_us for poster in posters] == [6_250_000, 8_750_000]
    assert all(poster.brightness > 60 and poster.path.stat().st_size > 1000 for poster in posters)


def test_a_dropped_picture_becomes_a_poster(tmp_path: Path) -> None:
    picture, target = tmp_path / "-y %03d.png", tmp_path / "poster.jpg"
    by_hand(
        "-f", "lavfi", "-i", "testsrc2=s=2560x1440", "-frames:v", "1", "-update", "1", str(tmp_path / "a.png")
    )
    (tmp_path / "a.png").rename(picture)
    poster_from_picture(picture, target)
    assert size(target, tmp_path) == (1280, 720)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["-y %03d.png", "one.mkv", "poster.jpg"]


def test_a_picture_bomb_and_a_text_are_refused(tmp_path: Path) -> None:
    bomb, text, target = tmp_path / "bomb.png", tmp_path / "text.png", tmp_path / "poster.jpg"
    by_hand("-f", "lavfi", "-i", "color=red:s=9000x9000", "-frames:v", "1", "-update", "1", str(bomb))
    text.write_text("no picture")
    with pytest.raises(Invalid, match="too large"):
        poster_from_picture(bomb, target)
    with pytest.raises(Invalid, match="not a picture"):
        poster_from_picture(text, target)
    assert not target.exists()


@pytest.mark.parametrize("seconds", [5.5, 130])
def test_the_sheet_has_a_tile_for_every_moment(footage: Clip, tmp_path: Path, seconds: float) -> None:
    source = footage(f"sheet{seconds}.mp4", "-g", "20", size="160x90", seconds=seconds, rate="5", sound=False)
    sheet = seek_sheet(source, probe(source), tmp_path / "sheet.jpg")
    assert size(sheet.path, tmp_path) == (sheet.columns * sheet.tile_width, sheet.rows * sheet.tile_height)
    assert sheet.count <= sheet.columns * sheet.rows <= 110
    assert sheet.count * sheet.interval_us >= seconds * 1_000_000
    last = sheet.tile_at(10**12)
    assert last == ((sheet.count - 1) % sheet.columns * 160, (sheet.count - 1) // sheet.columns * 90)


def test_the_waveform_and_the_loudness_of_a_tone(footage: Clip, tmp_path: Path) -> None:
    source = tmp_path / "tone.mkv"
    tone = "sine=frequency=997:duration=6:sample_rate=48000,volume=enable='gte(t,3)':volume=0"
    by_hand("-f", "lavfi", "-i", "color=s=16x16:d=6", "-f", "lavfi", "-i", tone, "-c:a", "flac", str(source))
    media = probe(source)
    wave = waveform(source, media.audio[0], buckets=60)
    assert len(wave.peaks) == 60 and wave.bucket_us == 100_000
    assert set(wave.peaks[2:28]) == {32}, "the tone's amplitude is an eighth of full scale"
    assert max(wave.peaks[32:]) == 0
    assert wave.lufs is not None and abs(wave.lufs + 21.1) < 1.0


def test_silence_has_no_loudness_and_no_failure_has_a_number(tmp_path: Path, footage: Clip) -> None:
    source = tmp_path / "silent.mkv"
    by_hand(
        "-f",
        "lavfi",
        "-i",
        "color=s=16x16:d=2",
        "-f",
        "lavfi",
        "-i",
        "anullsrc=d=2",
        "-shortest",
        str(source),
    )
    media = probe(source)
    assert waveform(source, media.audio[0]).lufs is None
    source.write_bytes(b"gone")
    with pytest.raises(PersonError):
        waveform(source, media.audio[0])

"""Every file gets the truth about it, or one sentence of its own that says why it is no video."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from models.core.errors import Invalid, NotAllowed, NotFound, PersonError, Unavailable
from models.video import ffmpeg, integrity
from models.video.media import NAMED_BY_CONTENT, MediaInfo, from_json, to_json
from models.video.probe import probe, unchanged
from tests.support.footage import by_hand

Clip = Callable[..., Path]


def test_everything_about_a_clip(footage: Clip, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text(
        ";FFMETADATA1\ntitle=Die Reise\n"
        "[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=2000\ntitle=Eins\n"
        "[CHAPTER]\nTIMEBASE=1/1000\nSTART=2000\nEND=6000\ntitle=Zwei\n"
    )
    path = tmp_path / "clip.mkv"
    source = footage("ntsc.mp4", "-g", "30", rate="30000/1001")
    by_hand("-i", str(source), "-i", str(notes), "-map_metadata", "1", "-c", "copy", str(path))
    media = probe(path)
    picture = media.picture
    assert (media.title, media.size) == ("Die Reise", path.stat().st_size)
    assert [(c.start_us, c.end_us, c.title) for c in media.chapters] == [
        (0, 2_000_000, "Eins"),
        (2_000_000, 6_000_000, "Zwei"),
    ]
    assert (picture.codec, picture.width, picture.height, picture.rotation) == ("h264", 320, 180, 0)
    assert picture.frame_rate == Fraction(30000, 1001)
    assert picture.clean_key_frames and not picture.hdr
    assert abs(picture.key_frame_gap_us - 1_001_000) < 2_000
    assert (media.audio[0].codec, media.audio[0].sample_rate) == ("aac", 44_100)
    assert abs(media.duration_us - 6_000_000) < 60_000
    assert from_json(MediaInfo, to_json(media)) == media


def test_a_turned_picture_with_wide_pixels_is_told_upright(footage: Clip, tmp_path: Path) -> None:
    source = footage("wide.mp4", "-vf", "setsar=2", seconds=1)
    turned = tmp_path / "turned.mp4"
    by_hand("-display_rotation", "90", "-i", str(source), "-c", "copy", str(turned))
    picture = probe(turned).picture
    assert (picture.display_width, picture.display_height, picture.rotation) == (180, 640, 90)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("made_empty.mp4", "This file is empty."),
        ("made_random.mp4", "contents are in no known format"),
        ("made_truncated.mp4", "The file ends after 0.4 of 1.1 MB: its index is missing."),
        ("made_audio_only.m4a", "sound but no picture"),
        ("mp4p_count-subs-deutsch.srt", "This file has no picture."),
    ],
)
def test_samples_that_are_no_video(samples: Path, name: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        probe(samples / name)


def test_damage_is_counted_and_the_rest_decoded(samples: Path) -> None:
    broken, sound = samples / "made_bitflips.mp4", samples / "bigbuckbunny.mp4"
    found = integrity.check(broken, probe(broken))
    assert found.damaged and found.complete
    assert not integrity.check(sound, probe(sound)).damaged


@pytest.mark.parametrize(
    ("name", "words"), [("front.mp4", ("-movflags", "+faststart")), ("cut.mkv", ()), ("cut.avi", ())]
)
def test_a_file_that_was_cut_says_how_much_is_there(
    footage: Clip, tmp_path: Path, name: str, words: tuple[str, ...]
) -> None:
    whole = footage(name, *words)
    part = tmp_path / name
    part.write_bytes(whole.read_bytes()[: whole.stat().st_size * 2 // 3])
    with pytest.raises(Invalid, match=r"The file ends after 0\.\d of \d\.\d MB: the rest is missing"):
        probe(part)


def test_files_that_are_no_files(tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    os.mkfifo(tmp_path / "pipe")
    for path, kind, sentence in (
        (tmp_path, Invalid, "This is a folder"),
        (loop, Invalid, "cannot be opened"),
        (tmp_path / "pipe", Invalid, "a device or a pipe"),
        (tmp_path / "absent", NotFound, "no longer there"),
    ):
        with pytest.raises(kind, match=sentence):
            probe(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "closed.mp4"
    path.write_bytes(b"x")
    path.chmod(0)
    with pytest.raises(NotAllowed):
        probe(path)


@pytest.mark.parametrize("name", ["-y -i.mp4", "a\nb\r.mp4", "%03d.mp4", "http:x|y?.mp4", "x" * 251 + ".mp4"])
def test_any_name_will_do(footage: Clip, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(footage("short.mp4", seconds=1).read_bytes())
    media = probe(path)
    assert media.picture.width == 320
    assert integrity.check(path, media).complete


def test_a_playlist_cannot_reach_other_files(footage: Clip, tmp_path: Path) -> None:
    secret = footage("short.mp4", seconds=1)
    path = tmp_path / "list.mp4"
    path.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://{secret}\n#EXT-X-ENDLIST\n")
    with pytest.raises(Invalid):
        probe(path)


def test_pictures_and_covers_are_no_videos(footage: Clip, tmp_path: Path) -> None:
    still, song = tmp_path / "still.png", tmp_path / "song.mp3"
    by_hand("-f", "lavfi", "-i", "color=red:s=64x64", "-frames:v", "1", str(still))
    tone = ["-f", "lavfi", "-i", "sine=duration=1", "-i", str(still), "-map", "0", "-map", "1"]
    by_hand(*tone, "-c:v", "copy", "-disposition:v", "attached_pic", str(song))
    with pytest.raises(Invalid, match="a picture or a list"):
        probe(still)
    with pytest.raises(Invalid, match="sound but no picture"):
        probe(song)


def test_a_file_that_grows_is_noticed(footage: Clip, tmp_path: Path) -> None:
    path = tmp_path / "growing.mp4"
    path.write_bytes(footage("short.mp4", seconds=1).read_bytes())
    media = probe(path)
    unchanged(path, media)
    with path.open("ab") as file:
        file.write(b"more")
    with pytest.raises(Invalid, match="changed while it was being read"):
        unchanged(path, media)


def test_a_blob_that_is_put_once_more_has_not_changed(footage: Clip, tmp_path: Path) -> None:
    path = tmp_path / "blob"
    path.write_bytes(footage("short.mp4", seconds=1).read_bytes())
    media = replace(probe(path), modified_ns=NAMED_BY_CONTENT)
    os.utime(path, ns=(1, 1))
    unchanged(path, media)
    with pytest.raises(PersonError):
        unchanged(path, replace(media, modified_ns=2))


def test_without_ffmpeg_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ffmpeg, "_places", lambda: [Path("/nowhere/ffmpeg")])
    ffmpeg.find.cache_clear()
    with pytest.raises(Unavailable, match=r"ffmpeg program.*Install ffmpeg") as told:
        ffmpeg.find()
    assert isinstance(told.value, PersonError)
    ffmpeg.find.cache_clear()


def test_the_newest_ffmpeg_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for path, version, library in ((old, "5.1.6", "57. 28.100"), (new, "N-1-gab", "60.  3.100")):
        text = f"ffmpeg version {version} x\nconfiguration: --enable-libx264\nlibavutil      {library} / x"
        path.write_text(f"#!/bin/sh\ncat <<'E'\n{text}\nE\n")
        path.chmod(0o755)
    monkeypatch.setattr(ffmpeg, "_places", lambda: [new, old])
    ffmpeg.find.cache_clear()
    assert ffmpeg.find() == ffmpeg.Ffmpeg(new, "N-1-gab", (60, 3, 100))
    ffmpeg.find.cache_clear()


def test_captions_that_outlast_the_film_do_not_make_it_look_cut_off(tmp_path: Path) -> None:
    """They count for the stated length; a film that really is cut off is still refused."""
    srt = tmp_path / "long.srt"
    srt.write_text(
        "1\n00:00:01,000 --> 00:00:02,000\nOne\n\n2\n00:00:20,000 --> 00:00:30,000\nAfter the end\n"
    )
    film = tmp_path / "film.mkv"
    picture = "testsrc2=size=128x72:rate=10:duration=4"
    words = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:s", "srt")
    by_hand("-f", "lavfi", "-i", picture, "-i", str(srt), "-map", "0", "-map", "1", *words, str(film))
    media = probe(film)
    assert (media.duration_us, media.stated_us) == (4_000_000, 4_000_000)
    srt.write_text("1\n00:00:01,000 --> 00:00:09,000\nOne\n")
    picture = "testsrc2=size=320x180:rate=5:duration=60"
    by_hand("-f", "lavfi", "-i", picture, "-i", str(srt), "-map", "0", "-map", "1", *words, str(film))
    film.write_bytes(film.read_bytes()[: film.stat().st_size // 2])
    with pytest.raises(Invalid, match="missing"):
        probe(film)

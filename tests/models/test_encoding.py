"""Renditions are whole, upright and aligned, and stay so when the work is killed and resumed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from models.core.errors import Invalid, PersonError, Unavailable
from models.core.sandbox import Limits
from models.video import encoding, hls
from models.video.encoding import Encoded, Progress, complete_segments, encode
from models.video.media import from_json, to_json
from models.video.probe import probe
from models.video.renditions import Plan, Settings, plan
from models.video.segments import Index, read_track
from tests.support.footage import by_hand, frames

Clip = Callable[..., Path]
SMALL = Settings(heights=(120, 80), copy=False, preset="ultrafast")


class Stopped(Exception):
    """What a job's check raises when the person pauses."""


def make(source: Path, scratch: Path, settings: Settings = SMALL) -> tuple[Plan, Encoded]:
    media = probe(source)
    wanted = plan(media, settings)
    return wanted, encode(source, media, wanted, scratch)


def times(encoded: Encoded) -> dict[str, list[int]]:
    return {made.name: [moment for moment, _ in frames(made.path)] for made in encoded.renditions}


def segment_starts(index: Index) -> list[int]:
    return [segment.start_us for segment in index.segments]


def assert_whole(encoded: Encoded) -> None:
    """The index covers the file byte by byte and moment by moment, and everything decodes cleanly."""
    for made in encoded.renditions:
        index = made.index
        at, moment = index.init_length, 0
        for segment in index.segments:
            assert (segment.offset, segment.start_us) == (at, moment)
            at, moment = at + segment.length, moment + segment.duration_us
        assert at == made.path.stat().st_size
        assert from_json(Index, to_json(index)) == index
        assert frames(made.path)


def test_a_ladder_with_sound(footage: Clip, tmp_path: Path) -> None:
    source = footage("ladder.mp4", seconds=9, rate="30000/1001")
    told: list[Progress] = []
    media = probe(source)
    wanted = plan(media, SMALL)
    encoded = encode(source, media, wanted, tmp_path, on_progress=told.append)
    assert [(r.name, r.kind, r.width, r.height) for r in encoded.renditions] == [
        ("120p", "picture", 212, 120),
        ("80p", "picture", 142, 80),
        ("sound0", "sound", 0, 0),
    ]
    assert_whole(encoded)
    pictures = encoded.renditions[:2]
    assert segment_starts(pictures[0].index) == segment_starts(pictures[1].index) == [0, 4_004_000, 8_008_000]
    assert [len(moments) for moments in times(encoded).values()][:2] == [270, 270]
    assert not encoded.damaged
    assert told[-1].fraction > 0.9
    assert [p.fraction for p in told] == sorted(p.fraction for p in told)
    assert sum(r.path.stat().st_size for r in encoded.renditions) <= wanted.output_bytes


def test_what_fits_is_copied_bit_by_bit(footage: Clip, tmp_path: Path) -> None:
    source = footage("fits.mp4", "-g", "50", "-bf", "2", "-preset", "veryfast")
    wanted, encoded = make(source, tmp_path, Settings(heights=(90,)))
    copied, small, sound = encoded.renditions
    assert (copied.copied, small.copied, sound.copied) == (True, False, True)
    assert [h for _, h in frames(copied.path)] == [h for _, h in frames(source, "v:0")]
    assert segment_starts(copied.index) == segment_starts(small.index) == list(wanted.starts_us)
    assert_whole(encoded)


@pytest.mark.parametrize("suffix", ["mp4", "ts"])
def test_stopped_at_any_point_it_ends_as_if_it_never_was(footage: Clip, tmp_path: Path, suffix: str) -> None:
    source = footage(f"long.{suffix}", seconds=22)
    media = probe(source)
    wanted = plan(media, SMALL)
    scratch, kept = tmp_path / "b", []
    for stop_at in (0.0, 4.5e6, 8.5e6, 16.5e6):

        def stop(progress: Progress, moment: float = stop_at) -> None:
            if progress.phase == "picture" and progress.done_us >= moment:
                raise Stopped

        try:
            encode(source, media, wanted, scratch, on_progress=stop)
        except Stopped:
            kept.append(complete_segments(wanted, scratch))
    resumed = encode(source, media, wanted, scratch)
    once = encode(source, media, wanted, tmp_path / "a")
    assert times(resumed) == times(once)
    assert [segment_starts(r.index) for r in resumed.renditions] == [
        segment_starts(r.index) for r in once.renditions
    ]
    assert_whole(resumed)
    assert kept == sorted(kept)


def test_a_killed_run_goes_on_at_its_last_complete_segment(footage: Clip, tmp_path: Path) -> None:
    source = footage("long.mp4", seconds=22)
    media = probe(source)
    wanted = plan(media, SMALL)
    code = (
        "import os, signal, sys\nfrom pathlib import Path\n"
        "from models.video.encoding import encode\nfrom models.video.media import MediaInfo, from_json\n"
        "from models.video.renditions import Plan\nfrom models.video.segments import read_track\n"
        "media = from_json(MediaInfo, sys.argv[2]); plan = from_json(Plan, sys.argv[3])\n"
        "place = Path(sys.argv[4])\n"
        "def die():\n"
        "    piece = [place / 'piece' / f'{r.name}.mp4' for r in plan.encoded]\n"
        "    tracks = [read_track(p) for p in piece if p.exists()]\n"
        "    if len(tracks) == len(piece) and all(t and len(t.fragments) >= 2 for t in tracks):\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "encode(Path(sys.argv[1]), media, plan, place, check=die)\n"
    )
    scratch = tmp_path / "killed"
    arguments = [str(source), to_json(media).decode(), to_json(wanted).decode(), str(scratch)]
    done = subprocess.run([sys.executable, "-c", code, *arguments], timeout=60, check=False)
    if done.returncode == 0:
        pytest.skip("the machine encoded everything before it could be killed")
    phases: list[Progress] = []
    encoded = encode(source, media, wanted, scratch, on_progress=phases.append)
    assert all(p.done_us >= 8_000_000 for p in phases if p.phase == "picture"), "it began again"
    assert [len(moments) for moments in times(encoded).values()][:2] == [550, 550]
    assert_whole(encoded)


def test_a_page_lost_in_a_power_cut_is_made_again(footage: Clip, tmp_path: Path) -> None:
    source = footage("long.mp4", seconds=22)
    wanted, encoded = make(source, tmp_path)
    before = times(encoded)
    (tmp_path / "ended").unlink()
    track = read_track(encoded.renditions[0].path)
    assert track is not None
    third = track.fragments[2]
    with encoded.renditions[0].path.open("r+b") as file:
        file.seek(third.offset + third.length - 600)
        file.write(bytes(512))
    assert complete_segments(wanted, tmp_path) == 2
    again = encode(source, probe(source), wanted, tmp_path)
    assert times(again) == before
    assert_whole(again)


def test_sound_and_picture_keep_their_distance(footage: Clip, tmp_path: Path) -> None:
    source = footage("fits.mp4", "-g", "50", "-bf", "2", "-preset", "veryfast")
    late = tmp_path / "late.mp4"
    by_hand(
        "-itsoffset",
        "1.5",
        "-i",
        str(source),
        "-i",
        str(source),
        "-map",
        "0:v",
        "-map",
        "1:a",
        "-c",
        "copy",
        str(late),
    )
    _, encoded = make(late, tmp_path / "work", Settings(heights=(90,)))
    copied, small, sound = encoded.renditions
    shown = {r.name: read_track(r.path) for r in (copied, small, sound)}
    first = {name: Fraction(t.fragments[0].start, t.timescale) for name, t in shown.items() if t}
    assert abs(first[copied.name] - Fraction(3, 2)) < Fraction(1, 20)
    assert first[small.name] == 0, "the encoded picture stands still until its first one"
    assert first[sound.name] < Fraction(1, 20)


@pytest.mark.parametrize("name", ["made_bikes_av1.mp4", "made_bbb_h264_aac.mkv", "made_bikes_mpeg4.avi"])
def test_samples_come_out_decodable(samples: Path, tmp_path: Path, name: str) -> None:
    _, encoded = make(samples / name, tmp_path)
    assert_whole(encoded)
    assert not encoded.damaged


def test_a_turned_sample_comes_out_upright(samples: Path, tmp_path: Path) -> None:
    _, encoded = make(samples / "made_rotate90.mp4", tmp_path)
    info = probe(encoded.renditions[0].path).picture
    assert info.rotation == 0 and info.width < info.height


def test_a_damaged_sample_is_accepted_and_marked(samples: Path, tmp_path: Path) -> None:
    for number, copy in enumerate((True, False)):
        settings = Settings(heights=(120,), copy=copy, preset="ultrafast")
        _, encoded = make(samples / "made_bitflips.mp4", tmp_path / str(number), settings)
        assert encoded.damaged
        assert encoded.decoded_us > 9_500_000


@pytest.mark.parametrize(
    ("name", "words", "options"),
    [
        ("hevc.mp4", ("-tag:v", "hvc1", "-x265-params", "log-level=none"), {"codec": "libx265"}),
        ("ten.mkv", ("-pix_fmt", "yuv420p10le", "-color_trc", "smpte2084"), {"codec": "libx265"}),
        ("odd.mkv", ("-vf", "scale=321:181", "-pix_fmt", "yuv444p"), {"codec": "ffv1"}),
        ("mute.mp4", (), {"sound": False, "rate": "1/2", "seconds": 10}),
        ("fast.mp4", (), {"rate": "120", "seconds": 1}),
    ],
)
def test_all_kinds_come_out_playable(
    footage: Clip, tmp_path: Path, name: str, words: tuple[str, ...], options: dict[str, object]
) -> None:
    source = footage(name, *words, **({"seconds": 2} | options))
    wanted, encoded = make(source, tmp_path)
    assert_whole(encoded)
    assert all(rung.width % 2 == 0 and rung.height % 2 == 0 for rung in wanted.rungs)
    assert bool(probe(encoded.renditions[0].path).picture.hdr) is False


def test_a_picture_that_stops_early_is_refused(footage: Clip, tmp_path: Path) -> None:
    whole = footage("long.mp4", seconds=22)
    for name, settings in (("copied", Settings(heights=(180,))), ("encoded", SMALL)):
        source = tmp_path / f"{name}.mp4"
        data = bytearray(whole.read_bytes())
        lost = range(len(data) // 3, data.rindex(b"moov") - 4)
        data[lost.start : lost.stop] = bytes(len(lost))
        source.write_bytes(data)
        with pytest.raises(Invalid, match=r"The video stops at 0:\d\d of 0:22"):
            make(source, tmp_path / name, settings)


def test_a_changed_file_is_not_gone_on_with(footage: Clip, tmp_path: Path) -> None:
    source = tmp_path / "clip.mp4"
    source.write_bytes(footage("short.mp4", seconds=1).read_bytes())
    media = probe(source)
    os.utime(source, ns=(1, 1))
    with pytest.raises(Invalid, match="changed"):
        encode(source, media, plan(media, SMALL), tmp_path / "work")
    source.unlink()
    with pytest.raises(PersonError, match="no longer there"):
        encode(source, media, plan(media, SMALL), tmp_path / "work")


def test_a_full_disk_is_a_sentence_and_keeps_what_is_done(
    footage: Clip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = footage("long.mp4", seconds=22)
    media = probe(source)
    wanted = plan(media, SMALL)
    monkeypatch.setattr(encoding, "_LIMITS", Limits(file_size=230_000))
    with pytest.raises(Unavailable):
        encode(source, media, wanted, tmp_path)
    monkeypatch.undo()
    assert_whole(encode(source, media, wanted, tmp_path))


def test_a_scratch_folder_that_cannot_be_made_is_a_sentence(footage: Clip, tmp_path: Path) -> None:
    source = footage("short.mp4", seconds=1)
    media = probe(source)
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    with pytest.raises(Unavailable, match="cannot be used"):
        encode(source, media, plan(media, SMALL), in_the_way / "work")


def test_playlists_tell_the_player_everything(footage: Clip, tmp_path: Path) -> None:
    _, encoded = make(footage("ladder.mp4", seconds=9, rate="30000/1001"), tmp_path)
    for made in encoded.renditions:
        (tmp_path / f"{made.name}.m3u8").write_text(hls.playlist(made.index, made.path.name))
    text = hls.master(encoded.renditions, "{}.m3u8".format)
    (tmp_path / "master.m3u8").write_text(text)
    assert 'RESOLUTION=212x120,CODECS="avc1.' in text
    assert "FRAME-RATE=29.970" in text and 'mp4a.40.2",' in text
    for made in encoded.renditions:
        assert frames(tmp_path / f"{made.name}.m3u8") == frames(made.path)
    by_hand("-i", str(tmp_path / "master.m3u8"), "-map", "0", "-c", "copy", str(tmp_path / "all.mp4"))
    found = probe(tmp_path / "all.mp4")
    assert ([v.height for v in found.video], len(found.audio)) == ([120, 80], 1)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")
@pytest.mark.parametrize(
    ("options", "sentence"), [("size=300k", "The disk is full"), ("ro", "cannot be used")]
)
def test_a_small_and_a_closed_disk_are_sentences(
    footage: Clip, tmp_path: Path, options: str, sentence: str
) -> None:
    source = footage("long.mp4", seconds=22)
    media = probe(source)
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(disk)], check=False)
    if mounted.returncode:
        pytest.skip("this machine does not let root mount")
    try:
        with pytest.raises(Unavailable, match=sentence):
            encode(source, media, plan(media, SMALL), disk / "work")
    finally:
        subprocess.run(["umount", str(disk)], check=True)

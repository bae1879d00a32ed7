"""The arguments of the two ffmpeg runs that make renditions; pure, nothing runs here."""

from __future__ import annotations

from pathlib import Path

from models.video.ffmpeg import Ffmpeg, reading
from models.video.media import AudioStream
from models.video.renditions import Plan, Rung, Sound

_MUXER = ("-map_metadata", "-1", "-map_chapters", "-1", "-flush_packets", "1", "-f", "mp4", "-movflags")
"""No metadata goes out (phones write their position into videos); a fragment is on disk when it is made."""
_FLAGS = "+cmaf+skip_trailer+frag_discont"
_PROGRESS = ("-progress", "pipe:1", "-stats_period", "0.5", "-max_error_rate", "1", "-y")
_SEEKABLE = ("mov,", "matroska,")
_SEEK_MARGIN = 2
"""Seconds before the wanted picture: the one shown at that moment may have come earlier."""


def whole_arguments(ffmpeg: Ffmpeg, source: Path, plan: Plan, folder: Path) -> list[str]:
    """One run over the whole file for what needs no pictures decoded: the copied stream and the sounds."""
    words = [*_PROGRESS, *reading(source)]
    for rung in plan.rungs:
        if rung.copied:
            words += ["-map", f"0:{plan.stream}", "-c:v", "copy"]
            words += [*_MUXER, f"{_FLAGS}+frag_keyframe", _file(folder, rung.name)]
    for sound in plan.sounds:
        words += ["-map", f"0:{sound.stream}", *_sound(sound)]
        words += [*_MUXER, _FLAGS, "-frag_duration", "4000000", _file(folder, sound.name)]
    return ffmpeg.command(*words)


def ladder_arguments(
    ffmpeg: Ffmpeg, source: Path, plan: Plan, folder: Path, *, segment: int, container: str, zscale: bool
) -> list[str]:
    """One run, one decode, all encoded rungs, from segment number `segment` to the end.

    Pictures and key frames stand on a fixed grid of numbers from the start of the film, so a later start
    gives the same pictures with the same times. Only containers with a trustworthy index are sought in;
    others are decoded from the start and cut.
    """
    before: list[str] = []
    if segment and container.startswith(_SEEKABLE):
        moment = max(float(plan.starts[segment] / plan.frame_rate) - _SEEK_MARGIN, 0)
        before = ["-copyts", "-start_at_zero", "-noaccurate_seek", "-ss", f"{moment:.6f}"]
    words = [*_PROGRESS, *reading(source, *before), "-filter_complex", _graph(plan, segment, zscale)]
    for number, rung in enumerate(plan.encoded):
        words += ["-map", f"[v{number}]", *_encoder(plan, rung, segment)]
        words += [*_MUXER, f"{_FLAGS}+frag_keyframe", _file(folder, rung.name)]
    return ffmpeg.command(*words)


def sound_arguments(
    ffmpeg: Ffmpeg, source: Path, stream: AudioStream, target: Path, longest_us: int
) -> list[str]:
    """One run for a sound file that becomes a sound track of a video of this length."""
    sound = Sound(
        name=target.stem,
        stream=stream.index,
        language="",
        title="",
        channels=min(stream.channels, 2),
        bit_rate=80_000 * min(stream.channels, 2),
        copied=False,
    )
    words = [*_PROGRESS, *reading(source), "-map", f"0:{stream.index}", *_sound(sound)]
    words += ["-t", f"{longest_us / 1_000_000:.6f}"]
    words += [*_MUXER, _FLAGS, "-frag_duration", "4000000", _file(target.parent, target.stem)]
    return ffmpeg.command(*words)


def _file(folder: Path, name: str) -> str:
    return f"file:{folder.absolute()}/{name}.mp4"


def _sound(sound: Sound) -> list[str]:
    # The encoder's priming block (negative time) is left out: without an edit list it would delay the sound.
    priming = r"noise=drop=lt(pts\,0)"
    if sound.copied:
        return ["-c:a", "copy", "-bsf:a", f"aac_adtstoasc,{priming}"]
    resample = "aresample=48000:async=1:first_pts=0"
    encoder = ["-c:a", "aac", "-b:a", str(sound.bit_rate)]
    return ["-af", resample, "-ac", str(sound.channels), *encoder, "-bsf:a", priming]


def _graph(plan: Plan, segment: int, zscale: bool) -> str:
    rate = f"{plan.frame_rate.numerator}/{plan.frame_rate.denominator}"
    chain = ["bwdif=deint=interlaced"] if plan.deinterlace else []
    chain.append(f"fps={rate}:start_time=0")
    if segment:
        chain.append(f"trim=start_pts={plan.starts[segment]}")
    if plan.tone_map and zscale:
        chain += ["zscale=t=linear:npl=100", "format=gbrpf32le", "zscale=p=bt709"]
        chain += ["tonemap=hable:desat=0", "zscale=t=bt709:m=bt709:r=tv"]
    rungs = plan.encoded
    outlets = "".join(f"[s{number}]" for number in range(len(rungs)))
    parts = [f"[0:{plan.stream}]{','.join(chain)},split={len(rungs)}{outlets}"]
    for number, rung in enumerate(rungs):
        parts.append(f"[s{number}]scale={rung.width}:{rung.height},setsar=1,format=yuv420p[v{number}]")
    return ";".join(parts)


def _encoder(plan: Plan, rung: Rung, segment: int) -> list[str]:
    """H.264 of steady quality below a ceiling, key frames where the plan says and nowhere else."""
    # Half a picture early, so that no rounding moves a key frame to the next one.
    moments = [f"{float((start - 0.5) / plan.frame_rate):.3f}" for start in plan.starts[segment + 1 :]]
    keys = ["-force_key_frames", ",".join(moments)] if moments else []
    return [
        *("-c:v", "libx264", "-preset", plan.preset, "-profile:v", "high", "-crf", str(plan.quality)),
        *("-maxrate", str(rung.bit_rate), "-bufsize", str(2 * rung.bit_rate)),
        *("-g", "1000000", "-sc_threshold", "0", "-forced-idr", "1", *keys, "-fps_mode", "passthrough"),
    ]

"""The child that opens a foreign file with PyAV: `… models.video.probe_child PATH [sound]` → JSON lines.

Reads every packet once without decoding (exact times, sizes and key frames) and decodes the first picture.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import av
from av.stream import Disposition

from models.video.extent import extent

_STILLS = ("image2", "_pipe", "tty", "concat", "hls", "dash", "lavfi", "ico")
_FIRST_PICTURE_PACKETS = 600
_PROGRESS_S = 0.25
_CLOSE_US = 500_000


@dataclass
class Track:
    """What the packets of one stream said, times in µs."""

    start: int | None = None
    end: int = 0
    bytes: int = 0
    packets: int = 0
    keys: list[int] = field(default_factory=list)
    clean: bool = True
    constant: bool = True


def main() -> None:
    path = Path(sys.argv[1])
    found = extent(path)
    result: dict[str, Any] = {
        "extent": found and {"stated": found.stated, "actual": found.actual, "index": found.index}
    }
    result |= _read_sound(path) if sys.argv[2:] == ["sound"] else _read(path)
    print(json.dumps({"result": result}), flush=True)


def _open(path: Path) -> Any:
    return av.open(
        f"file:{path}", container_options={"protocol_whitelist": "file"}, metadata_errors="replace"
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        with _open(path) as container:
            if any(word in container.format.name for word in _STILLS):
                return {"problem": "still"}
            pictures = [stream for stream in container.streams.video if not _is_cover(stream)]
            if not pictures:
                return {"problem": "sound only" if container.streams.audio else "no picture"}
            indexes = [stream.index for stream in pictures]
        shown = {index: frame for index in indexes if (frame := _first_frame(path, index)) is not None}
        if not shown:
            return {"problem": "undecodable"}
        with _open(path) as container:
            return {"media": _describe(container, shown, path.stat().st_size)}
    except (av.FFmpegError, ValueError) as error:
        return {"problem": "unknown format", "reason": str(error)}


def _read_sound(path: Path) -> dict[str, Any]:
    """The first sound, whatever else there is."""
    try:
        with _open(path) as container:
            streams = [stream for stream in container.streams.audio if stream.codec_context is not None]
            if not streams:
                return {"problem": "no sound"}
            tracks = _scan(container, container.start_time or 0, path.stat().st_size)
            return {"sound": _audio(streams[0], tracks[streams[0].index])}
    except (av.FFmpegError, ValueError) as error:
        return {"problem": "unknown format", "reason": str(error)}


def _is_cover(stream: Any) -> bool:
    return bool(stream.disposition & (Disposition.attached_pic | Disposition.still_image))


def _first_frame(path: Path, index: int) -> Any | None:
    """The first picture of a stream that decodes; damaged ones before it are passed over."""
    with _open(path) as container:
        stream = container.streams[index]
        if stream.codec_context is None:
            return None
        for number, packet in enumerate(container.demux(stream)):
            try:
                for frame in packet.decode():
                    return frame
            except av.FFmpegError:
                continue
            if number > _FIRST_PICTURE_PACKETS:
                break
    return None


def _describe(container: Any, shown: dict[int, Any], size: int) -> dict[str, Any]:
    origin = container.start_time or 0
    tracks = _scan(container, origin, size)
    streams = [stream for stream in container.streams if tracks[stream.index].packets]
    video = [_video(s, tracks[s.index], shown[s.index]) for s in streams if s.index in shown]
    audio = [_audio(s, tracks[s.index]) for s in streams if s.type == "audio" and s.codec_context is not None]
    subtitles = [_subtitle(s) for s in container.streams if s.type == "subtitle"]
    ends = [tracks[entry["index"]].end for entry in (*video, *audio)]
    duration = max(ends, default=0)
    # Captions may go on after the film, and count for the length that the file states.
    captions = max((tracks[entry["index"]].end for entry in subtitles), default=0)
    stated = container.duration or 0
    return {
        "container": container.format.name,
        "stated_us": duration if captions > max(duration, stated - _CLOSE_US) else stated,
        "duration_us": duration,
        "video": video,
        "audio": audio,
        "subtitles": subtitles,
        "chapters": [_chapter(chapter, origin) for chapter in container.chapters()],
        "tags": {key.lower(): value for key, value in container.metadata.items()},
    }


def _scan(container: Any, origin: int, size: int) -> dict[int, Track]:
    """Read all packets; a break in the file ends the scan, and the times tell where."""
    tracks = {stream.index: Track() for stream in container.streams}
    told = time.monotonic()
    try:
        for packet in container.demux():
            if packet.size:
                _note(tracks[packet.stream.index], packet, origin)
            if time.monotonic() - told > _PROGRESS_S and packet.pos is not None and size:
                told = time.monotonic()
                print(json.dumps({"progress": min(packet.pos / size, 1.0)}), flush=True)
    except av.FFmpegError as error:
        print(f"packets end early: {error}", file=sys.stderr)
    return tracks


def _note(track: Track, packet: Any, origin: int) -> None:
    track.packets += 1
    track.bytes += packet.size
    moment = packet.pts if packet.pts is not None else packet.dts
    if moment is None:
        return
    start = round(moment * packet.time_base * 1_000_000) - origin
    length = round((packet.duration or 0) * packet.time_base * 1_000_000)
    track.start = start if track.start is None else min(track.start, start)
    track.end = max(track.end, start + length)
    stream = packet.stream
    if stream.type != "video":
        return
    if packet.has_sidedata("new_extradata"):
        track.constant = False
    if packet.is_keyframe:
        track.keys.append(start)
        if stream.codec_context is not None and stream.codec_context.codec.canonical_name == "h264":
            track.clean = track.clean and _has_idr(
                bytes(packet), bytes(stream.codec_context.extradata or b"")
            )


def _has_idr(data: bytes, extradata: bytes) -> bool:
    """Whether an H.264 access unit holds an IDR slice (NAL unit type 5, ITU-T H.264 table 7-1)."""
    if extradata[:1] != b"\x01":  # Annex B: start codes
        parts = data.split(b"\x00\x00\x01")[1:]
        return any(part and part[0] & 0x1F == 5 for part in parts)
    width, at = (extradata[4] & 3) + 1, 0
    while at + width < len(data):
        if data[at + width] & 0x1F == 5:
            return True
        at += width + int.from_bytes(data[at : at + width], "big")
    return False


def _video(stream: Any, track: Track, frame: Any) -> dict[str, Any]:
    context = stream.codec_context
    aspect = stream.sample_aspect_ratio or 1
    width, height = round(frame.width * aspect), frame.height
    rotation = int(frame.rotation) % 360
    if rotation % 180:
        width, height = height, width
    length = max(track.end - (track.start or 0), 1)
    average = stream.average_rate or 0
    base = stream.base_rate or average or 25
    return {
        "index": stream.index,
        "codec": context.codec.canonical_name,
        "profile": stream.profile or "",
        "pix_fmt": frame.format.name,
        "width": frame.width,
        "height": frame.height,
        "display_width": width,
        "display_height": height,
        "rotation": rotation,
        "sample_aspect": str(aspect),
        "frame_rate": str(base if not average or base <= 2 * average else average),
        "bit_rate": round(track.bytes * 8_000_000 / length),
        "transfer": int(frame.color_trc or context.color_trc or 2),
        "interlaced": bool(frame.interlaced_frame),
        "start_us": track.start or 0,
        "end_us": track.end,
        "key_frames_us": sorted(track.keys),
        "clean_key_frames": track.clean,
        "constant": track.constant,
    }


def _audio(stream: Any, track: Track) -> dict[str, Any]:
    context = stream.codec_context
    length = max(track.end - (track.start or 0), 1)
    return {
        "index": stream.index,
        "codec": context.codec.canonical_name,
        "profile": stream.profile or "",
        "channels": context.layout.nb_channels,
        "sample_rate": context.sample_rate,
        "bit_rate": round(track.bytes * 8_000_000 / length),
        "language": _language(stream),
        "title": stream.metadata.get("title", ""),
        "start_us": track.start or 0,
        "end_us": track.end,
    }


def _subtitle(stream: Any) -> dict[str, Any]:
    name = stream.codec_context.name if stream.codec_context is not None else ""
    title = stream.metadata.get("title", "")
    found = {"index": stream.index, "codec": name, "language": _language(stream), "title": title}
    return {**found, "kind": _kind(stream)}


def _kind(stream: Any) -> str:
    """Whom captions are for, as `CaptionKind` writes it."""
    if stream.disposition & Disposition.forced:
        return "forced"
    return "captions" if stream.disposition & Disposition.hearing_impaired else "subtitles"


def _language(stream: Any) -> str:
    language = stream.metadata.get("language", "")
    return "" if language == "und" else language


def _chapter(chapter: Any, origin: int) -> dict[str, Any]:
    start, end = (round(chapter[key] * chapter["time_base"] * 1_000_000) - origin for key in ("start", "end"))
    return {"start_us": max(start, 0), "end_us": end, "title": chapter["metadata"].get("title", "")}


if __name__ == "__main__":
    main()

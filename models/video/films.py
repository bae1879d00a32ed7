"""Films drawn for those who have none yet: hills that pass by under a sun, with sound and chapters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.core.sandbox import Limits, run
from models.video import ffmpeg

RATE = 25
_LOOP = 10  # seconds after which the scene begins anew, without a seam
_SECOND = 1_000_000
_HILLS = ((0.70, 0.1, 0.3), (0.82, 0.08, 0.22), (0.95, 0.09, 0.13))  # height, swing, lightness; far to near


@dataclass(frozen=True, slots=True)
class Film:
    """A file to make. `hue` in degrees; `size` in pixels; `chapters` of equal length; a track of sound for
    each of `languages`."""

    name: str
    seconds: int
    hue: int
    size: tuple[int, int] = (640, 360)
    chapters: Sequence[str] = ()
    languages: Sequence[str] = ("eng",)


def make(film: Film, path: Path) -> None:
    """Draw one loop of the scene and repeat it, packet by packet, for the length of the film."""
    scene, sound = path.with_suffix(".scene"), path.with_suffix(".sound")
    notes = path.with_suffix(".chapters")
    _run("-filter_complex", _scene(film), "-map", "[film]", "-frames:v", str(RATE * _LOOP),
         *("-c:v", "libx264", "-preset", "ultrafast", "-crf", "21", "-g", str(RATE * 4), "-f", "mp4"),
         str(scene))  # fmt: skip
    _run(
        "-f",
        "lavfi",
        "-i",
        _sound(),
        "-t",
        str(_LOOP),
        "-c:a",
        "aac",
        "-b:a",
        "64k",
        "-f",
        "adts",
        str(sound),
    )
    notes.write_text(_chapters(film), encoding="utf-8")
    heard: list[str] = []
    shown: list[str] = []
    for number, language in enumerate(film.languages):
        heard += ["-stream_loop", "-1", "-f", "aac", "-i", str(sound)]
        shown += ["-map", f"{number + 2}:a", f"-metadata:s:a:{number}", f"language={language}"]
    _run("-stream_loop", "-1", "-i", str(scene), "-f", "ffmetadata", "-i", str(notes), *heard,
         *("-map", "0:v", *shown, "-map_chapters", "1", "-t", str(film.seconds), "-c", "copy"),
         str(path))  # fmt: skip
    for part in (scene, sound, notes):
        part.unlink()


def _scene(film: Film) -> str:
    """A filter graph: sky, sun, and three lines of hills, each passing at its own speed."""
    width, height = film.size
    frames = RATE * _LOOP
    still = f"loop=-1:1,setpts=N/{RATE}/TB"
    blank = f"color=black:s={width}x{height}:r={RATE}:d=0.04"
    top, low = _rgb(film.hue, 0.44, 0.45), _rgb(film.hue + 35, 0.48, 0.58)
    sky = ":".join(f"{c}='{a}+{b - a}*Y/H'" for c, a, b in zip("rgb", top, low, strict=True))
    side = height // 8
    turn = film.hue / 57.3
    parts = [
        f"{blank},format=rgb24,geq={sky},format=yuv420p,{still}[sky]",
        f"color=white:s={side}x{side}:r={RATE}:d=0.04,format=rgba,"
        f"geq=r=236:g=240:b=238:a='230*clip({side / 2 - 1}-hypot(X-{side / 2},Y-{side / 2}),0,1)',"
        f"format=yuva420p,{still}[sun]",
    ]
    for number, (base, swing, light) in enumerate(_HILLS):
        r, g, b = _rgb(film.hue + 35 + 8 * number, 0.38, light)
        waves = f"sin(2*PI*X/W+{turn + number})+0.4*sin(4*PI*X/W+{turn * 2 - number})"
        line = f"H*({base}-{swing}*({waves}))"
        parts.append(
            f"{blank},format=rgba,geq=r={r}:g={g}:b={b}:a='255*clip((Y-{line})/1.5,0,1)',"
            f"format=yuva420p,{still},scroll=h={(number + 1) / frames}[hill{number}]"
        )
    place = 0.2 + (film.hue % 100) / 180
    parts += [
        f"[sky][sun]overlay=x='W*({place}+0.03*sin(2*PI*n/{frames}))':y='H*0.16+H/60*cos(2*PI*n/{frames})'[a]",
        "[a][hill0]overlay[b]",
        "[b][hill1]overlay[c]",
        "[c][hill2]overlay[film]",
    ]
    return ";".join(parts)


def _sound() -> str:
    """Three soft tones that swell."""
    tones = "+".join(
        f"0.3*sin(2*PI*{tone}*t)*(0.55+0.45*sin(2*PI*t/{every}))"
        for tone, every in ((196, 5), (247, 2), (294, 1))
    )
    return f"aevalsrc='{tones}':s=44100"


def _chapters(film: Film) -> str:
    lines = [";FFMETADATA1"]
    share = film.seconds * _SECOND // max(1, len(film.chapters))
    for number, title in enumerate(film.chapters):
        lines += ["[CHAPTER]", "TIMEBASE=1/1000000", f"START={number * share}", f"END={(number + 1) * share}"]
        lines.append(f"title={title}")
    return "\n".join(lines) + "\n"


def _rgb(hue: float, saturation: float, lightness: float) -> tuple[int, int, int]:
    from colorsys import hls_to_rgb

    r, g, b = (round(255 * part) for part in hls_to_rgb(hue % 360 / 360, lightness, saturation))
    return r, g, b


def _run(*arguments: str) -> None:
    """Through the sandbox's way of starting, which does not hold up what is measured meanwhile."""
    done = run(ffmpeg.find().command("-y", *arguments), limits=Limits(wall_s=120, nice=0), confine=False)
    if not done.ok:
        raise RuntimeError("\n".join(done.error_lines))

"""Makes a video's renditions in a scratch folder; a killed run goes on at the last complete segment.

Layout of the scratch folder: `work.json` (what is being made, of which file), `NAME.mp4` (finished copies and
sounds; encoded rungs as far as they are complete), `whole/` and `piece/` (what a running ffmpeg writes).
A piece is folded onto the rungs when its run has ended, or when work is resumed; every step can be repeated.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from msgspec import DecodeError

from models.core.errors import Unavailable
from models.core.sandbox import Finished, Limits, run
from models.core.text import tr
from models.video import ffmpeg, integrity
from models.video.ffmpeg import explain, is_error
from models.video.media import MediaInfo, from_json, to_json
from models.video.pieces import cut, fold, us_at_end, valid, whole_track
from models.video.probe import cut_off, falls_short, unchanged
from models.video.progress import Phase, Progress, Watch
from models.video.renditions import Plan
from models.video.segments import Index, build_index, read_track
from models.video.transcoding import ladder_arguments, whole_arguments

__all__ = ["Encoded", "Progress", "Rendition", "complete_segments", "encode"]

_LIMITS = Limits(memory=None, open_files=512)
_WHOLE_SHARE = 0.05
_STATE = "work.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """A finished rendition: one file and its index. Sounds have no size; pictures no language or channels.

    `role` is what a sound is that was added to a video (see `sound_tracks`), "" for the film's own.
    """

    name: str
    kind: Literal["picture", "sound"]
    path: Path
    index: Index
    width: int = 0
    height: int = 0
    frame_rate: float = 0.0
    copied: bool = False
    language: str = ""
    title: str = ""
    channels: int = 0
    role: str = ""


@dataclass(frozen=True, slots=True)
class Encoded:
    """All renditions, largest picture first, then the sounds; `errors` counts the decoders' complaints."""

    renditions: tuple[Rendition, ...]
    decoded_us: int
    errors: int

    @property
    def damaged(self) -> bool:
        return self.errors > 0


@dataclass(frozen=True, slots=True)
class _State:
    """What the scratch folder belongs to, and what was seen so far."""

    plan: Plan
    size: int
    modified_ns: int
    errors: int = 0
    whole_done: bool = False
    checked: bool = False


def encode(
    source: Path,
    media: MediaInfo,
    plan: Plan,
    scratch: Path,
    *,
    on_progress: Callable[[Progress], None] | None = None,
    check: Callable[[], None] | None = None,
    verify: bool = True,
) -> Encoded:
    """Make every rendition of the plan from `source` in `scratch`, going on where an earlier run was stopped.

    `check` is called often; what it raises (paused, cancelled) stops the work at once and is passed on, and
    the folder keeps what was done. `verify` decodes what is only copied (encoding decodes the rest anyway).
    Raises Invalid where the file cannot be decoded to its end, Unavailable where the disk, the folder or
    ffmpeg fails.
    """
    work = _Work(source, media, plan, scratch, on_progress or _ignore, check)
    try:
        work.open()
        if verify:
            work.check_copies()
        return work.run()
    except OSError as error:
        raise Unavailable(
            tr("The folder for unfinished work cannot be used: {reason}.", reason=error.strerror or error)
        ) from error


def complete_segments(plan: Plan, scratch: Path) -> int:
    """How many segments all encoded rungs have in common, without what a killed run has not folded yet."""
    return min((len(valid(plan, scratch / f"{rung.name}.mp4")) for rung in plan.encoded), default=0)


def _ignore(_progress: Progress) -> None:
    return None


class _Work:
    """One attempt. Holds the pieces that every step needs; all state that matters is in the folder."""

    def __init__(
        self,
        source: Path,
        media: MediaInfo,
        plan: Plan,
        scratch: Path,
        on_progress: Callable[[Progress], None],
        check: Callable[[], None] | None,
    ) -> None:
        self.source, self.media, self.plan, self.scratch = source, media, plan, scratch
        self.on_progress, self.check = on_progress, check
        self.ffmpeg = ffmpeg.find()
        self.state = _State(plan, media.size, media.modified_ns)

    def run(self) -> Encoded:
        self._make_whole()
        decoded_us = self._make_ladder() if self.plan.encoded else self.media.picture.end_us
        unchanged(self.source, self.media)
        return Encoded(self._collect(), decoded_us, self.state.errors)

    def open(self) -> None:
        """Take up what an earlier attempt left, or clear away what belongs to something else."""
        unchanged(self.source, self.media)
        self.scratch.mkdir(parents=True, exist_ok=True)
        left = _read_state(self.scratch / _STATE)
        if left is not None and replace(left, errors=0, whole_done=False, checked=False) == self.state:
            self.state = left
            return
        for entry in self.scratch.iterdir():
            if entry.is_dir():
                shutil.rmtree(entry)
            else:
                entry.unlink()
        self._remember()

    def _remember(self, *, more_errors: int = 0, whole_done: bool = False, checked: bool = False) -> None:
        self.state = replace(
            self.state,
            errors=self.state.errors + more_errors,
            whole_done=self.state.whole_done or whole_done,
            checked=self.state.checked or checked,
        )
        fresh = self.scratch / f"{_STATE}.new"
        fresh.write_bytes(to_json(self.state))
        fresh.replace(self.scratch / _STATE)

    def check_copies(self) -> None:
        """Decode what is only copied once: what an encoder reads anyway is not decoded twice."""
        picture = not self.plan.encoded
        sounds = tuple(sound.stream for sound in self.plan.sounds if sound.copied)
        if self.state.checked or not (picture or sounds):
            return
        watch = self._watch("check", 0, 0.0, _WHOLE_SHARE if self.plan.encoded else 0.8)
        found = integrity.check(
            self.source, self.media, picture=picture, sounds=sounds, on_progress=watch.at, tick=self.check
        )
        if not found.complete:
            raise cut_off(found.decoded_us, self.media.picture.end_us)
        self._remember(more_errors=found.errors, checked=True)

    def _make_whole(self) -> None:
        """The copied picture and the sounds: quick, so done from the start each time until complete."""
        if self.state.whole_done:
            return
        names = [rung.name for rung in self.plan.rungs if rung.copied]
        names += [sound.name for sound in self.plan.sounds]
        if names:
            folder = self._fresh("whole")
            watch = self._watch("sound", 0, _WHOLE_SHARE if self.plan.encoded else 0.8, 2 * _WHOLE_SHARE)
            self._ffmpeg(whole_arguments(self.ffmpeg, self.source, self.plan, folder), folder, watch)
            for name in names:
                if read_track(folder / f"{name}.mp4") is not None:
                    (folder / f"{name}.mp4").replace(self.scratch / f"{name}.mp4")
        self._remember(whole_done=True)
        shutil.rmtree(self.scratch / "whole", ignore_errors=True)

    def _make_ladder(self) -> int:
        """The encoded rungs; returns how much of the film they show, in µs."""
        ended = self.scratch / "ended"
        self._fold()
        while not ended.exists():
            done = complete_segments(self.plan, self.scratch)
            self._run_ladder(done)
            if self._fold(last=True):
                ended.touch()
        decoded_us = self._decoded_us()
        if falls_short(decoded_us, self.media.picture.end_us):
            raise cut_off(decoded_us, self.media.picture.end_us)
        return decoded_us

    def _run_ladder(self, done: int) -> None:
        for rung in self.plan.encoded:
            cut(self.scratch / f"{rung.name}.mp4", done)
        folder = self._fresh("piece")
        (folder / "first").write_text(str(done))
        if done < len(self.plan.starts):
            watch = self._watch("picture", self.plan.starts_us[done], 2 * _WHOLE_SHARE, 1.0)
            self._ffmpeg(self._ladder(folder, done), folder, watch)

    def _ladder(self, folder: Path, segment: int) -> list[str]:
        return ladder_arguments(
            self.ffmpeg,
            self.source,
            self.plan,
            folder,
            segment=segment,
            container=self.media.container,
            zscale="zscale" in ffmpeg.filters(),
        )

    def _fresh(self, name: str) -> Path:
        folder = self.scratch / name
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir()
        return folder

    def _ffmpeg(self, arguments: list[str], folder: Path, watch: Watch) -> None:
        errors = 0

        def note(line: str) -> None:
            nonlocal errors
            errors += is_error(line)

        def tick() -> None:
            nonlocal errors
            if self.check is not None:
                self.check()
            watch.stalled()
            if errors:
                self._remember(more_errors=errors)
                errors = 0

        finished: Finished = run(
            arguments,
            limits=_LIMITS,
            readable=[self.source],
            writable=[folder],
            on_line=watch.line,
            on_error_line=note,
            tick=tick,
        )
        if not finished.ok:
            unchanged(self.source, self.media)
            raise explain(finished)
        if errors:
            self._remember(more_errors=errors)

    def _watch(self, phase: Phase, start_us: int, low: float, high: float) -> Watch:
        return Watch(phase, start_us, max(self.media.duration_us, 1), (low, high), self.on_progress)

    def _fold(self, *, last: bool = False) -> bool:
        """Put what a run wrote behind what was there; `last`: the run came to the end of the film.

        May be killed and repeated at any point. False where the parts did not fit and all begins again.
        """
        folder = self.scratch / "piece"
        fits = True
        if (folder / "first").exists():
            first = int((folder / "first").read_text())
            for rung in self.plan.encoded:
                target, piece = self.scratch / f"{rung.name}.mp4", folder / f"{rung.name}.mp4"
                if piece.exists():
                    fits = fits and fold(self.plan, target, piece, first, last)
                    piece.unlink(missing_ok=True)
            shutil.rmtree(folder)
        if not fits:  # another build of ffmpeg went on where one had begun
            for rung in self.plan.encoded:
                (self.scratch / f"{rung.name}.mp4").unlink(missing_ok=True)
        return fits

    def _decoded_us(self) -> int:
        ends = []
        for rung in self.plan.encoded:
            track = read_track(self.scratch / f"{rung.name}.mp4")
            if track is None or not track.fragments:
                return 0
            ends.append(us_at_end(track))
        return min(ends)

    def _collect(self) -> tuple[Rendition, ...]:
        made = []
        for rung in self.plan.rungs:
            path = self.scratch / f"{rung.name}.mp4"
            made.append(
                Rendition(
                    name=rung.name,
                    kind="picture",
                    path=path,
                    index=build_index(whole_track(path), self.plan.starts_us),
                    width=rung.width,
                    height=rung.height,
                    frame_rate=float(self.plan.frame_rate),
                    copied=rung.copied,
                )
            )
        for sound in self.plan.sounds:
            path = self.scratch / f"{sound.name}.mp4"
            if not path.exists():  # a sound stream without a single block
                continue
            made.append(
                Rendition(
                    name=sound.name,
                    kind="sound",
                    path=path,
                    index=build_index(whole_track(path)),
                    copied=sound.copied,
                    language=sound.language,
                    title=sound.title,
                    channels=sound.channels,
                )
            )
        return tuple(made)


def _read_state(path: Path) -> _State | None:
    """What an earlier attempt left; None where it left nothing that can be read."""
    try:
        return from_json(_State, path.read_bytes())
    except (FileNotFoundError, DecodeError):
        return None

"""The films of the tour, drawn into a folder on a thread beside it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from pathlib import Path

from models.core.errors import PersonError
from models.video.cues import Cue, write_srt
from models.video.films import Film, make

log = logging.getLogger(__name__)

FILMS = (
    Film(
        "Building-a-telescope-mount.mp4",
        144,
        168,
        (1280, 720),
        ("What it has to carry", "The bearings", "The counterweight", "First light"),
        ("eng", "fin"),
    ),
    Film("Intro to linear algebra, 4.mp4", 248, 62),
    Film("a_year_on_the_allotment.mp4", 182, 235),
    Film("Sourdough, start to finish.mp4", 115, 128),
    Film("What-the-tide-leaves-behind.mp4", 130, 300),
    Film("night_train_to_Narvik.mp4", 204, 206),
    Film("Field recording, starlings.mp4", 81, 150),
    Film("Street food of Oaxaca.mp4", 167, 18),
)
FIRST = FILMS[0]
BROKEN = "holiday.mp4"
EMPTY = "empty.mp4"
CAPTIONS = "captions.en.srt"
_SAID = (
    "This is the mount that we built",
    "The bearings carry forty kilos,\nand turn with one finger",
    "So the counterweight can be small",
    "And then we wait for the dark",
)


class Clips:
    """Makes films on a thread; `ready` once all are there, `error` where that failed."""

    def __init__(self, folder: Path, films: Sequence[Film]) -> None:
        self.folder = folder
        self.films = films
        self.ready = False
        self.error = ""
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._make, name="clips")

    @property
    def paths(self) -> list[Path]:
        """The films that can be played."""
        return [self.folder / film.name for film in self.films]

    @property
    def broken(self) -> Path:
        """A film whose second half is missing, with the index that would say where its pictures are."""
        return self.folder / BROKEN

    @property
    def empty(self) -> Path:
        """A file of no bytes."""
        return self.folder / EMPTY

    @property
    def captions(self) -> Path:
        """What is said in the first film."""
        return self.folder / CAPTIONS

    def start(self) -> None:
        """Begin; returns at once."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._thread.start()

    def close(self) -> None:
        """Stop after the film that is being made."""
        self._ended.set()
        self._thread.join()

    def _make(self) -> None:
        try:
            for film in self.films:
                if self._ended.is_set():
                    return
                make(film, self.folder / film.name)
            whole = (self.folder / self.films[-1].name).read_bytes()
            self.broken.write_bytes(whole[: len(whole) // 2])
            self.empty.touch()
            self.captions.write_text(_captions(), encoding="utf-8")
            self.ready = True
        except (OSError, RuntimeError, PersonError) as error:
            log.exception("the films of the tour could not be made")
            self.error = str(error)


def _captions() -> str:
    """A line every four seconds, over and over."""
    cues = [Cue(n * 4_000_000, n * 4_000_000 + 3_400_000, _SAID[n % len(_SAID)]) for n in range(42)]
    return write_srt(cues)

"""The recording one practises on: which it is, what lies beside it, and how it is played."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from controllers.trading.outside_market import OutsideMarket
from controllers.trading.replay import Replay
from models.core.errors import PersonError
from models.trading.candles import INTERVALS, seconds_of
from models.trading.outside_pair import known_pair, pair_in_name
from models.trading.replay import SPEEDS

ENDINGS = (".gz", ".csv", ".jsonl", ".txt", ".log")
"""What recordings are called."""

_MOST_FILES = 500
_NS = 1_000_000_000
_MOST_BARS = 900
"""Of what is shown at once, as far as it can be chosen."""


def recordings_in(paths: Sequence[Path]) -> list[Path]:
    """The recordings among files, and those that lie in folders, by name."""
    found: list[Path] = []
    for path in paths:
        try:
            inside = sorted(path.iterdir())[:_MOST_FILES] if path.is_dir() else [path]
        except OSError:
            continue  # a folder that may not be read has nothing for us
        found += [each for each in inside if each.suffix.lower() in ENDINGS and each.is_file()]
    return found


def is_strategy(paths: Sequence[Path]) -> bool:
    """Whether it is a Python file."""
    return len(paths) == 1 and paths[0].suffix.lower() == ".py"


class Recorder(QObject):
    """The recording that is open, with those that lie beside it. `changed`: another one, or how it stands.
    `opened`: another one is about to be opened.

    `error` is why there is none to be seen.
    """

    changed = Signal()
    opened = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.replay = Replay(self)
        self.market = OutsideMarket(self)
        self.files: list[Path] = []
        self.error: PersonError | None = None
        self._path: Path | None = None
        self._pair = ""
        self._measured = False
        self.replay.frame.connect(self.market.take)
        self.replay.moved.connect(self._moved)
        self.replay.failed.connect(self._fail)
        self.market.failed.connect(self._fail)

    @property
    def path(self) -> Path | None:
        """The recording that was chosen."""
        return self._path

    @property
    def opening(self) -> bool:
        """Whether it is being opened."""
        return self._path is not None and self.error is None and self.replay.span[0] == 0

    @property
    def unnamed(self) -> bool:
        """Whether it is a file of bars of which nobody has said what it is of."""
        return self.of_bars and self.error is not None and self.error.field == "pair"

    @property
    def of_bars(self) -> bool:
        """Whether it is a file of bars, whose pair a person may name."""
        return self._path is not None and self._path.suffix.lower() == ".csv"

    def take(self, paths: Sequence[Path]) -> bool:
        """Open the first recording among these files and folders; False where there is none."""
        found = recordings_in(paths)
        if not found:
            return False
        self.files = found
        self.open(found[0])
        return True

    def open(self, path: Path, pair: str = "") -> None:
        """Open a recording and play it. `pair` is what a file of bars is of, where its name does not tell."""
        self.replay.close()  # it tells the last that it has read, which is nothing of what comes
        self.opened.emit()
        self._path, self.error, self._measured = path, None, False
        self._pair = pair or pair_in_name(path.stem)
        if path not in self.files:
            self.files = [path]
        self.market.forget()
        self.replay.open(path, pair=self._pair, playing=True)
        self.changed.emit()

    @property
    def pair(self) -> str:
        """The pair that is shown."""
        return self.market.pair.pair if self.market.pair is not None else self._pair

    def name_pair(self, pair: str) -> None:
        """Say what a file of bars is of. Raises `Invalid` for coins that are not known."""
        pair = pair.strip().upper().replace("-", "/")
        known_pair(pair)
        if self._path is not None and pair != self._pair:
            self.open(self._path, pair)

    def choose_pair(self, pair: str) -> None:
        """Show another pair of a capture: what came before comes again."""
        if pair != self.pair:
            self.market.choose(pair)
            self.replay.tell_again()

    def again(self) -> None:
        """Try once more to open it."""
        if self._path is not None:
            self.open(self._path, self._pair)

    def close(self) -> None:
        """Put it away."""
        self.replay.close()
        self._path, self.error = None, None
        self.market.forget()
        self.changed.emit()

    @Slot()
    def _moved(self) -> None:
        """Once it is known how long it is, bars are chosen that show all of it."""
        start, end = self.replay.span
        if end and not self._measured:
            self._measured = True
            seconds = (end - start) // _NS
            fitting = (each for each in INTERVALS if seconds / seconds_of(each) <= _MOST_BARS)
            self.market.follow(next(fitting, INTERVALS[-1]))
        self.changed.emit()

    @Slot(object)
    def _fail(self, error: PersonError) -> None:
        self.replay.close()
        self.error = error
        self.changed.emit()

    # Playing

    def toggle(self) -> None:
        """Play, or pause."""
        if self.replay.playing:
            self.replay.pause()
        else:
            self.replay.play()

    def step(self, bars: int) -> None:
        """So many bars of those that are shown forwards (or back), and stand there."""
        if self.replay.span[0]:
            step = max(seconds_of(self.market.interval), self.market.finest) * _NS
            self.replay.pause()
            self.replay.seek(self.replay.position + bars * step)

    def faster(self, by: int) -> None:
        """The next speed up or down."""
        here = SPEEDS.index(self.replay.speed)
        self.replay.set_speed(SPEEDS[max(0, min(here + by, len(SPEEDS) - 1))])

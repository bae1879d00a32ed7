"""The rounds: a market is begun, killed and looked at, on one record after the other."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.kernel.paths import Paths, prepare
from benchmarks.recovery.evidence import Evidence, Heard, Mirror
from benchmarks.recovery.market import Founded, found
from benchmarks.victim import Victim

ROUNDS_A_RECORD = 10
CHILD = ("benchmarks.recovery.child",)
MOST_HEARD = 600
_LONGEST_S = 20.0
_SETTLE_S = 60.0


@dataclass
class House:
    """A record over its rounds, with what was acknowledged, and the mirror of it."""

    paths: Paths
    market: Founded
    mirror: Mirror
    heard: list[Heard] = field(default_factory=list)


class Trial:
    """`found` tells what was wrong, by kind. `child` is the module that is killed, with its arguments, after
    `most_heard` acknowledgements at the latest."""

    def __init__(
        self, folder: Path, rounds: int, seed: int, *,
        child: Sequence[str] = CHILD, most_heard: int = MOST_HEARD,
    ) -> None:  # fmt: skip
        self._folder, self._rounds = folder, rounds
        self._child, self._most_heard = child, most_heard
        self._chance = random.Random(seed)
        self._next = Victim(*child)
        self.found: dict[str, list[str]] = {"lost": [], "doubled": [], "unbalanced": [], "differing": []}
        self.counts: Counter[str] = Counter(acknowledged=0, refused=0, commands=0, orders=0, trades=0)

    def close(self) -> None:
        self._next.kill()

    def run(self) -> None:
        """All rounds; a record is settled and looked at once more before the next one is begun."""
        for first in range(0, self._rounds, ROUNDS_A_RECORD):
            house = self._house(first)
            with closing(house.mirror):
                for _ in range(min(ROUNDS_A_RECORD, self._rounds - first)):
                    self._round(house)
                self._settle(house)

    def _house(self, n: int) -> House:
        paths = prepare(self._folder / f"house{n}")
        market = found(paths.record)
        return House(paths, market, Mirror(paths.record, self._folder / f"mirror{n}.db"))

    def _begin(self, house: House, *, settle: bool) -> Victim:
        child, self._next = self._next, Victim(*self._child)
        people = [str(each) for each in house.market.people]
        asked = {"folder": str(house.paths.root), "space": str(house.market.space), "people": people}
        child.begin(asked | {"seed": self._chance.randrange(1 << 30), "settle": settle})
        return child

    def _round(self, house: House) -> None:
        """One in five is killed by the clock, perhaps while it opens; the others at an acknowledgement."""
        child = self._begin(house, settle=False)
        if self._chance.random() < 0.2:
            time.sleep(self._chance.uniform(0.0, 0.5))
        elif not child.wait_for_lines(self._chance.randrange(1, self._most_heard), _LONGEST_S):
            self.found["lost"].append("the market stood still")
        else:
            time.sleep(self._chance.uniform(0.0, 0.005))
        self._look(house, child.kill())

    def _settle(self, house: House) -> None:
        """What was under way ends: money is in one place or the other."""
        child = self._begin(house, settle=True)
        if not child.wait_for("quiet", _SETTLE_S):
            self.found["lost"].append("what was under way did not end")
        self._look(house, child.kill(), settled=True)

    def _look(self, house: House, said: Iterable[str], *, settled: bool = False) -> None:
        heard: list[Heard] = [json.loads(line) for line in said if line.startswith("{")]
        self.counts["acknowledged"] += len(heard)
        self.counts["refused"] += sum(each["status"] == "refused" for each in heard)
        self.found["lost"] += [f"failed: {each}" for each in heard if each["status"] == "failed"]
        house.heard += [each for each in heard if each["number"]]
        with closing(Evidence(house.paths.record)) as evidence:
            self.found["lost"] += [*evidence.lost(house.heard), *evidence.missing()]
            self.found["doubled"] += evidence.doubled(house.heard)
            self.found["unbalanced"] += evidence.unbalanced()
            if settled:
                self.found["unbalanced"] += evidence.on_its_way()
                self.counts.update(evidence.counted())
            self.found["differing"] += [*evidence.damaged(), *self._differences(house, evidence)]

    def _differences(self, house: House, evidence: Evidence) -> list[str]:
        """The killed record against the mirror, which is told what is new first."""
        told = list(house.mirror.replay(evidence.connection))
        space: Any = house.market.space
        if evidence.memory(space) != house.mirror.memory(space):
            told.append("the memory made from the rows is not that of the replay")
        return told + list(house.mirror.differences(house.paths.record))

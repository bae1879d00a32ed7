"""A market that is killed loses nothing, and one with a fault in it is caught: the benchmark, in short."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.recovery.trial import CHILD, Trial
from tests.support.faulty_market import FAULTS


def _killed(folder: Path, rounds: int, *child: str) -> Trial:
    with closing(Trial(folder, rounds, 4, child=child, most_heard=300)) as trial:
        trial.run()
    return trial


def test_nothing_is_lost_doubled_unbalanced_or_different(tmp_path: Path) -> None:
    trial = _killed(tmp_path, 3, *CHILD)
    assert not any(trial.found.values()), trial.found
    assert trial.counts["acknowledged"] > 100
    assert trial.counts["trades"] > 10


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_caught(tmp_path: Path, name: str) -> None:
    trial = _killed(tmp_path, 1, "tests.support.faulty_market", name)
    assert trial.found[FAULTS[name][1]], trial.found

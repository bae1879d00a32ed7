"""Kill -9 in the middle of a market, a hundred times, and how soon a large one is ready again.

`recovery`: a child process runs an exchange through the real gateway on a real record (`synchronous=FULL`):
six customers in three pairs place limits, icebergs, market orders by quantity and budget, stops, trailing
stops and lists, amend, cancel, are cancelled by the clock, deposit, send money to the exchange and back, pay
fees by tier or in the discount asset; a pair is halted now and then. It is killed at seeded points: at an
acknowledgement and up to 5 ms later, or by the clock while it opens. Then the record is looked at:

- `lost`: what was acknowledged and is not in the log, or whose order is not as far as was said; trades that
  an order counts and that are not there, or were not paid by both sides
- `doubled`: a command with more orders than was said, orders and payments that count a trade twice
- `unbalanced`: what the ledger's own check finds, assets whose sum is not nothing, money set aside that no
  open order says; after the last round of a record, money on its way for ever
- `differing`: a command that comes out differently when the log is replayed into a record that was never
  killed, any row of any table that is not the same there, a memory made from the killed record's rows that
  is not the one that the replay has kept all along, and what SQLite's own checks find

`ready`: from opening a record with 200,000 open orders until the first order is acknowledged, against the
bare driver that only reads the same rows.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.harness import Row
from benchmarks.recovery import ready
from benchmarks.recovery.trial import Trial

__all__ = ["options", "rows"]


def options(parser: argparse.ArgumentParser) -> None:
    """How often it is killed, and where."""
    parser.add_argument("--rounds", type=int, default=100, help="how often it is killed")
    parser.add_argument("--seed", type=int, default=0, help="of an earlier run (0: another one)")
    parser.add_argument("--orders", type=int, default=200_000, help="open orders of the row `ready`")


def rows(rounds: int = 100, seed: int = 0, orders: int = 200_000) -> Iterator[Row]:
    """The rows `recovery`, whose `ours` counts what went wrong, and `ready`."""
    if rounds:
        yield recovery(rounds, seed or random.SystemRandom().randrange(1, 1 << 31))
    if orders:
        yield ready.row(orders)


def recovery(rounds: int, seed: int) -> Row:
    """A hundred kills, or as many as wanted."""
    print(f"seed {seed} (--seed)", file=sys.stderr, flush=True)
    start = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="nonet-recovery-") as name:
        trial = Trial(Path(name), rounds, seed)
        try:
            trial.run()
        finally:
            trial.close()
    found = {kind: len(told) for kind, told in trial.found.items()}
    how = "after each kill the log was replayed into a record that was never killed, and all rows compared"
    return Row(
        name="recovery",
        ours=float(sum(found.values())),
        peer=0.0,
        peer_name="what may be wrong",
        ratio=0.0 if any(found.values()) else 1.0,
        unit="faults",
        detail="; ".join(fault for told in trial.found.values() for fault in told[:3]) or how,
        extra={
            **found,
            "rounds": rounds,
            "seed": seed,
            "seconds": round(time.perf_counter() - start, 1),
            **trial.counts,
        },
    )

"""Backtests of a person's strategy file: run in a child of its own, confined and with limits."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from models.core.errors import Invalid, PersonError, Unavailable
from models.core.sandbox import Finished, Limits, ask_worker
from models.core.text import tr
from models.trading.standing import Report
from models.trading.terms_of_pair import PairScale

LIMITS = Limits(cpu_s=600, wall_s=900, memory=2 << 30, file_size=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A strategy file, a recording, a pair, and what one begins with (quote units, lots) and pays.

    `since` and `until` bound what of the recording is played (ns; 0: no bound).
    """

    strategy: Path
    recording: Path
    scale: PairScale
    money: int
    coins: int = 0
    maker_ppm: int = 1000
    taker_ppm: int = 1000
    since: int = 0
    until: int = 0


def backtest(
    plan: Plan, on_progress: Callable[[float], None] | None = None, *,
    tick: Callable[[], None] | None = None, limits: Limits = LIMITS,
) -> Report:  # fmt: skip
    """What came of it. Blocks; whatever `tick` raises ends it.

    Raises Invalid for what is no strategy or raised an error (with its last lines), Unavailable where it took
    too long or too much, and whatever the recording is refused with.
    """
    for path in (plan.strategy, plan.recording):
        if not path.is_file():
            raise Invalid(tr("“{name}” is not there.", name=path.name), field="file")
    rules = {
        "pair": plan.scale.pair, "base": plan.scale.base, "quote": plan.scale.quote, "tick": plan.scale.tick,
        "lot": plan.scale.lot, "money": plan.money, "coins": plan.coins, "maker_ppm": plan.maker_ppm,
        "taker_ppm": plan.taker_ppm, "since": plan.since, "until": plan.until,
    }  # fmt: skip
    try:
        result, finished = ask_worker(
            "models.trading.backtest_child", str(plan.strategy), str(plan.recording),
            msgspec.json.encode(rules).decode(), limits=limits, readable=[plan.strategy, plan.recording],
            on_progress=on_progress, tick=tick,
        )  # fmt: skip
        if result is not None and "report" in result:
            return msgspec.convert(result["report"], Report)
    except (json.JSONDecodeError, msgspec.ValidationError) as error:  # it meddled with what the child says
        raise Invalid(tr("The strategy ended with an error."), what_now=str(error), field="file") from error
    if result is None:
        raise _ended(finished)
    if "details" not in result:
        raise Invalid(
            tr("There is no class “Strategy” in this file."),
            what_now=tr("See the manual for what a strategy looks like."),
            field="file",
        )
    details = str(result["details"])
    raise Invalid(tr("The strategy ended with an error."), what_now=details[-800:], field="file")


def _ended(finished: Finished) -> PersonError:
    if finished.ended in ("time", "cpu"):
        return Unavailable(tr("The strategy took too long and was ended."))
    if finished.crashed:
        return Unavailable(tr("The strategy used more memory than it may, or crashed."))
    last = finished.error_lines[-1] if finished.error_lines else ""
    return Unavailable(tr("The strategy could not be run: {reason}", reason=last[:200]))

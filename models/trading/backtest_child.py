"""The child that runs a person's strategy: `python -m models.trading.backtest_child STRATEGY FEED RULES`.

The file is executed as it is, which is why it only runs here: confined, without a network, with limits.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from models.trading.backtest import Backtest, Rules
from models.trading.providers.feed import FeedEvent
from models.trading.providers.recorded import RecordedFeed
from models.trading.standing import thinned
from models.trading.terms_of_pair import PairScale

_EVERY = 5_000
"""Events between two lines that say how far it is."""

CURVE = 1_000
"""Points of a curve, at most."""


class _Told(RecordedFeed):
    """A recording from `since` to `until` (ns; 0: no bound) that says how far it was read. What comes before
    builds the books up and is not told."""

    def __init__(self, path: Path, pair: str, since: int, until: int, say: Callable[[Any], None]) -> None:
        super().__init__(path, pair=pair)
        self._say, self._since, self._until = say, since, until

    def events(self) -> Iterator[FeedEvent]:
        end = self.last_moment()
        end = min(end, self._until) if self._until else end
        first = 0
        for number, event in enumerate(super().events(), 1):
            first = first or event.at
            if number % _EVERY == 0 and end > first:
                self._say({"progress": min(1.0, (event.at - first) / (end - first))})
            if self._until and event.at > self._until:
                return
            if event.at >= self._since:
                yield event


def main() -> None:
    strategy, feed, words = sys.argv[1:4]
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what the strategy prints is for its author, not for us

    def say(message: Any) -> None:
        print(json.dumps(message), file=out, flush=True)

    try:
        result = _run(strategy, Path(feed), msgspec.json.decode(words, type=dict[str, Any]), say)
    except Exception as error:  # noqa: BLE001  it is the person's, and they want to see where it went wrong
        result = {"problem": "raised", "details": _told_by(error, strategy)}
    say({"result": result})


def _told_by(error: Exception, strategy: str) -> str:
    """Where in the person's file it went wrong, and with what; what is around it says nothing to them."""
    lines = [
        f"{Path(strategy).name}:{frame.lineno}, {frame.name}: {frame.line}"
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename == strategy
    ]
    return "\n".join([*lines, *(line.rstrip() for line in traceback.format_exception_only(error))])


def _run(strategy: str, feed: Path, rules: dict[str, Any], say: Callable[[Any], None]) -> dict[str, Any]:
    kind = runpy.run_path(strategy).get("Strategy")
    if not callable(kind):
        return {"problem": "no strategy"}
    scale = PairScale(rules.pop("base"), rules.pop("quote"), rules.pop("tick"), rules.pop("lot"))
    told = _Told(feed, rules["pair"], rules.pop("since"), rules.pop("until"), say)
    report = Backtest(Rules(scale=scale, unit=scale.unit, **rules), kind()).run(told)
    return {"report": msgspec.to_builtins(replace(report, equity=thinned(report.equity, CURVE)))}


if __name__ == "__main__":
    main()

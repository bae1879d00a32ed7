"""`python -m benchmarks NAME [--json]`: NAME is a module of this package with a `rows()`."""

from __future__ import annotations

import argparse
import importlib
import pkgutil

import benchmarks
from benchmarks.harness import report

_NO_BENCHMARKS = {"__main__", "harness", "kill9_child", "market_sample", "samples", "victim"}


def main() -> None:
    names = sorted({module.name for module in pkgutil.iter_modules(benchmarks.__path__)} - _NO_BENCHMARKS)
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Speed against a named peer.")
    parser.add_argument("name", choices=names)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    arguments, rest = parser.parse_known_args()
    module = importlib.import_module(f"benchmarks.{arguments.name}")
    own = argparse.ArgumentParser(prog=f"python -m benchmarks {arguments.name}")
    if hasattr(module, "options"):  # what this benchmark alone can be told
        module.options(own)
    report(module.rows(**vars(own.parse_args(rest))), as_json=arguments.json)


if __name__ == "__main__":
    main()

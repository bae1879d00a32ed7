"""`python -m benchmarks NAME [--json]`: NAME is a module of this package with a `rows()`."""

from __future__ import annotations

import argparse
import importlib
import pkgutil

import benchmarks
from benchmarks.harness import report

_NO_BENCHMARKS = {"__main__", "harness", "kill9_child", "samples"}


def main() -> None:
    names = sorted({module.name for module in pkgutil.iter_modules(benchmarks.__path__)} - _NO_BENCHMARKS)
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Speed against a named peer.")
    parser.add_argument("name", choices=names)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    arguments = parser.parse_args()
    report(importlib.import_module(f"benchmarks.{arguments.name}").rows(), as_json=arguments.json)


if __name__ == "__main__":
    main()

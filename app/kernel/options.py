"""The command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from models.core.text import tr

VERSION = "0.1.0"


def options(argv: Sequence[str] | None) -> argparse.Namespace:
    """What was asked for; ends the program with a message where it makes no sense."""
    parser = argparse.ArgumentParser(prog="nonet", description=tr("Nine internet services in one window."))
    parser.add_argument("--data", metavar="DIR", help=tr("keep everything in this folder"))
    parser.add_argument("--tour", metavar="DIR", help=tr("walk through everything and leave pictures there"))
    parser.add_argument("--only", metavar="WORKSPACE", help=tr("with --tour: only this workspace"))
    parser.add_argument("--version", action="version", version=f"Nonet {VERSION}")
    parser.add_argument("items", nargs="*", help=tr("files and links to open"))
    return parser.parse_args(argv)

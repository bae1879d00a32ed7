"""A test may log a file name that is no text; its report must still reach the process that prints it."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest


def printable(value: Any) -> Any:
    """The same plain data with every lone surrogate in its strings written as an escape."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, dict):
        return {printable(key): printable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(printable(each) for each in value)
    return value


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable() -> Generator[None, Any, Any]:
    return printable((yield))

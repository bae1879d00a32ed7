"""An unexpected log record of WARNING or above fails the test that caused it.

A test that provokes one names it:

    with expect_log("models.video", "cannot be decoded"):
        ...
"""

from __future__ import annotations

import logging
import re
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

import pytest

_KEY = pytest.StashKey["Watch"]()


class ExpectLog(Protocol):
    """The fixture's type, for annotations."""

    def __call__(
        self, logger: str, pattern: str = "", *, level: int = logging.WARNING
    ) -> AbstractContextManager[None]: ...


class Watch(logging.Handler):
    """Collects what is logged at WARNING or above, from every thread, and sorts out what was expected."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.unexpected: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.unexpected.append(record)

    @contextmanager
    def expect(self, logger: str, pattern: str = "", *, level: int = logging.WARNING) -> Iterator[None]:
        """At least one record of `logger` (or below it) at `level` whose text matches `pattern` must come."""
        before = list(self.unexpected)
        yield
        came = [record for record in self.unexpected if record not in before]
        met = [record for record in came if _matches(record, logger, pattern, level)]
        if not met:
            got = tell(came) or "  none"
            pytest.fail(f"expected a log record of {logger} matching {pattern!r}, got:\n{got}")
        self.unexpected = [record for record in self.unexpected if record not in met]


def _matches(record: logging.LogRecord, logger: str, pattern: str, level: int) -> bool:
    from_here = record.name == logger or record.name.startswith(f"{logger}.")
    return from_here and record.levelno == level and re.search(pattern, record.getMessage()) is not None


def tell(records: list[logging.LogRecord]) -> str:
    """One line for each record: where, how bad, what; with the exception it carries."""
    formatter = logging.Formatter("  %(levelname)s %(name)s (%(pathname)s:%(lineno)d): %(message)s")
    return "\n".join(formatter.format(record) for record in records)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None]:
    watch = item.stash[_KEY] = Watch()
    logging.getLogger().addHandler(watch)
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    result = yield
    _fail_if_unexpected(item.stash[_KEY])
    return result


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    watch = item.stash[_KEY]
    watch.unexpected.clear()  # told already, with the call
    try:
        return (yield)
    finally:
        logging.getLogger().removeHandler(watch)
        _fail_if_unexpected(watch)


def _fail_if_unexpected(watch: Watch) -> None:
    if watch.unexpected:
        pytest.fail(f"unexpected log records:\n{tell(watch.unexpected)}", pytrace=False)


@pytest.fixture
def expect_log(request: pytest.FixtureRequest) -> ExpectLog:
    """Allow, and demand, a named log record: `with expect_log(LOGGER, PATTERN, level=…)`."""
    watch: Watch = request.node.stash[_KEY]
    return watch.expect

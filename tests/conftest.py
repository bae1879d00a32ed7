"""What every test gets; each part is told in its own module of tests/support."""

from __future__ import annotations

pytest_plugins = [
    "tests.support.environment",  # first: it must come before Qt and Hypothesis are imported
    "tests.support.logfail",
    "tests.support.leaks",
    "tests.support.reports",
    "tests.support.shared",
    "tests.support.postgres",
    "tests.support.profiles",
    "tests.support.video_world",
    "tests.support.clips",
    "tests.support.footage",
    "tests.support.shell",
    "tests.support.house",
    "tests.support.words",
    "tests.support.video_record",
    "tests.support.wallet",
    "tests.support.films",
    "tests.support.machine",
    "tests.support.portable",
    "tests.support.starts",
]

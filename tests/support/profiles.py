"""How hard Hypothesis tries: `ci` the same examples each time, `dev` new ones, `thorough` many.

HYPOTHESIS_PROFILE chooses; without it, CI does.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_SLOW_MACHINE = [HealthCheck.too_slow]

settings.register_profile(
    "ci", derandomize=True, deadline=None, print_blob=True, database=None, suppress_health_check=_SLOW_MACHINE
)
settings.register_profile("dev", deadline=None, print_blob=True, suppress_health_check=_SLOW_MACHINE)
settings.register_profile("thorough", settings.get_profile("dev"), max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))

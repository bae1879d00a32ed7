"""What the window is given by the composition root."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.kernel.actions import Actions
from app.kernel.finding import Finder
from app.kernel.jobs_view import JobsModel
from app.kernel.notices import Notices
from app.kernel.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellServices:
    """`session` keeps where the window and its places were (a `Settings` that need not be durable)."""

    settings: Settings
    session: Settings
    actions: Actions
    notices: Notices
    jobs: JobsModel | None = None
    finders: Sequence[Finder] = field(default_factory=tuple)

"""What the window is given by the composition root."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QUrl

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
    takers: list[Callable[[Sequence[QUrl]], bool]] = field(default_factory=list)
    """Who is asked before the workspaces whether they take what was dropped."""

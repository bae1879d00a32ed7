"""What is done on the opener's thread, beside a window that is painted already."""

from __future__ import annotations

import inspect
import logging
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import TYPE_CHECKING

from app.kernel.imports import later
from app.kernel.paths import Paths

if TYPE_CHECKING:
    from app.services import Opened

log = logging.getLogger(__name__)

HOME = ("app.workspaces", "views.home.workspace", "views.video.home_cards")
"""What Home is built of, imported so that the Qt thread finds it there."""


def open_beside(paths: Paths) -> Opened:
    """Import what is heavy, migrate, open. Looking through the record needs no interpreter, and goes on
    meanwhile. Raises PersonError."""
    from models import migrations

    with ThreadPoolExecutor(1, "look") as beside:
        look = beside.submit(migrations.look, paths.record)
        _import_sqlalchemy()
        from app.services import open_everything

        for name in HOME:
            import_module(name)
    return open_everything(paths, log.info, look.result())


def _import_sqlalchemy() -> None:
    """Without what it needs for asynchronous engines and for plug-ins alone: sixty modules."""
    with later("asyncio", iscoroutine=inspect.iscoroutine), later("importlib.metadata"):
        import_module("models.core.database")
        import_module("sqlalchemy.dialects.sqlite")

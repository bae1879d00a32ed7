"""Alembic's way in: one history, in batch mode, for SQLite and PostgreSQL; the connection is handed in."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

import models.schema  # noqa: F401  every table has to be known
from models.core.tables import Base

DERIVED = ("video_fts", "video_doc", "video_catalogue", "caption_fts", "caption_doc")


def include_object(_object: Any, name: str | None, kind: str, _reflected: bool, _compare_to: Any) -> bool:
    """Leave out what triggers keep: it is not in the metadata."""
    return not (kind == "table" and name is not None and name.startswith(DERIVED))


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write our own column types by their short names."""
    if kind == "type" and type(item).__module__ == "models.core.types":
        autogen.imports.add("from models.core import types")
        return f"types.{type(item).__name__}()"
    return False


def run() -> None:
    """Run what the caller asked Alembic for."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=Base.metadata,
        render_as_batch=True,
        include_object=include_object,
        render_item=render_item,
        compare_type=True,
        transactional_ddl=True,
    )
    context.run_migrations()


run()

"""Loading and removing the sample world, as actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.kernel.actions import Action, Menu
from models.core.text import tr

if TYPE_CHECKING:
    from controllers.home.sample import Sample


def sample_actions(sample: Callable[[], Sample]) -> list[Action]:
    """Each is there while it can be done; `sample` is not asked for before anybody looks."""
    return [
        Action(
            id="sample.load",
            title=tr("Load the sample world"),
            handler=lambda: sample().load(),
            menu=Menu.HELP,
            icon="sparkles",
            when=lambda: sample().can_load,
        ),
        Action(
            id="sample.remove",
            title=tr("Remove the sample world"),
            handler=lambda: sample().remove(),
            menu=Menu.HELP,
            icon="trash-2",
            when=lambda: sample().can_remove,
        ),
    ]

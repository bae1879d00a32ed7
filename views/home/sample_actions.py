"""Loading and removing the sample world, as actions."""

from __future__ import annotations

from app.kernel.actions import Action, Menu
from controllers.home.sample import Sample
from models.core.text import tr


def sample_actions(sample: Sample) -> list[Action]:
    """Each is there while it can be done."""
    return [
        Action(
            id="sample.load",
            title=tr("Load the sample world"),
            handler=sample.load,
            menu=Menu.HELP,
            icon="sparkles",
            when=lambda: sample.can_load,
        ),
        Action(
            id="sample.remove",
            title=tr("Remove the sample world"),
            handler=sample.remove,
            menu=Menu.HELP,
            icon="trash-2",
            when=lambda: sample.can_remove,
        ),
    ]

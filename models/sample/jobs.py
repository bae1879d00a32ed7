"""Loading the sample world and removing it: two jobs. Either can be stopped, and goes on where it was."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from models.accounts.service import DOOR, Authenticator
from models.core.errors import NotFound
from models.core.jobs import JobRun, job
from models.core.text import tr
from models.sample.queries import LOAD, REMOVE
from models.sample.world import PARTS, World, register_people


def _world(run: JobRun) -> World:
    """`today` is when the person asked, so that a second attempt tells the same."""
    return World(run, datetime.fromisoformat(run.arguments["today"]))


def _share(run: JobRun, number: int) -> Callable[[float, str], None]:
    def tell(fraction: float, detail: str) -> None:
        run.progress((number + fraction) / len(PARTS), detail)

    return tell


@job(LOAD)
def load(run: JobRun) -> None:
    """Make the people, then what each domain has for them."""
    run.progress(0.0, tr("Inviting people"))
    world = _world(run)
    register_people(world, world.today - timedelta(days=140))
    for number, (part, _) in enumerate(PARTS):
        part(world, _share(run, number))


@job(REMOVE)
def remove(run: JobRun) -> None:
    """Take away all that is the sample people's; what others made stays."""
    world = _world(run)
    for number, (_, removes) in enumerate(reversed(PARTS)):
        removes(world, _share(run, number))
    door: Authenticator = run.service(DOOR)
    for person in world.people:
        run.check()
        with suppress(NotFound):  # gone already
            door.leave(person.id, None)
    while door.erase_some():
        run.check()

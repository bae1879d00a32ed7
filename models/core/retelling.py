"""A past that is brought in whole: commands run at the time they carry, with all that they cause."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from models.core.dispatcher import Dispatcher, Outcome
from models.core.registry import Command, Registry

RUN = 256
RETELL = "retell"
"""The name under which jobs find it among their services (`Gateway.retell`)."""


def retell(connection: Connection, commands: Sequence[Command], registry: Registry) -> Outcome:
    """Run the commands in their order, what each causes right behind its run; durable when it returns.

    Told again (with the same ids), nothing happens twice. The verdicts are those of `commands` alone.
    """
    dispatcher = Dispatcher(registry, moment=lambda command: command.at)
    told = Outcome()
    for first in range(0, len(commands), RUN):
        caused: Sequence[Command] = commands[first : first + RUN]
        own = True
        while caused:
            outcome = dispatcher.dispatch(connection, caused)
            told.tables |= outcome.tables
            told.spaces |= outcome.spaces
            if own:
                told.verdicts += outcome.verdicts
            own, caused = False, outcome.follow_ups
    dispatcher.dispatch(connection, [])  # what was caused has run: it is struck off
    return told

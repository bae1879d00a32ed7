"""The door of the desktop's record: the service behind which secrets are, on the gateway's writer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from app.kernel.gateway import Gateway
from models.accounts.passwords import Passwords
from models.accounts.service import Authenticator
from models.core.clock import Clock, utc_now
from models.core.database import DatabaseError
from models.core.dispatcher import Verdict
from models.core.errors import Unavailable
from models.core.registry import Command
from models.core.text import tr

T = TypeVar("T")


def door_of(gateway: Gateway, passwords: Passwords | None = None, clock: Clock = utc_now) -> Authenticator:
    """The door of the gateway's record; its methods are for task threads, since they wait for the writer."""

    def serve(work: Callable[[Any], T], /) -> T:
        try:
            return gateway.serve(work).result()
        except DatabaseError as error:
            reason = str(getattr(error, "orig", error))
            raise Unavailable(
                tr("The change could not be saved: {reason}.", reason=reason),
                what_now=tr("Free some space or check the disk, then try again."),
            ) from error

    def submit(command: Command) -> Verdict:
        return gateway.submit(command).result()

    return Authenticator(serve, submit, passwords or Passwords(), clock)

"""What the operating system calls the person, for the account that is there at the first start."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator

from models.accounts.names import first_good


def system_name() -> str:
    """The person's full name where the system knows it, else their log-in name, else "Me"."""
    return first_good(_candidates())


def _candidates() -> Iterator[str]:
    try:
        import pwd
    except ImportError:  # Windows
        pass
    else:
        try:
            yield pwd.getpwuid(os.getuid()).pw_gecos.split(",")[0]
        except KeyError:  # a user id without an entry, as in a container
            yield ""
    try:
        yield getpass.getuser()
    except (KeyError, OSError):
        yield ""

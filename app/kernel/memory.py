"""Python's collector, told what this application is: much that stays, and commands by the thousand."""

from __future__ import annotations

import gc


def hold() -> None:
    """Collect nothing until `settle`: a tenth of the start would go into looking at what stays."""
    gc.disable()


def settle() -> None:
    """Call when much that stays has been made: the window, a workspace, a library that was imported.

    A full round looks at every object there is, 70 ms with the libraries of the window loaded, on whichever
    thread comes to it; what is here now is left out of it, and full rounds come ten times less often than the
    collector would have them.
    """
    if gc.isenabled():
        gc.collect(1)  # what is thrown away already is not to be kept for ever
    else:
        gc.enable()  # of the start, 500 objects of 120,000 are thrown away: not worth 45 ms of looking
    gc.freeze()
    gc.set_threshold(10_000, 20, 500)

"""The errors whose text is for the person; everything else that is raised is a bug."""

from __future__ import annotations


class PersonError(Exception):
    """Something the person can understand and act on.

    `sentence` says what was wrong, `what_now` what to do about it (may be empty), and `field` names the
    input it belongs to, so that a form can show it in its place.
    """

    code = "error"

    def __init__(self, sentence: str, *, what_now: str = "", field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.what_now = what_now
        self.field = field

    def __str__(self) -> str:
        return f"{self.sentence} {self.what_now}".strip()


class Invalid(PersonError):
    """The input itself is wrong."""

    code = "invalid"


class NotAllowed(PersonError):
    """The person may not do this here."""

    code = "not_allowed"


class NotFound(PersonError):
    """The thing does not exist, or not for this person."""

    code = "not_found"


class Conflict(PersonError):
    """It was right once, but what is true has changed meanwhile."""

    code = "conflict"


class Unavailable(PersonError):
    """Something outside is missing: a disk, a program, a library, a network."""

    code = "unavailable"


KINDS: dict[str, type[PersonError]] = {
    kind.code: kind for kind in (PersonError, Invalid, NotAllowed, NotFound, Conflict, Unavailable)
}

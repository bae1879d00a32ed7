"""Checking what people write about videos: cleaned, and refused with a sentence where it does not fit."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import urlsplit

from models.core.errors import Invalid
from models.core.text import tr

TITLE_LENGTH = 200
DESCRIPTION_LENGTH = 20_000
TAGS = 50
TAG_LENGTH = 60
LINKS = 10
LINK_LENGTH = 500
HANDLE_SHORTEST, HANDLE_LONGEST = 3, 30


def clean(text: str) -> str:
    """The text composed, and without control characters and lone surrogates (a file name can hold both)."""
    composed = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode())
    return "".join(c for c in composed if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))


def line(text: str, field: str, longest: int, *, empty: bool = False) -> str:
    """One line of at most `longest` characters; Invalid names the field."""
    whole = " ".join(clean(text).split())
    if not whole and not empty:
        raise Invalid(tr("This cannot be empty."), field=field)
    if len(whole) > longest:
        raise Invalid(
            tr("This is {length} characters long; {longest} fit.", length=len(whole), longest=longest),
            field=field,
        )
    return whole


def lines(text: str, field: str) -> str:
    """A text of several lines."""
    cleaned = clean(text)
    if len(cleaned) > DESCRIPTION_LENGTH:
        raise Invalid(
            tr(
                "This is {length} characters long; {longest} fit.",
                length=len(cleaned),
                longest=DESCRIPTION_LENGTH,
            ),
            field=field,
        )
    return cleaned.strip()


def tags(words: list[str]) -> list[str]:
    """Tags without "#", each once, in their order."""
    cleaned = [line(tag.lstrip("#"), "tags", TAG_LENGTH, empty=True).lstrip("# ") for tag in words]
    unique = list({tag.casefold(): tag for tag in reversed(cleaned) if tag}.values())[::-1]
    if len(unique) > TAGS:
        raise Invalid(tr("A video can have {count} tags.", count=TAGS), field="tags")
    return unique


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a channel, as it is written."""

    title: str
    address: str


def links(given: list[Link]) -> list[list[str]]:
    """Links as [title, address]; one without a title is called by its host, one without a scheme is https."""
    if len(given) > LINKS:
        raise Invalid(tr("A channel can have {count} links.", count=LINKS), field="links")
    checked = []
    for each in given:
        address = _address(each.address)
        title = line(each.title, "links", TAG_LENGTH, empty=True)
        checked.append([title or str(urlsplit(address).hostname), address])
    return checked


def _address(text: str) -> str:
    """A web address that can be opened; Invalid for `links` where it is none."""
    whole = line(text, "links", LINK_LENGTH)
    address = whole if "://" in whole else f"https://{whole}"
    wrong = Invalid(
        tr("“{address}” is not a web address.", address=whole[:80]),
        what_now=tr("Type one such as https://example.org/me."),
        field="links",
    )
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise wrong from None
    known = parts.scheme.casefold() in ("http", "https") and ("." in host or host == "localhost")
    if not known or " " in address or parts.username or parts.password:
        raise wrong
    return address


def handle_from(name: str) -> str:
    """A handle that a name suggests."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    words = re.sub(r"[^\w]+", "-", plain.casefold()).strip("-_")[:HANDLE_LONGEST].strip("-_")
    return words if len(words) >= HANDLE_SHORTEST else f"channel-{words}".strip("-")


def clean_handle(text: str) -> str:
    """A handle as it is kept: without the @, small letters, digits, dots, dashes and underscores."""
    handle = unicodedata.normalize("NFKC", clean(text).strip().removeprefix("@")).casefold()
    if not HANDLE_SHORTEST <= len(handle) <= HANDLE_LONGEST:
        raise Invalid(
            tr("A handle has {least} to {most} characters.", least=HANDLE_SHORTEST, most=HANDLE_LONGEST),
            field="handle",
        )
    if not re.fullmatch(r"\w(?:[\w.-]*\w)?", handle):
        raise Invalid(
            tr("A handle has letters and digits, and dots, dashes or underscores between them."),
            field="handle",
        )
    return handle

"""The pages of the manual: Markdown files, in the order in which the contents name them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from app.kernel.finding import has_all
from app.kernel.resources import manual

_CONTENTS = re.compile(r"^- \[([^\]]+)\]\(([a-z-]+)\.md\)", re.MULTILINE)
INDEX = "index"


@dataclass(frozen=True)
class Page:
    """One page by its name (the file's, without its ending), read when it is asked for."""

    name: str
    title: str

    @cached_property
    def text(self) -> str:
        """Its Markdown. Raises OSError where the file is gone."""
        return manual(f"{self.name}.md").read_text(encoding="utf-8")

    def has(self, words: str) -> bool:
        """Whether all of these words stand on it."""
        return has_all(words, f"{self.title} {self.text}")


def pages(contents: str) -> list[Page]:
    """All pages: the contents first, then those it lists. Raises OSError where there is no manual."""
    first = Page(INDEX, contents)
    return [first, *(Page(name, title) for title, name in _CONTENTS.findall(first.text))]


def found(all_: Sequence[Page], words: str) -> list[Page]:
    """The pages that have all of these words, those that are called so first."""
    fitting = [page for page in all_ if page.has(words)]
    return sorted(fitting, key=lambda page: not has_all(words, page.title)) if words.strip() else fitting

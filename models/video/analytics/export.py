"""A report as a file of comma-separated values (RFC 4180), whole: every figure that the page shows."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO
from typing import Any, Protocol

from models.accounts.demographics import Demographics
from models.core.text import tr
from models.video.analytics.entities import Report


class Writer(Protocol):
    """What `csv.writer` makes."""

    def writerow(self, row: Iterable[Any], /) -> Any: ...
    def writerows(self, rows: Iterable[Iterable[Any]], /) -> Any: ...


_S = 1_000_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_csv(report: Report) -> str:
    """Figures, series, videos, sources and retention one below the other. Times are seconds."""
    out = StringIO()
    rows = csv.writer(out)
    rows.writerow([tr("Channel"), _plain(report.channel), tr("Video"), _plain(report.title)])
    rows.writerow([tr("From"), report.since.isoformat(), tr("To, without"), report.until.isoformat()])
    rows.writerow([])
    rows.writerow([tr("Figure"), tr("Period"), tr("Period before")])
    now, before = report.now, report.before
    for title, mine, other in (
        (tr("Views"), now.views, before.views),
        (tr("Viewers"), now.viewers, before.viewers),
        (tr("Watch time"), now.watched_us / _S, before.watched_us / _S),
        (tr("Average view duration"), now.average_us / _S, before.average_us / _S),
        (tr("Average percentage viewed"), 100 * now.average_share, 100 * before.average_share),
        (tr("Likes"), now.likes, before.likes),
        (tr("Dislikes"), now.dislikes, before.dislikes),
        (tr("Comments"), now.comments, before.comments),
        (tr("Shares"), now.shares, before.shares),
        (tr("New subscribers"), now.subscribers, before.subscribers),
        (tr("Subscribers lost"), now.lost, before.lost),
    ):
        rows.writerow([title, mine, other])
    rows.writerow([])
    rows.writerow([tr("Day"), tr("Views"), tr("Watch time")])
    rows.writerows([p.day.isoformat(), p.views, p.watched_us / _S] for p in report.series)
    rows.writerow([])
    rows.writerow([tr("Video"), tr("Views"), tr("Watch time"), tr("Average percentage viewed")])
    rows.writerows(
        [_plain(row.title), row.views, row.watched_us / _S, 100 * row.average_share] for row in report.videos
    )
    rows.writerow([])
    rows.writerow([tr("Came from"), tr("Views")])
    rows.writerows([source.value, views] for source, views in report.sources.items())
    _write_who(rows, report.who)
    if report.plays:
        rows.writerow([])
        rows.writerow([tr("Hundredth of the video"), tr("Plays")])
        rows.writerows(enumerate(report.plays))
    return out.getvalue()


def _write_who(rows: Writer, who: Demographics) -> None:
    """Groups of viewers, as far as they may be told."""
    for title, groups in (
        (
            tr("Age"),
            [(f"{first}-{last}" if last else f"{first}+", n) for (first, last), n in who.ages.items()],
        ),
        (tr("Gender"), [(gender.value, n) for gender, n in who.genders.items()]),
        (tr("Country"), list(who.countries.items())),
    ):
        if groups:
            rows.writerow([])
            rows.writerow([title, tr("Viewers")])
            rows.writerows(groups)


def _plain(text: str) -> str:
    """A title that a spreadsheet would take for a formula is told as the text it is."""
    return f"'{text}" if text.startswith(_FORMULA) else text

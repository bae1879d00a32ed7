"""The parts of a report on videos: figures with the period before, and rows of tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from models.core.text import number, tr
from models.core.units import clock
from models.video.analytics.entities import Figures, VideoRow
from models.video.entities import Source
from views.widgets.report import FigureRow

_MOST = 10  # figures of a channel


def watch_time(us: int) -> str:
    """Hours and minutes; seconds of what is short."""
    minutes = us // 60_000_000
    if minutes < 1:
        return tr("{count} s", count=us // 1_000_000)
    if minutes < 60:
        return tr("{count} min", count=minutes)
    return tr("{hours} h {minutes} min", hours=number(minutes // 60), minutes=minutes % 60)


def change(now: float, before: float) -> str:
    """Against the period before, never by colour alone: "▲ 12 %", "▼ 3 %", "as before", "new"."""
    if not before:
        return tr("nothing before") if now else ""
    share = round(100 * (now - before) / before)
    if share == 0:
        return tr("as before")
    return f"▲ {share} %" if share > 0 else f"▼ {-share} %"


def source_title(source: Source) -> str:
    """From where a view came."""
    return {
        Source.LIBRARY: tr("Library"),
        Source.SEARCH: tr("Search"),
        Source.HOME: tr("Home"),
        Source.FOR_YOU: tr("Recommended"),
        Source.UP_NEXT: tr("Up next"),
        Source.QUEUE: tr("Play queue"),
        Source.PLAYLIST: tr("Playlists"),
        Source.CHANNEL: tr("Channel page"),
        Source.LINK: tr("Links from elsewhere"),
        Source.UNKNOWN: tr("Not known"),
    }[source]


class VideoFigures(FigureRow):
    """The figures of a report on videos."""

    def build(self) -> Iterator[None]:
        """Make the cards, one a step."""
        yield from self.make_cards(_MOST)

    def show_figures(self, now: Figures, before: Figures, *, channel: bool) -> None:
        """`channel`: also what only a channel has."""
        said = [
            (tr("Views"), number(now.views), change(now.views, before.views)),
            (tr("Watch time"), watch_time(now.watched_us), change(now.watched_us, before.watched_us)),
            (tr("Viewers"), number(now.viewers), change(now.viewers, before.viewers)),
            (tr("Average view"), clock(now.average_us), change(now.average_us, before.average_us)),
            (tr("Average share"), f"{number(100 * now.average_share)} %",
             change(now.average_share, before.average_share)),
            (tr("Likes"), number(now.likes), change(now.likes, before.likes)),
            (tr("Comments"), number(now.comments), change(now.comments, before.comments)),
        ]  # fmt: skip
        said.append((tr("Shares"), number(now.shares), change(now.shares, before.shares)))
        if channel:
            said += [
                (tr("New subscribers"), number(now.subscribers), change(now.subscribers, before.subscribers)),
                (tr("Subscribers lost"), number(now.lost), change(now.lost, before.lost)),
            ]
        self.show_cards(said)


def video_rows(videos: Sequence[VideoRow]) -> list[tuple[object, str, Sequence[tuple[str, float]]]]:
    """The rows of the table of videos."""
    return [
        (
            row.id,
            row.title,
            (
                (number(row.views), row.views),
                (watch_time(row.watched_us), row.watched_us),
                (clock(row.average_us), row.average_us),
                (f"{number(100 * row.average_share)} %", row.average_share),
            ),
        )
        for row in videos
    ]

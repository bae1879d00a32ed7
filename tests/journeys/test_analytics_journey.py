"""V9: the figures of a channel and a video in the real window, and as a file."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import insert, select

from models.accounts.tables import About
from models.core.clock import utc_now
from models.core.ids import new_id
from models.video.commands import channel_of
from models.video.entities import Source
from models.video.tables import VideoView, WatchEvent
from tests.support.films import Cinema
from views.video.analytics_page import AnalyticsPage
from views.widgets.report import Table
from views.widgets.states import StateView


@pytest.fixture
def watched(fresh: Cinema) -> Cinema:
    """Two videos; the first was watched three times today and once a month ago, the second once."""
    house = fresh.house
    first, second = house.add_videos("Harbour", "Lighthouse")
    channel, now = channel_of(house.account), utc_now()
    views, events = [], []
    for video, days, share in ((first, 0, 1.0), (first, 0, 0.5), (first, 0, 0.5), (first, 30, 1.0),
                               (second, 0, 0.2)):  # fmt: skip
        session, viewer, at = new_id(), new_id(), now - timedelta(days=days)
        views.append({"space_id": channel, "id": session, "video_id": video, "viewer": viewer, "at": at,
                      "source": Source.HOME.value})  # fmt: skip
        events.append({"space_id": viewer, "id": new_id(), "channel_id": channel, "video_id": video,
                       "session_id": session, "start_us": 0, "end_us": int(95_000_000 * share),
                       "at": at})  # fmt: skip

    def put(connection: Any) -> None:
        with connection.begin():
            connection.execute(insert(VideoView), views)
            connection.execute(insert(WatchEvent), events)

    house.services.gateway.serve(put).result()
    return fresh


def page_of(cinema: Cinema) -> AnalyticsPage:
    cinema.house.press("Ctrl+Shift+Y")
    page = cinema.house.find(AnalyticsPage)
    cinema.until(lambda: page.stack.currentWidget() is page.stack.content)
    return page


def figures(page: AnalyticsPage) -> dict[str, str]:
    return {card.title.text(): card.value.text() for card in page.figures.cards if card.isVisible()}


def cell(table: Table, row: int, column: int) -> str:
    item = table.item(row, column)
    assert item is not None
    return item.text()


def test_a_channel_s_figures_its_videos_and_where_views_came_from(watched: Cinema) -> None:
    page = page_of(watched)
    said = figures(page)
    assert (said["Views"], said["Viewers"], said["Watch time"]) == ("4", "4", "3 min")
    assert page.figures.cards[0].change.text() == "▲ 300 %", "against the one of the month before"
    assert [cell(page.videos, row, 0) for row in range(2)] == ["Harbour", "Lighthouse"]
    assert (cell(page.sources, 0, 0), cell(page.sources, 0, 1)) == ("Home", "4")
    page.videos.sortItems(1, Qt.SortOrder.AscendingOrder)
    assert cell(page.videos, 0, 0) == "Lighthouse"


def test_a_video_s_retention_is_read_from_the_keyboard(watched: Cinema) -> None:
    page, house = page_of(watched), watched.house
    page.videos.setFocus()
    page.videos.setCurrentCell(0, 0)
    house.press("Return")
    watched.until(lambda: page.analytics.report is not None and page.analytics.report.title == "Harbour")
    watched.until(page.far.isVisible)
    page.retention.setFocus(Qt.FocusReason.TabFocusReason)
    house.press("Home")
    assert page.retention.reading.endswith(": 100 %")
    house.press("End")
    assert page.retention.reading.endswith(": 33 %")
    watched.until(lambda: page.retention.chart is not None)
    chart, report = page.retention.chart, page.analytics.report
    assert chart is not None and report is not None
    assert list(chart.curve.getData()[1]) == list(report.retention)
    assert chart.reading.isVisible() and chart.reading.toPlainText() == page.retention.reading
    house.click(page.back)
    watched.until(lambda: page.analytics.report is not None and page.analytics.report.title == "")


def test_periods_and_the_file(watched: Cinema, tmp_path: Path) -> None:
    page = page_of(watched)
    page.period.setCurrentIndex(2)
    watched.until(lambda: figures(page)["Views"] == "5")
    page.step.setCurrentIndex(2)
    watched.until(lambda: page.days.rowCount() in (3, 4, 5))
    page.what.setCurrentIndex(1)
    assert page.curve.heading.text() == "Watch time"
    page.period.setCurrentIndex(4)
    watched.until(page.first.isVisible)
    page.save(str(tmp_path / "report.csv"))
    rows = list(csv.reader((tmp_path / "report.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert ["Harbour", *next(row for row in rows if row[:1] == ["Harbour"])[1:2]] in (
        ["Harbour", "3"],
        ["Harbour", "4"],
    )
    page.save(str(tmp_path / "missing" / "report.csv"))
    assert any("could not be written" in text for text in watched.notices())


def test_who_the_viewers_are_is_told_in_groups_and_in_the_file(watched: Cinema, tmp_path: Path) -> None:
    """Four of the five who watched told something: not enough of anybody. With one more there are."""
    page, house = page_of(watched), watched.house
    page.period.setCurrentIndex(2)
    watched.until(lambda: figures(page)["Views"] == "5")
    assert not page.who.ages.isVisibleTo(page)
    assert "Groups of at least 5" in page.who.remark.text()

    def tell(connection: Any) -> None:
        with connection.begin():
            viewers = connection.execute(select(VideoView.viewer)).scalars().all()
            born = utc_now().year - 36
            told = [
                {"space_id": one, "birth_year": born + n % 2, "gender": "woman" if n else "", "country": "IN"}
                for n, one in enumerate(viewers)
            ]
            connection.execute(insert(About), told)

    house.services.gateway.serve(tell).result()
    page.analytics.refresh()
    watched.until(lambda: page.who.ages.isVisibleTo(page))
    assert (cell(page.who.ages, 0, 0), cell(page.who.ages, 0, 1)) == ("35–44", "5")
    assert cell(page.who.countries, 0, 0) == "India"
    assert not page.who.genders.isVisibleTo(page), "four women"
    page.save(str(tmp_path / "report.csv"))
    rows = list(csv.reader((tmp_path / "report.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert (["35-44", "5"] in rows, ["IN", "5"] in rows, ["Gender", "Viewers"] in rows) == (True, True, False)
    assert ["Subscribers lost", "0", "0"] in rows


def test_somebody_else_s_channel_tells_nothing(watched: Cinema) -> None:
    watched.workspace.visit(f"analytics/{new_id()}")
    watched.until(lambda: watched.house.seen(StateView))
    assert "no figures" in watched.house.find(StateView).accessibleName()

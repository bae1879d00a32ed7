"""Analytics of a channel or one of its videos: how much, when, which, from where, and how far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QDate, QLocale, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QDateEdit, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.kernel.notices import NoticeKind
from controllers.video.analytics import Analytics, Period
from models.core.errors import PersonError, Unavailable
from models.core.text import number, tr
from models.core.units import clock
from models.video.analytics.entities import Report, Step
from models.video.commands import channel_of
from views.shell.workspace import Crumb
from views.video.analytics_parts import VideoFigures, source_title, video_rows, watch_time
from views.video.analytics_who import Who
from views.video.page import Hall, Page
from views.video.places import LIBRARY
from views.widgets import tokens
from views.widgets.buttons import Button
from views.widgets.by_and_by import ByAndBy
from views.widgets.fields import Select
from views.widgets.labels import Label
from views.widgets.plot import CHART, Plot
from views.widgets.report import Box, Table
from views.widgets.states import Skeleton, State, StateStack, StateView
from views.widgets.surfaces import ScrollColumn
from views.widgets.tokens import Type

PLACE = "analytics"
_LONG = "d MMM yyyy"
_HOUR_US = 3_600_000_000


class AnalyticsPage(Page):
    """`analytics[/<channel>[/<video>]]`; without ids the person's own first channel."""

    def __init__(self, hall: Hall, analytics: Analytics | None = None) -> None:
        super().__init__()
        self._hall = hall
        self.analytics = analytics or Analytics(hall.parts.actor, self)
        self._content = ScrollColumn()
        self.stack = StateStack(self._content, Skeleton(2))
        self.building = ByAndBy(self._build(), self)
        self.building.done.connect(self._built)
        self.building.start()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.LARGE + tokens.TINY, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._tools())
        column.addWidget(self.stack, 1)
        self.analytics.changed.connect(self._show)
        self.analytics.failed.connect(self._failed)
        self._show()

    def _make_choices(self) -> None:
        self.heading = Label("", Type.TITLE)
        self.remark = Label("", tone="dim", wrap=True)
        self.period = Select(tr("Period"))
        for period, title in (
            (Period.WEEK, tr("Last 7 days")), (Period.MONTH, tr("Last 28 days")),
            (Period.QUARTER, tr("Last 90 days")), (Period.YEAR, tr("Last 365 days")),
            (Period.CUSTOM, tr("Chosen days")),
        ):  # fmt: skip
            self.period.addItem(title, period)
        self.period.setCurrentIndex(1)
        self.step = Select(tr("By"))
        for step, title in (
            (Step.DAY, tr("by day")),
            (Step.WEEK, tr("by week")),
            (Step.MONTH, tr("by month")),
        ):
            self.step.addItem(title, step)
        self.what = Select(tr("Curve"))
        self.what.addItems([tr("Views"), tr("Watch time")])
        today = date.today()
        self.first, self.last = (_day_field(name, day) for name, day in (
            (tr("First day"), today - timedelta(days=27)), (tr("Last day"), today)))  # fmt: skip
        self.export = Button(tr("Export CSV"), icon="download", tip=tr("All of these figures as a file"))
        self.back = Button(tr("The whole channel"), icon="arrow-left")

    def _tools(self) -> QVBoxLayout:
        self._make_choices()
        row = QHBoxLayout()
        row.setSpacing(tokens.SMALL)
        for widget in (self.period, self.first, self.last, self.step, self.what):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.export)
        for choice in (self.period, self.step):
            choice.currentIndexChanged.connect(self._choose)
        for field in (self.first, self.last):
            field.dateChanged.connect(self._choose)
            field.hide()
        self.what.currentIndexChanged.connect(self._show)
        self.export.clicked.connect(self._export)
        self.back.clicked.connect(self._to_channel)
        tools = QVBoxLayout()
        tools.setContentsMargins(tokens.WIDE, 0, tokens.WIDE, tokens.SMALL)
        tools.setSpacing(tokens.SMALL)
        tools.addWidget(self.heading)
        tools.addWidget(self.remark)
        tools.addLayout(row)
        return tools

    def _build(self) -> Iterator[None]:
        """Make what shows the figures, a part a step: all of it would hold the window."""
        add = self._content.column.addWidget
        self.figures = VideoFigures()
        add(self.figures)
        yield from self.figures.build()
        self.plot = Plot(tr("Views"))
        self.curve = Box("", self.plot)
        add(self.curve)
        yield
        self.retention = Plot(
            tr("How far it was watched"), lambda value: f"{number(100 * value)} %", least=0.01
        )
        self.far = Box(tr("How far it was watched"), self.retention)
        add(self.far)
        yield
        self.videos = Table(tr("Videos"), tr("Video"), tr("Views"), tr("Watch time"), tr("Average view"),
                            tr("Average share"))  # fmt: skip
        self.videos.opened.connect(self._open_video)
        self.which = Box(tr("Videos"), self.videos)
        add(self.which)
        yield
        self.sources = Table(tr("Where views came from"), tr("Came from"), tr("Views"))
        self.where = Box(tr("Where views came from"), self.sources)
        add(self.where)
        yield
        self.who = Who()
        self.people = Box(tr("Who the viewers are"), self.who)
        add(self.people)
        yield
        self.days = Table(tr("Views and watch time by day"), tr("Day"), tr("Views"), tr("Watch time"),
                          by=0)  # fmt: skip
        self.table = Box(tr("The same as a table"), self.days)
        add(self.table)

    @Slot()
    def _built(self) -> None:
        for plot in (self.plot, self.retention):  # each in an event of its own
            self._hall.parts.fetch(CHART, partial(_draw, plot))
        self._show()

    # Where one is

    def show_place(self, ids: Sequence[str], query: Mapping[str, str]) -> bool:
        account = self._hall.parts.actor.account
        try:
            channel, *videos = [UUID(id_) for id_ in ids] or [channel_of(account)]
        except ValueError:
            return False
        if len(videos) > 1:
            return False
        self.analytics.show(channel, videos[0] if videos else None)
        self.back.setVisible(bool(videos))
        return True

    @property
    def title(self) -> str:
        return tr("Analytics")

    def breadcrumb(self) -> Sequence[Crumb]:
        report = self.analytics.report
        path = [Crumb(tr("Library"), LIBRARY), Crumb(tr("Analytics"), PLACE)]
        return [*path, Crumb(report.title)] if report is not None and report.title else path

    def begins(self) -> QWidget:
        return self.period

    def forget(self) -> None:
        self.analytics.forget()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.analytics.set_visible(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.analytics.set_visible(False)

    # What is to be seen

    @Slot()
    def _show(self) -> None:
        report = self.analytics.report if self.building.is_done else None
        self.export.setEnabled(report is not None)
        if report is None:
            self.heading.setText(tr("Analytics"))
            self.remark.setText("")
            self.stack.show_loading()
            return
        self.heading.setText(report.title or report.channel)
        first, last = _said(report.since, _LONG), _said(report.until - timedelta(days=1), _LONG)
        said = tr("{first} to {last}, against as many days before", first=first, last=last)
        watching = tr("{count} watching now", count=report.watching_now) if report.watching_now else ""
        self.remark.setText(" · ".join(part for part in (said, watching) if part))
        self.figures.show_figures(report.now, report.before, channel=not report.title)
        self._show_curve(report)
        self.far.setVisible(bool(report.retention))
        self._show_retention(report)
        self.which.setVisible(not report.title and bool(report.videos))
        self.videos.show_rows(video_rows(report.videos))
        self.where.setVisible(bool(report.sources))
        self.sources.show_rows(
            [(source, source_title(source), ((number(n), n),)) for source, n in report.sources.items()]
        )
        self.who.show_groups(report.who)
        self.stack.show_content()
        self.title_changed.emit()

    def _show_curve(self, report: Report) -> None:
        form = "MMM yyyy" if self.analytics.step is Step.MONTH else "d MMM"
        labels = [_said(point.day, form) for point in report.series]
        if self.what.currentIndex() == 0:
            self.curve.heading.setText(tr("Views"))
            self.plot.set_tell(tr("Views"), number)
            self.plot.show_points(labels, [point.views for point in report.series])
        else:
            self.curve.heading.setText(tr("Watch time"))
            self.plot.set_tell(tr("Watch time"), lambda value: f"{number(value, 1)} h", least=0.1)
            self.plot.show_points(labels, [point.watched_us / _HOUR_US for point in report.series])
        self.days.show_rows(
            [
                (point.day, label, ((number(point.views), point.views),
                                    (watch_time(point.watched_us), point.watched_us)))
                for point, label in zip(report.series, labels, strict=True)
            ]
        )  # fmt: skip

    def _show_retention(self, report: Report) -> None:
        length = report.videos[0].duration_us if report.videos else 0
        parts = len(report.retention)
        self.retention.show_points([clock(length * n // parts) for n in range(parts)], list(report.retention))

    @Slot(object)
    def _failed(self, error: PersonError) -> None:
        if self.analytics.report is None:
            view = StateView(State.ERROR, error.sentence, error.what_now, action=tr("Back to the library"),
                             do=lambda: self._hall.visit(LIBRARY))  # fmt: skip
            self.stack.show_state(view)
        else:
            self._hall.parts.notices.error(error, source="video", key="video.analytics")

    # What is done

    @Slot()
    def _choose(self) -> None:
        period: Period = self.period.currentData()
        custom = period is Period.CUSTOM
        for field in (self.first, self.last):
            field.setVisible(custom)
        ends = (_day_of(self.first), _day_of(self.last)) if custom else None
        self.analytics.choose(period, self.step.currentData(), ends)

    @Slot(object)
    def _open_video(self, video_id: object) -> None:
        self._hall.visit(f"{PLACE}/{self.analytics.channel_id}/{video_id}")

    @Slot()
    def _to_channel(self) -> None:
        self._hall.visit(f"{PLACE}/{self.analytics.channel_id}")

    @Slot()
    def _export(self) -> None:
        """The dialog of the system, which does not block the window."""
        report = self.analytics.report
        if report is None:
            return
        dialog = QFileDialog(self, tr("Export CSV"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        name = "".join(c if c.isalnum() or c in " -_" else "_" for c in report.title or report.channel)
        dialog.selectFile(f"{name} {report.since} {report.until}.csv")
        dialog.fileSelected.connect(self.save)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def save(self, path: str) -> None:
        """Write the report there."""
        try:
            self.analytics.export(Path(path))
        except Unavailable as error:
            self._hall.parts.notices.error(error, source="video")
            return
        self._hall.parts.notices.post(
            tr("The report is in “{name}”.", name=Path(path).name), NoticeKind.SUCCESS, source="video"
        )


def _draw(plot: Plot) -> None:
    if isValid(plot):
        plot.show_chart()


def _said(day: date, form: str = "d MMM") -> str:
    return QLocale().toString(QDate(day.year, day.month, day.day), form)


def _day_field(name: str, day: date) -> QDateEdit:
    field = QDateEdit(QDate(day.year, day.month, day.day))
    field.setAccessibleName(name)
    field.setFixedHeight(tokens.CONTROL)
    return field


def _day_of(field: QDateEdit) -> date:
    chosen = field.date()
    return date(chosen.year(), chosen.month(), chosen.day())


def make(hall: Hall) -> AnalyticsPage:
    """The page of the place `analytics`."""
    return AnalyticsPage(hall)

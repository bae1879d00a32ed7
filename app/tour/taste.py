"""The tour through what is chosen for a person, and the figures of what was watched."""

from __future__ import annotations

from app.tour.driver import Stage, Until, Walk, settled
from app.tour.video_steps import CTRL, SHIFT, Key, VideoSteps
from views.video.analytics_page import AnalyticsPage
from views.video.for_you_page import ForYouPage


class TasteTour(VideoSteps):
    """Steps in For you and Analytics; the main places are the same in another look."""

    def job(self) -> list[Stage]:
        """What is offered, then the channel's figures."""
        stage = self._tour.stage
        return [stage("for-you", self._for_you), stage("analytics", self._analytics)]

    def _for_you(self) -> Walk:
        yield from self._to_library()
        self._hands.key(Key.Key_F, CTRL | SHIFT)
        yield Until(lambda: self._hands.seen(ForYouPage), "the page for you")
        page = self._hands.find(ForYouPage)
        yield Until(lambda: page.offered.total is not None, "what is offered")
        yield settled()

    def _analytics(self) -> Walk:
        yield from self._to_library()
        self._hands.key(Key.Key_Y, CTRL | SHIFT)
        yield Until(lambda: self._hands.seen(AnalyticsPage), "the channel's figures")
        page = self._hands.find(AnalyticsPage)
        yield Until(lambda: page.analytics.report is not None, "the report")
        yield Until(lambda: page.building.is_done, "its parts")
        yield Until(lambda: page.plot.chart is not None and page.retention.chart is not None, "its curves")
        yield settled()

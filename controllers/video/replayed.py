"""Which parts of the video that plays are played most, asked for when somebody looks for a place in it."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from shiboken6 import isValid

from app.kernel.actor import Actor
from controllers.video.watching import Watching

_QUIET_MS = 1000  # from the first picture on, the record is the playing's


def softened(plays: tuple[int, ...]) -> tuple[float, ...]:
    """Plays as shares of the most, each evened out with its neighbours (1-2-1); () where none stands out."""
    if len(set(plays)) < 2:
        return ()
    around = (plays[0], *plays, plays[-1])
    even = [(around[n] + 2 * around[n + 1] + around[n + 2]) / 4 for n in range(len(plays))]
    most = max(even)
    return tuple(each / most for each in even)


class Replayed(QObject):
    """`curve` is what `softened` makes of the video that plays, or () as long as nobody asked, and where too
    little was watched to tell; `changed` when it is another."""

    changed = Signal()

    def __init__(self, actor: Actor, watching: Watching, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actor = actor
        self._watching = watching
        self._wanted = self._quiet = False
        self._asked: UUID | None = None
        self.curve: tuple[float, ...] = ()
        self._timer = QTimer(self, singleShot=True, interval=_QUIET_MS)
        self._timer.timeout.connect(self._over)
        watching.player.opened.connect(self._begin)
        watching.player.position_changed.connect(self._move)

    @Slot()
    def want(self) -> None:
        """Somebody looks for a place: ask, once a video, as soon as its beginning has been played."""
        self._wanted = True
        self._ask()

    @Slot()
    def _begin(self) -> None:
        self._timer.stop()
        self._wanted, self._quiet, self._asked = False, True, None
        self._show(())

    @Slot()
    def _move(self) -> None:
        if self._quiet and not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _over(self) -> None:
        self._quiet = False
        self._ask()

    def _ask(self) -> None:
        detail = self._watching.detail
        if detail is None or self._quiet or not self._wanted or self._asked == detail.card.id:
            return
        from models.video.analytics.queries import MostReplayed  # nothing of reports is loaded to play

        card = detail.card
        self._asked = card.id
        self._actor.ask(
            MostReplayed,
            lambda plays: self._take(card.id, plays),
            failed=lambda _: self._take(card.id, ()),  # it only adds to the bar
            space_id=card.space_id,
            video_id=card.id,
        )

    def _take(self, video_id: UUID, plays: tuple[int, ...]) -> None:
        if isValid(self) and video_id == self._asked:
            self._show(softened(plays))

    def _show(self, curve: tuple[float, ...]) -> None:
        if curve != self.curve:
            self.curve = curve
            self.changed.emit()

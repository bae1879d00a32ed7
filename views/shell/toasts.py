"""Notices as toasts at the end of the window's foot, the newest at the bottom."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.kernel.notices import Notice, NoticeKind, Notices
from models.core.text import tr
from views.widgets import tokens
from views.widgets.announcing import announce
from views.widgets.toast import Toast

_MOST = 3
_RESIZED = (QEvent.Type.Resize,)
_MOVED = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide)


class Toasts(QObject):
    """Shows over `host` each posted notice for a while; more than three wait in the notice centre, and what
    is taken out of the centre goes from here too."""

    def __init__(self, host: QWidget, notices: Notices) -> None:
        super().__init__(host)
        self._host = host
        self._notices = notices
        self._shown: list[tuple[Notice, Toast]] = []
        self._others: list[QWidget] = []
        notices.posted.connect(self._post)
        notices.changed.connect(self._follow)
        host.installEventFilter(self)

    @property
    def shown(self) -> list[Toast]:
        return [toast for _, toast in self._shown]

    def keep_clear_of(self, other: QWidget) -> None:
        """Stand above a widget of the host that floats there too, whenever it is at the foot."""
        self._others.append(other)
        other.installEventFilter(self)
        other.destroyed.connect(lambda: self._others.remove(other))

    @Slot(object)
    def _post(self, notice: Notice) -> None:
        announce(self._host.window(), notice.text, at_once=notice.kind is NoticeKind.ERROR)
        if not self._host.isVisible():
            return
        for old, toast in list(self._shown):
            if notice.key and old.key == notice.key:
                self._remove(toast)
        actions = [(action.title, action.do) for action in notice.actions]
        if notice.details:
            copy = partial(QGuiApplication.clipboard().setText, notice.details)
            actions.append((tr("Copy details"), copy))
        stays = 0 if notice.stays else tokens.TOAST_STAYS
        toast = Toast(notice.kind, notice.text, actions, stays=stays, parent=self._host)
        toast.gone.connect(partial(self._remove, toast))
        self._shown.append((notice, toast))
        for _, oldest in self._shown[:-_MOST]:
            self._remove(oldest)
        self._arrange()
        toast.show()

    @Slot()
    def _follow(self) -> None:
        kept = {notice.number for notice in self._notices.history}
        for notice, toast in list(self._shown):
            if notice.number not in kept:
                self._remove(toast)

    def _remove(self, toast: Toast) -> None:
        if any(known is toast for _, known in self._shown):
            self._shown = [pair for pair in self._shown if pair[1] is not toast]
            toast.hide()
            toast.deleteLater()
            self._arrange()

    def _arrange(self) -> None:
        bottom = self._foot()
        rtl = self._host.layoutDirection() is Qt.LayoutDirection.RightToLeft
        for _, toast in reversed(self._shown):
            wide = toast.width()
            high = toast.heightForWidth(wide) if toast.hasHeightForWidth() else toast.sizeHint().height()
            toast.resize(wide, high)
            bottom -= high
            toast.move(0 if rtl else self._host.width() - wide, bottom)
            toast.raise_()
            bottom += tokens.WIDE  # they bring room for their shadows

    def _foot(self) -> int:
        """How far down there is room: to the host's foot, or to what floats there."""
        whole = self._host.rect()
        wide = max((toast.width() for _, toast in self._shown), default=0)
        left = 0 if self._host.layoutDirection() is Qt.LayoutDirection.RightToLeft else whole.width() - wide
        below = QRect(left, whole.height() // 2, wide, whole.height())
        tops = [
            other.y()
            for other in self._others
            if other.isVisible() and below.contains(other.geometry().center())
        ]
        return min([whole.height(), *(top + tokens.TINY for top in tops)])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._shown and event.type() in (_RESIZED if watched is self._host else _MOVED):
            self._arrange()
        return False

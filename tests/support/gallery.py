"""The shell with made-up content, for looking at it: `python -m tests.support.gallery FOLDER [WxH] [rtl]`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QCoreApplication, QObject, QRectF, Qt, QUrl, Signal
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domains import Domain, domains
from app.kernel.actions import Action, Actions, Menu
from app.kernel.finding import Found, score
from app.kernel.jobs_view import JobState, JobView
from app.kernel.notices import NoticeAction, NoticeKind, Notices
from app.kernel.settings import Settings
from views.shell.services import ShellServices
from views.shell.window import MainWindow
from views.shell.workspace import Crumb, Workspace
from views.widgets import tokens
from views.widgets.avatar import Avatar
from views.widgets.buttons import Button, Kind
from views.widgets.chips import Chip
from views.widgets.flow import FlowLayout
from views.widgets.labels import ElidedLabel, Heading, Label
from views.widgets.paint import rounded_path, smooth
from views.widgets.progress import ProgressBar
from views.widgets.states import Mark
from views.widgets.surfaces import Card, ScrollColumn
from views.widgets.tokens import Type, Weight


class Picture(QWidget):
    """A made-up thumbnail."""

    def __init__(self, hue: int, high: int) -> None:
        super().__init__()
        self._hue = hue
        self.setFixedHeight(high)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter: QPainter = smooth(self)
        painter.setClipPath(rounded_path(QRectF(self.rect()), tokens.RADIUS_ITEM))
        sky = QLinearGradient(0, 0, 0, self.height())
        sky.setColorAt(0, QColor.fromHsl(self._hue, 110, 110))
        sky.setColorAt(1, QColor.fromHsl((self._hue + 40) % 360, 120, 150))
        painter.fillRect(self.rect(), sky)


class FakeHome(Workspace):
    def __init__(self) -> None:
        super().__init__()
        scroll = ScrollColumn()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)
        head = QVBoxLayout()
        head.setSpacing(tokens.TINY)
        head.addWidget(Label("Good afternoon, Mara", Type.HERO))
        head.addWidget(
            Label("Sunday 22 November. Two things need you; everything else can wait.", tone="dim")
        )
        scroll.column.addLayout(head)
        grid = QGridLayout()
        grid.setSpacing(tokens.LARGE)
        for place, (icon, title, remark) in enumerate(
            [
                ("square-play", "Continue watching", "12 min left"),
                ("upload", "Imports", "62 %"),
                ("clock", "Later", "3"),
            ]
        ):
            card = Card()
            row = QHBoxLayout()
            row.setSpacing(tokens.MEDIUM)
            row.addWidget(Mark(icon, tokens.ICON_SMALL, "text"))
            row.addWidget(Label(title, weight=Weight.SEMIBOLD))
            row.addStretch()
            row.addWidget(Label(remark, tone="dim"))
            card.column.addLayout(row)
            card.column.addWidget(Label("4,318.22 EUR", Type.TITLE))
            card.column.addWidget(ProgressBar(0.64, high=6))
            card.column.addWidget(Label("On time. Your seat 14A, gate 22.", tone="dim", wrap=True))
            grid.addWidget(card, 0, place)
        scroll.column.addLayout(grid)


class FakeVideo(Workspace):
    def __init__(self) -> None:
        super().__init__()
        self._place = ""
        self.dropped: list[QUrl] = []
        scroll = ScrollColumn()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)
        scroll.column.addWidget(self._importing())
        tools = QHBoxLayout()
        chips = QWidget()
        flow = FlowLayout(chips)
        for number, text in enumerate(["All", "Continue watching", "Subscriptions", "Watch later", "Music"]):
            chip = Chip(text)
            chip.setChecked(number == 0)
            flow.addWidget(chip)
        tools.addWidget(chips, 1)
        tools.addWidget(Button("Sort: newest", icon="align-left"))
        tools.addWidget(Button("Add videos", icon="plus", kind=Kind.PRIMARY))
        scroll.column.addLayout(tools)
        scroll.column.addWidget(Heading("Continue watching"))
        scroll.column.addLayout(self._grid())
        scroll.column.addWidget(Heading("For you", "because you watched “Building a telescope mount”"))
        scroll.column.addLayout(self._grid(120))

    @staticmethod
    def _importing() -> Card:
        card = Card(padding=14)
        row = QHBoxLayout()
        row.setSpacing(tokens.MEDIUM)
        row.addWidget(Label("garden-tour-4k.mov", weight=Weight.SEMIBOLD))
        row.addWidget(ElidedLabel("1080p of 2160p, 1440p, 1080p, 720p, 360p", tone="dim"), 1)
        row.addWidget(Label("62 %", tabular=True))
        row.addWidget(Button("Pause"))
        row.addWidget(Button("Edit details"))
        card.column.addLayout(row)
        card.column.addWidget(ProgressBar(0.62))
        return card

    @staticmethod
    def _grid(hue: int = 0) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(20)
        for place, title in enumerate(
            [
                "Building a telescope mount",
                "Intro to linear algebra, 4",
                "A year on the allotment",
                "Sourdough",
            ]
        ):
            cell = QVBoxLayout()
            cell.setSpacing(tokens.SMALL)
            cell.addWidget(Picture((hue + 47 * place) % 360, 176))
            row = QHBoxLayout()
            row.setSpacing(10)
            row.addWidget(Avatar(title, 28), 0, Qt.AlignmentFlag.AlignTop)
            words = QVBoxLayout()
            words.setSpacing(2)
            words.addWidget(ElidedLabel(title, weight=Weight.SEMIBOLD))
            words.addWidget(ElidedLabel("Open Optics", tone="dim"))
            words.addWidget(ElidedLabel("640 views · 2 weeks", tone="dim"))
            row.addLayout(words, 1)
            cell.addLayout(row)
            grid.addLayout(cell, 0, place)
        return grid

    def place(self) -> str:
        return self._place

    def go(self, place: str) -> None:
        self._place = place

    def breadcrumb(self) -> Sequence[Crumb]:
        if self._place.startswith("watch/"):
            return [Crumb("Open Optics", "channel/1"), Crumb("Building a telescope mount")]
        return [Crumb("Home")]

    def drop(self, urls: Sequence[QUrl]) -> bool:
        self.dropped += urls
        return True

    def drop_sentence(self, urls: Sequence[QUrl]) -> str:
        return f"Add {len(urls)} videos to your library"


class FakeJobs(QObject):
    """Jobs that remember what was asked of them."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, UUID]] = []
        self.list = [
            JobView(
                id=UUID(int=1), title="garden-tour-4k.mov", detail="Encoding 1080p of 5 · 1.4× · 3 min left",
                fraction=0.62, state=JobState.RUNNING, can_pause=True, can_cancel=True,
            ),
            JobView(
                id=UUID(int=2), title="weld-test.mov", detail="Copying 87 of 212 MB",
                fraction=0.41, state=JobState.PAUSED, can_resume=True, can_cancel=True,
            ),
            JobView(
                id=UUID(int=3), title="holiday.avi", detail="", fraction=0.3, state=JobState.STOPPED,
                error_sentence="The file ends after 2 of 61 MB: its index is missing.",
                what_now="Nothing was added. Copy the file again from the camera and drop it here.",
                details="moov atom not found", can_remove=True, can_retry=True,
            ),
        ]  # fmt: skip

    def jobs(self) -> Sequence[JobView]:
        return self.list

    def pause(self, job: UUID) -> None:
        self.asked.append(("pause", job))

    def resume(self, job: UUID) -> None:
        self.asked.append(("resume", job))

    def cancel(self, job: UUID) -> None:
        self.asked.append(("cancel", job))

    def retry(self, job: UUID) -> None:
        self.asked.append(("retry", job))

    def remove(self, job: UUID) -> None:
        self.asked.append(("remove", job))


class FakeFinder:
    """Finds among a few made-up videos, at once or when `answer` is called."""

    title = "Found"
    titles = (
        ("Building a telescope mount", "Open Optics · 47:32 · watched 38 %"),
        ("A telescope for the school roof", "School · 12:04"),
        ("Intro to linear algebra, 4", "Open Lectures · 58:14"),
    )

    def __init__(self, *, later: bool = False) -> None:
        self.later = later
        self.waiting: list[Callable[[], None]] = []

    def find(self, text: str, limit: int, done: Callable[[Sequence[Found]], None]) -> None:
        found = [
            Found(
                title=title, detail=detail, icon="square-play", kind="Video", link=f"nonet://video/watch/{n}"
            )
            for n, (title, detail) in enumerate(self.titles)
            if score(text, title) >= 40
        ]
        if self.later:
            self.waiting.append(lambda: done(found[:limit]))
        else:
            done(found[:limit])


def fake_domains() -> list[Domain[Workspace]]:
    """Home and Video."""
    factories: dict[str, Callable[[], Workspace]] = {"home": FakeHome, "video": FakeVideo}
    return domains(factories)


def fake_services(
    folder: Path, *, jobs: FakeJobs | None = None, finder: FakeFinder | None = None
) -> ShellServices:
    """Everything the window needs, in a folder of its own."""
    settings = Settings(folder / "settings.json")
    actions = Actions(settings)
    actions.register(
        Action(id="account.switch", title="Switch user", handler=print, menu=Menu.ACCOUNT, icon="users"),
        Action(id="account.out", title="Log out", handler=lambda: None, menu=Menu.ACCOUNT, icon="log-out"),
        Action(
            id="video.add", title="Add videos", handler=lambda: None, shortcut="Ctrl+O", context="video",
            menu=Menu.FILE, icon="plus",
        ),
        Action(
            id="video.player.play", title="Play or pause", handler=print, shortcut="Space", more=("K",),
            context="video.player", icon="play",
        ),
    )  # fmt: skip
    return ShellServices(
        settings=settings,
        session=Settings(folder / "session.json", durable=False),
        actions=actions,
        notices=Notices(),
        jobs=jobs or FakeJobs(),
        finders=[finder or FakeFinder()],
    )


def fake_window(folder: Path) -> MainWindow:
    """The main window with made-up content, not shown yet."""
    window = MainWindow(fake_domains(), fake_services(folder))
    window.set_account("Mara Aalto")
    return window


def take_pictures(folder: Path, width: int, height: int) -> None:
    """Save pictures of every part in both themes."""
    from views.widgets.theme import Scheme, theme

    with tempfile.TemporaryDirectory() as place:
        window = fake_window(Path(place))
        window.resize(width, height)
        window.restore()
        window.resize(width, height)
        window.show()
        theme().set_reduced_motion(True)
        notices = window.services.notices
        for n in range(3):
            watch = [NoticeAction("Watch", print)]
            notices.post(f"Garden tour {n} is ready to watch", NoticeKind.SUCCESS, actions=watch)
        notices.error(ValueError("made up"))
        three = [QUrl("file:///a.mp4")] * 3
        shots: list[tuple[str, Callable[[], object]]] = [
            ("toasts", lambda: None),
            ("home", lambda: [toast.dismiss() for toast in window.toasts.shown]),
            ("video", lambda: window.open_workspace("video")),
            ("watch", lambda: window.go("nonet://video/watch/1")),
            ("search", lambda: window.panels.palette.ask("tele")),
            ("commands", window.open_commands),
            ("keys", lambda: (window.panels.palette.close_panel(), window.open_keys())),
            ("jobs", lambda: (window.panels.cheat_sheet.close_panel(), window.toggle_jobs())),
            ("notices", window.toggle_notices),
            ("settings", lambda: (window.toggle_notices(), window.open_settings())),
            ("drop", lambda: (window.open_workspace("video"), window.panels.show_drop(three))),
        ]
        for scheme in (Scheme.DARK, Scheme.LIGHT):
            for name, arrange in shots:
                arrange()
                theme().set_scheme(scheme)
                for _ in range(3):
                    QCoreApplication.processEvents()
                window.grab().save(str(folder / f"{name}-{scheme}.png"))
            window.panels.hide_drop()
            window.open_workspace("home")
        window.close()


if __name__ == "__main__":
    application = QApplication([])
    if "rtl" in sys.argv:
        application.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    size = next((arg for arg in sys.argv[2:] if "x" in arg), "1440x900")
    wide, high = (int(part) for part in size.split("x"))
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    take_pictures(Path(sys.argv[1]), wide, high)

"""P3: things are dragged in, out, and from one part to the other; a second start hands its things over."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.kernel.instance import Instance, claim
from tests.support.house import House
from tests.support.shared import REPOSITORY
from views.shell.drop_overlay import DropOverlay
from views.video.edit_panel import EditPanel
from views.video.grid import CardGrid
from views.video.home_cards import VideoRow
from views.video.items import VideoItems, mime_of
from views.video.queue_panel import QueuePanel
from views.video.workspace import VideoWorkspace
from views.widgets.toast import Toast

Footage = Callable[..., Path]
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


def video(house: House) -> VideoWorkspace:
    house.press("Ctrl+2")
    workspace = house.window.stack.workspace("video")
    assert isinstance(workspace, VideoWorkspace)
    return workspace


def drag(house: House, grid: CardGrid, row: int, monkeypatch: pytest.MonkeyPatch) -> QMimeData:
    """Drag a card a little way by the mouse; what is in the hand then, copied."""
    taken = QMimeData()
    original = VideoItems.mimeData

    def mime_data(items: VideoItems, indexes: list[QModelIndex]) -> QMimeData:
        data = original(items, indexes)
        for kind in data.formats():
            taken.setData(kind, data.data(kind))
        return data

    monkeypatch.setattr(VideoItems, "mimeData", mime_data)
    handle = house.window.windowHandle()
    assert handle is not None
    start = grid.viewport().mapTo(house.window, grid.visualRect(grid.model().index(row, 0)).center())
    QTest.mousePress(handle, LEFT, NONE, start)
    let_go = QTimer(house.window)  # Qt's drag holds the hand until then
    let_go.timeout.connect(lambda: QTest.mouseRelease(handle, LEFT, NONE, start))
    let_go.start(20)
    QTest.mouseMove(handle, start + QPoint(40, 0))
    QTest.mouseMove(handle, start + QPoint(80, 0))
    house.until(taken.formats)
    let_go.deleteLater()
    return taken


def said(house: House, words: str) -> bool:
    """Whether a toast says this."""
    return bool(house.seen(Toast, lambda toast: words in toast.label.text()))


def titles(house: House) -> list[str]:
    return [entry.card.title for entry in house.services.queue.entries]


def test_a_file_dropped_on_home_is_made_playable(house: House, footage: Footage) -> None:
    path = footage("harbour_at-night.mp4", seconds=2)
    hover = QMimeData()
    hover.setUrls([QUrl.fromLocalFile(str(path))])
    place, handle = house.window.body.geometry().center(), house.window.windowHandle()
    QApplication.sendEvent(handle, QDragEnterEvent(place, Qt.DropAction.CopyAction, hover, LEFT, NONE))
    assert house.find(DropOverlay).sentence.startswith("Drop it here. A video is made playable")
    house.drop([path])
    assert not house.seen(DropOverlay)
    assert house.window.stack.current_id == "home", "one stays where one dropped"
    house.until(lambda: house.seen(VideoRow, lambda row: "Harbour at night" in row.accessibleName()), 60)
    assert path.exists()


def test_files_folders_and_links_dropped_on_video(house: House, footage: Footage, tmp_path: Path) -> None:
    folder = tmp_path / "holiday" / "second day"
    folder.mkdir(parents=True)
    one = footage("one.mp4", seconds=2)
    (folder / "in-a-folder.mp4").write_bytes(one.read_bytes())
    (folder / "notes.txt").write_text("no film")
    workspace = video(house)
    house.press("Ctrl+Shift+Delete")
    house.drop([tmp_path / "holiday", one])
    assert workspace.place() == "", "what comes is shown where it comes"
    house.until(lambda: workspace.library.library.total == 2)
    house.drop(["https://example.org/film.mp4"])
    house.until(lambda: said(house, "is not a file on this computer"))
    house.drop(["nonet://home/"])
    assert house.window.stack.current_id == "home"
    house.drop(["nonet://nowhere/"])
    house.until(lambda: said(house, "There is nothing at nonet://nowhere/"))


def test_a_video_is_dragged_out_as_a_file_with_its_title(
    house: House, footage: Footage, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = footage("DSC_0001.mp4", seconds=2)
    workspace = video(house)
    house.drop([source])
    grid = workspace.library.grid
    house.until(lambda: (card := workspace.library.library.peek(0)) and card.original, 60)
    house.press("Home", "F2")
    house.until(lambda: house.seen(EditPanel, lambda panel: panel.heading.text()))
    house.press("Ctrl+A")
    house.write("Harbour at night")
    house.press("Ctrl+S", "Esc")
    house.until(lambda: (card := workspace.library.library.peek(0)) and card.title == "Harbour at night")
    house.until(lambda: not house.seen(EditPanel))
    data = drag(house, grid, 0, monkeypatch)
    [url] = data.urls()
    path = Path(url.toLocalFile())
    assert path.name == "Harbour at night.mp4"
    assert path.read_bytes() == source.read_bytes()
    house.drop_data(data, grid)
    assert not house.seen(DropOverlay)
    house.drop(
        ["https://example.org/"]
    )  # an answer that comes after whatever the drop before would have begun
    house.until(lambda: said(house, "is not a file on this computer"))
    assert len(house.services.uploads.all()) == 1, "a video that is let go where it was is not added again"


def test_a_video_is_dragged_onto_the_queue(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.add_videos("Harbour at night", "Night train")
    workspace = video(house)
    house.until(lambda: workspace.library.library.total == 2)
    card = workspace.library.library.peek(0)
    assert card is not None
    first, second = mime_of([card]), drag(house, workspace.library.grid, 1, monkeypatch)
    house.press("Ctrl+Shift+U")
    panel = house.find(QueuePanel)
    house.until(lambda: panel.geometry().right() <= house.window.width())
    house.drop_data(second, panel)
    house.until(lambda: titles(house) == ["Night train"])
    house.drop_data(first, panel.list)
    house.until(lambda: sorted(titles(house)) == ["Harbour at night", "Night train"])


def test_a_second_start_hands_its_files_and_links_over(house: House, footage: Footage) -> None:
    instance = Instance(house.nonet.paths)
    instance.opened.connect(house.nonet.take)
    lock = claim(house.nonet.paths, [])
    assert lock is not None
    instance.listen()
    try:
        with lock:
            path = footage("handed-over.mp4", seconds=2)
            start_again(house, "nonet://video/trash")
            house.until(lambda: house.window.top.breadcrumb.accessibleName() == "Video / Library / Trash")
            start_again(house, str(path))
            house.until(lambda: video(house).library.library.total == 1)
    finally:
        instance.close()


def start_again(house: House, *items: str) -> None:
    """Start the program again on the same folder, as the desktop does when a file is opened with it."""
    command = [sys.executable, "main.py", "--data", str(house.folder), *items]
    begun = subprocess.Popen(command, cwd=REPOSITORY)
    house.until(lambda: begun.poll() is not None, 60)
    assert begun.returncode == 0

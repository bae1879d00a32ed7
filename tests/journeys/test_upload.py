"""V1 and V2: files dropped on the real window become videos, whatever happens meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QFileDialog

from models.core.jobs import State
from models.video.encoding import complete_segments
from models.video.entities import Privacy, VideoState
from models.video.media import from_json
from models.video.renditions import Plan
from tests.support.films import LONG, Cinema, small
from tests.support.footage import by_hand
from views.video.edit_panel import EditPanel
from views.video.upload_strip import UploadRow

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("films")


@pytest.fixture(scope="module")
def heavy(films: Path) -> Path:
    """A film that has to be encoded, for some seconds."""
    path = films / "Heavy.avi"
    by_hand(
        "-f", "lavfi", "-i", "testsrc2=size=854x480:rate=25:duration=20",
        "-f", "lavfi", "-i", "sine=duration=20", "-c:v", "mpeg4", "-q:v", "5", "-c:a", "aac", str(path),
    )  # fmt: skip
    return path


def row(cinema: Cinema) -> UploadRow:
    return cinema.house.find(UploadRow)


def test_one_many_and_a_folder_are_dropped(fresh: Cinema, films: Path) -> None:
    one, two = small(films, "One.mp4"), small(films, "Two.mp4", colour="red")
    fresh.house.drop([one])
    fresh.until(lambda: any("needs about" in said and "are free" in said for said in fresh.notices()))
    fresh.ready(1)
    folder = films / "Holiday" / "Day 2"
    folder.mkdir(parents=True)
    (folder / "notes.txt").write_text("not a video")
    (folder / ".hidden.mp4").write_bytes(two.read_bytes())
    (folder / "Beach.mp4").write_bytes(two.read_bytes())
    (folder / "again").symlink_to(folder.parent)
    fresh.house.drop([two, films / "Holiday"])
    fresh.until(lambda: any(said.startswith("Adding 2 videos") for said in fresh.notices()))
    fresh.ready(3)
    assert {card.title for card in fresh.cards()} == {"One", "Two", "Beach"}
    fresh.until(lambda: not fresh.house.seen(UploadRow))


def test_files_are_chosen_by_ctrl_o(fresh: Cinema, films: Path) -> None:
    fresh.house.press("Ctrl+O")
    dialogs = fresh.workspace.findChildren(QFileDialog)
    assert dialogs
    assert dialogs[0].isVisible()
    dialogs[0].filesSelected.emit([str(small(films, "Chosen.mp4"))])
    dialogs[0].reject()
    fresh.ready(1)
    assert fresh.cards()[0].title == "Chosen"


def test_progress_pause_resume_and_a_restart_in_the_middle(fresh: Cinema, heavy: Path) -> None:
    house = fresh.house
    house.drop([heavy])
    fresh.until(lambda: house.seen(UploadRow))
    fresh.until(lambda: row(fresh).speed.text() and row(fresh).left.text() and row(fresh).share.text(), 60)
    assert row(fresh).detail.text().startswith("Encoding 480p")
    house.click(row(fresh).pause)
    fresh.until(lambda: row(fresh).job.state is State.PAUSED)
    assert (row(fresh).detail.text(), row(fresh).pause.text()) == ("Paused", "Resume")
    house.restart()
    fresh.go()
    fresh.until(lambda: house.seen(UploadRow))
    assert row(fresh).job.state is State.PAUSED, "what was paused stays so"
    house.click(row(fresh).pause)
    fresh.until(lambda: _segments(fresh) >= 1, 60)
    done = _segments(fresh)
    house.restart()
    fresh.go()
    assert _segments(fresh) >= done, "what was encoded is kept"
    fresh.until(lambda: house.seen(UploadRow))
    fresh.ready(1, 100)
    detail = fresh.detail("Heavy")
    pictures = {r.name for r in detail.renditions if r.details["kind"] == "picture"}
    assert pictures == {"480p", "360p"}, "never larger than the file itself"
    assert detail.media["video"] == "mpeg4"
    fresh.until(lambda: not list(house.services.paths.scratch.iterdir()))  # nothing is left of the work
    fresh.watch("Heavy")
    fresh.until(lambda: fresh.player.position_us > 0)


def _segments(cinema: Cinema) -> int:
    """How many segments of the film are complete."""
    folders = [path.parent for path in cinema.house.services.paths.scratch.glob("*/plan.json")]
    if not folders:
        return 0
    plan = from_json(Plan, (folders[0] / "plan.json").read_bytes())
    return complete_segments(plan, folders[0] / "encoding")


def test_a_cancelled_upload_leaves_nothing(fresh: Cinema, heavy: Path) -> None:
    house = fresh.house
    house.drop([heavy])
    fresh.until(lambda: house.seen(UploadRow))
    fresh.until(lambda: row(fresh).detail.text().startswith("Encoding"), 60)
    house.click(row(fresh).cancel)
    fresh.until(lambda: not fresh.cards() and not house.seen(UploadRow))
    services = house.services
    fresh.until(lambda: not services.runner.running())
    fresh.until(lambda: not list(services.paths.scratch.iterdir()))
    assert heavy.exists()


def test_the_details_are_edited_before_during_and_after(fresh: Cinema, heavy: Path, films: Path) -> None:
    house = fresh.house
    house.drop([heavy])
    fresh.until(lambda: house.seen(UploadRow))
    house.click(row(fresh).edit)
    panel = house.find(EditPanel)
    fresh.until(panel.heading.hasFocus)
    house.press("Ctrl+A")
    house.write("Named while it was encoded")
    panel.description.setFocus()
    house.write("Two words")
    panel.tags.setFocus()
    house.write("boats,")
    _choose(panel.privacy, Privacy.PUBLIC)
    house.press("Ctrl+S")
    fresh.until(lambda: fresh.cards()[0].title == "Named while it was encoded")
    assert fresh.cards()[0].state is VideoState.PROCESSING
    fresh.ready(1, 100)
    title = "Named while it was encoded"
    fresh.until(lambda: fresh.detail(title).description == "Two words")
    assert fresh.detail(title).tags == ("boats",)
    fresh.until(lambda: len(panel.posters.buttons) >= 2 and panel.posters.buttons[1].isVisible())
    posters = fresh.detail(title).posters
    assert fresh.card(title).poster == posters[0]
    house.click(panel.posters.buttons[1])
    fresh.until(lambda: fresh.card(title).poster == posters[1])
    picture = QImage(64, 36, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.magenta)
    picture.save(str(films / "own.png"))
    _drop_on(panel, films / "own.png")
    fresh.until(lambda: len(fresh.detail(title).posters) == len(posters) + 1, 30)
    fresh.until(lambda: fresh.card(title).poster == fresh.detail(title).posters[-1])
    house.press("Ctrl+Z")
    fresh.until(lambda: fresh.card(title).poster == posters[1])


def _choose(field: object, privacy: Privacy) -> None:
    index = field.findData(privacy)  # type: ignore[attr-defined]
    field.setCurrentIndex(index)  # type: ignore[attr-defined]
    field.activated.emit(index)  # type: ignore[attr-defined]


def _drop_on(panel: EditPanel, picture: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(picture))])
    middle, copy = panel.posters.rect().center(), Qt.DropAction.CopyAction
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(panel.posters, QDragEnterEvent(middle, copy, data, LEFT, none))
    QApplication.sendEvent(panel.posters, QDropEvent(QPointF(middle), copy, data, LEFT, none))


@pytest.fixture
def without_originals(fresh: Cinema) -> Iterator[Cinema]:
    services = fresh.house.services
    services.settings.set(services.keep_originals, False)
    yield fresh


def test_originals_are_kept_or_not(without_originals: Cinema, films: Path) -> None:
    cinema = without_originals
    source = small(films, "Not kept.mp4")
    cinema.house.drop([source])
    cinema.ready(1)
    assert cinema.cards()[0].original == ""
    services = cinema.house.services
    services.settings.set(services.keep_originals, True)
    cinema.house.drop([small(films, "Kept.mp4", colour="red")])
    cinema.ready(2)
    assert cinema.card("Kept").original


def test_what_fits_is_not_encoded_again_and_all_that_is_known_is_shown(cinema: Cinema) -> None:
    detail = cinema.detail(LONG)
    pictures = {r.name: r.details for r in detail.renditions if r.details["kind"] == "picture"}
    assert set(pictures) == {"480p", "360p"}
    assert (pictures["480p"]["copied"], pictures["360p"]["copied"]) == (True, False)
    assert [chapter.title for chapter in detail.chapters] == ["Morning", "Noon", "Night"]
    assert detail.sheet is not None
    assert detail.waveform
    assert len(detail.posters) > 1
    cinema.watch(LONG)
    about = cinema.workspace.watch.about
    assert "0:24" in about.file.text()
    assert "640 × 480" in about.file.text()
    assert "25 frames a second" in about.file.text()
    cinema.until(lambda: "1 view" in about.facts.text())

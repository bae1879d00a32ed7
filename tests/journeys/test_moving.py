"""P15: everything a person owns, out of one window and into another, by keys, clicks and a drop."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from models.core.jobs import State
from models.video.queries import BlobsInUse
from tests.support.films import BLUE, GREEN, LONG, Cinema
from views.shell.jobs_panel import JobCard
from views.shell.moving_panel import MovingPanel


def open_export(cinema: Cinema) -> MovingPanel:
    """By its name in the palette."""
    cinema.house.press("Ctrl+Shift+P")
    cinema.house.write("export everything")
    cinema.house.press("Return")
    cinema.until(lambda: cinema.house.seen(MovingPanel))
    return cinema.house.find(MovingPanel)


def exported(cinema: Cinema, path: Path, *, packed: bool = False) -> Path:
    """Export to this place; where it went."""
    panel = open_export(cinema)
    cinema.until(panel.export_button.isEnabled)
    assert "It takes about" in panel.place_row.note.text()
    panel.place.setText(str(path))
    panel.form.setCurrentIndex(int(packed))
    cinema.house.click(panel.export_button)
    made = path.with_name(f"{path.name}.zip") if packed else path
    cinema.until(lambda: f"Everything you own is in “{made.name}”." in cinema.notices(), 60)
    return made


def names_in(made: Path) -> list[str]:
    if made.is_dir():
        return [str(path.relative_to(made)) for path in made.rglob("*") if path.is_file()]
    with zipfile.ZipFile(made) as file:
        return file.namelist()


@pytest.mark.parametrize("packed", [False, True])
def test_what_is_exported_here_plays_in_another_nonet(cinema: Cinema, tmp_path: Path, packed: bool) -> None:
    used = {ref.name for ref in cinema.house.services.gateway.ask_now(BlobsInUse(actor=cinema.house.account))}
    made = exported(cinema, tmp_path / "Mine", packed=packed)
    films = {Path(name).name for name in names_in(made) if name.startswith("Videos/")}
    assert films == {f"{LONG}.mp4", f"{GREEN}.mp4", f"{BLUE}.mp4"}
    house = cinema.house
    house.folder = tmp_path / "another Nonet"
    cinema.restart()
    assert not cinema.cards()
    house.drop([made])
    cinema.until(lambda: house.seen(MovingPanel))
    panel = house.find(MovingPanel)
    assert panel.source.text() == str(made)
    assert house.focus is panel.import_button
    house.press("Space")
    cinema.ready(3)
    cinema.until(lambda: any("were added, 0 were here already" in said for said in cinema.notices()), 30)
    in_use = BlobsInUse(actor=house.account)
    assert {ref.name for ref in house.services.gateway.ask_now(in_use)} == used
    cinema.watch(GREEN)
    cinema.until(lambda: cinema.player.position_us > 0)
    house.drop([made])
    house.press("Space")
    cinema.until(lambda: any("0 things were added" in said for said in cinema.notices()), 30)
    assert len(cinema.cards()) == 3


def test_what_is_wrong_with_an_import_is_said_and_nothing_changes(cinema: Cinema, tmp_path: Path) -> None:
    made = exported(cinema, tmp_path / "Mine")
    manifest = made / "nonet-export.json"
    text = json.loads(manifest.read_bytes())
    text["manifest"]["version"] = 99
    manifest.write_text(json.dumps(text))
    house = cinema.house
    house.drop([made])
    house.press("Space")
    sentence = "made by a newer version of Nonet"
    cinema.until(lambda: any(sentence in said for said in cinema.notices()), 30)
    house.press("Ctrl+J")
    cinema.until(lambda: house.seen(JobCard, lambda card: sentence in card.error.text()))
    assert len(cinema.cards()) == 3
    house.drop([tmp_path / "Mine" / "nonet-export.json"])
    house.press("Esc")
    assert not [job for job in house.services.uploads.all() if job.state is State.RUNNING]


def test_a_place_that_cannot_be_is_said_where_it_was_typed(cinema: Cinema, tmp_path: Path) -> None:
    panel = open_export(cinema)
    cinema.until(panel.export_button.isEnabled)
    panel.place.setText(str(tmp_path / "not there" / "Mine"))
    cinema.house.click(panel.export_button)
    assert panel.place_row.error == "This folder is not there. Choose another place."
    cinema.house.click(panel.import_button)
    assert "Choose the folder or the zip file" in panel.source_row.error
    panel.source.setText(str(tmp_path / "gone"))
    cinema.house.click(panel.import_button)
    assert panel.source_row.error == "“gone” is not there any more."
    cinema.house.press("Esc")
    cinema.until(lambda: not panel.isVisible())
    assert not list(tmp_path.glob("Mine*"))

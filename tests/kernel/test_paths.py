"""The data folder: where it is, whose it is, and what may stand in its way."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.kernel.paths import data_folder, prepare
from models.core.errors import Unavailable
from tests.support.disks import small_disk

HOME = Path("/users/ana")


@pytest.mark.parametrize(
    ("chosen", "environ", "expected"),
    [
        (None, {}, "/users/ana/.local/share/nonet"),
        (None, {"XDG_DATA_HOME": "/data"}, "/data/nonet"),
        (None, {"XDG_DATA_HOME": "relative"}, "/users/ana/.local/share/nonet"),
        (None, {"XDG_DATA_HOME": ""}, "/users/ana/.local/share/nonet"),
        (None, {"XDG_DATA_HOME": "/data", "NONET_DATA": "/mine"}, "/mine"),
        ("/chosen", {"NONET_DATA": "/mine"}, "/chosen"),
    ],
)
def test_the_most_specific_choice_wins(chosen: str | None, environ: dict[str, str], expected: str) -> None:
    assert data_folder(chosen, environ, HOME) == Path(expected)


def test_a_relative_choice_is_beside_the_caller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert data_folder("mine/../data", {}, HOME) == tmp_path / "data"


def test_the_folder_is_made_for_its_owner_only(tmp_path: Path) -> None:
    root = tmp_path / "deep" / "data"
    old = os.umask(0)
    try:
        paths = prepare(root)
    finally:
        os.umask(old)
    for folder in (root, paths.blobs, paths.scratch, paths.logs, paths.backups):
        assert folder.stat().st_mode & 0o777 == 0o700
    assert sorted(path.name for path in root.iterdir()) == ["backups", "blobs", "logs", "scratch"]
    root.chmod(0o755)
    assert prepare(root) == paths
    assert root.stat().st_mode & 0o777 == 0o700


def test_a_file_in_its_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("mine")
    with pytest.raises(Unavailable, match="file in its place"):
        prepare(tmp_path / "data")
    with pytest.raises(Unavailable, match="file in its place"):
        prepare(tmp_path / "data" / "deeper")
    assert (tmp_path / "data").read_text() == "mine"


def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        (tmp_path / "data").mkdir(mode=0o500)
        with pytest.raises(Unavailable, match="may not write"):
            prepare(tmp_path / "data")
        return
    with (
        small_disk(tmp_path / "disk", "ro") as disk,
        pytest.raises(Unavailable, match="may not write") as told,
    ):
        prepare(disk / "data")
    assert told.value.what_now

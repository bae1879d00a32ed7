"""An export that is cut off, damaged, newer, not ours or meant ill is refused, and nothing changes."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from models.core.errors import PersonError
from models.portable import manifest as manifests
from models.portable.manifest import is_safe
from models.video.channel_commands import CreateChannel
from models.video.commands import channel_of
from tests.support.portable import OneNonet, furnish

Make = Callable[..., OneNonet]
Manifest = dict[str, Any]


@pytest.fixture
def made(nonets: Make, tmp_path: Path) -> Path:
    """A good export, as a folder; `made.zip` beside it is the same."""
    here = nonets()
    furnish(here)
    here.export(tmp_path / "made")
    here.export(tmp_path / "made.zip")
    return tmp_path / "made"


def refused(nonets: Make, path: Path, says: str, *, examined: bool = False) -> None:
    """It says so, and neither a row nor a file is there that was not before."""
    there = nonets()
    there.record.did(there.ada, CreateChannel, channel_of(there.ada), name="Mine")
    there.record.video(there.ada, "Mine already")
    rows, spaces, contents = there.dump(), there.spaces(), there.contents()
    with pytest.raises(PersonError, match=says) as told:
        there.take_in(path, examined=examined)
    assert told.value.sentence.endswith(".")
    assert told.value.what_now
    assert there.dump() == rows
    assert there.spaces() == spaces
    assert {ref: data for ref, data in there.contents().items() if ref in contents} == contents


def sealed(folder: Path, change: Callable[[Manifest], object]) -> None:
    """Change the manifest and seal it again, as somebody can who means ill."""
    path = folder / manifests.NAME
    manifest = json.loads(path.read_bytes())["manifest"]
    change(manifest)
    body = json.dumps(manifest)
    path.write_text(f'{{"sha256":"{sha256(body.encode()).hexdigest()}","manifest":{body}}}')


def rewritten(folder: Path, name: str, content: bytes) -> None:
    """Another content of a file, with the manifest telling its size and checksum."""
    (folder / name).write_bytes(content)

    def change(manifest: Manifest) -> None:
        [entry] = [entry for entry in manifest["files"] if entry["path"] == name]
        entry |= {"size": len(content), "sha256": sha256(content).hexdigest()}
        for table in manifest["tables"]:
            if table["path"] == name:
                table["count"] = content.count(b"\n")

    sealed(folder, change)


def test_what_is_not_ours(nonets: Make, made: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    refused(nonets, tmp_path / "empty", "not an export of Nonet")
    (tmp_path / "text.zip").write_text("hello")
    refused(nonets, tmp_path / "text.zip", "not an export of Nonet")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as file:
        file.writestr("a.txt", "hello")
    refused(nonets, tmp_path / "other.zip", "not an export of Nonet")
    refused(nonets, tmp_path / "gone.zip", "is not there any more")
    (made / manifests.NAME).write_text("[1, 2]")
    refused(nonets, made, "not an export of Nonet")
    (made / manifests.NAME).write_bytes(os.urandom(100))
    refused(nonets, made, "cut off|not an export")


def test_what_is_cut_off(nonets: Make, made: Path, tmp_path: Path) -> None:
    whole = (tmp_path / "made.zip").read_bytes()
    for share in (0.5, 0.99):
        (tmp_path / "half.zip").write_bytes(whole[: int(len(whole) * share)])
        refused(nonets, tmp_path / "half.zip", "cut off|not an export")
    shutil.copytree(made, tmp_path / "no film")
    next((tmp_path / "no film" / "Videos").rglob("*.MKV")).unlink()
    refused(nonets, tmp_path / "no film", "cut off")
    rows = made / "data" / "rows" / "video.jsonl"
    rows.write_bytes(rows.read_bytes()[:-20])
    refused(nonets, made, "video.jsonl” in the export is damaged")
    text = (tmp_path / "no film" / manifests.NAME).read_bytes()
    (tmp_path / "no film" / manifests.NAME).write_bytes(text[:-50])
    refused(nonets, tmp_path / "no film", "cut off")


def test_what_is_damaged(nonets: Make, made: Path, tmp_path: Path) -> None:
    film = next((made / "Videos").rglob("*.MKV"))
    film.write_bytes(film.read_bytes()[:-1] + b"?")
    refused(nonets, made, "A walk.MKV” in the export is damaged")
    whole = bytearray((tmp_path / "made.zip").read_bytes())
    whole[whole.index(b"a picture")] ^= 1
    (tmp_path / "made.zip").write_bytes(whole)
    refused(nonets, tmp_path / "made.zip", "in the export is damaged")
    manifest = made / manifests.NAME
    manifest.write_bytes(manifest.read_bytes().replace(b'"role":30', b'"role":20'))
    refused(nonets, made, "nonet-export.json” in the export is damaged")


@pytest.mark.parametrize(("name", "value"), [("version", 2), ("revision", "9999")])
def test_what_a_newer_version_made(nonets: Make, made: Path, name: str, value: object) -> None:
    sealed(made, lambda manifest: manifest.update({name: value, "unknown": {}}))
    refused(nonets, made, "newer version of Nonet")


@pytest.mark.parametrize(
    "path",
    ["../evil", "/etc/passwd", "a/../../b", "C:\\evil", "a\\..\\b", "a//b", "./a", "a\0b", "a\n", "", "a/."],
)
def test_no_name_leads_out_of_it(nonets: Make, made: Path, path: str) -> None:
    assert not is_safe(path)
    sealed(made, lambda manifest: manifest["files"][0].update(path=path))
    refused(nonets, made, "names a file outside of itself")


def test_names_that_are_safe() -> None:
    assert is_safe("Videos/Ada – films/A walk (2).mp4")
    assert is_safe("data/blobs/ab/abc-1")


def test_links_are_not_followed(nonets: Make, made: Path, tmp_path: Path) -> None:
    film = next((made / "Videos").rglob("*.MKV"))
    (tmp_path / "secret").write_bytes(film.read_bytes())
    film.unlink()
    film.symlink_to(tmp_path / "secret")
    refused(nonets, made, "cut off")
    film.unlink()
    shutil.move(film.parent, tmp_path / "elsewhere")
    film.parent.symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / film.name).write_bytes(b"a film")
    refused(nonets, made, "cut off")


def test_what_grows_beyond_all_measure(nonets: Make, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(manifests.NAME, bytes(60 << 20))
    assert (tmp_path / "bomb.zip").stat().st_size < 1 << 20
    refused(nonets, tmp_path / "bomb.zip", "grow far beyond its size")


def test_a_size_that_lies_is_not_believed(nonets: Make, made: Path, tmp_path: Path) -> None:
    """The zip says how large a file becomes, and delivers more: no more than that is read."""
    whole = bytearray((tmp_path / "made.zip").read_bytes())
    at = whole.rindex(b"PK\x01\x02")  # the manifest's entry in the directory
    whole[at + 24 : at + 28] = (10).to_bytes(4, "little")
    (tmp_path / "made.zip").write_bytes(whole)
    refused(nonets, tmp_path / "made.zip", "damaged|cut off")


def test_media_that_cannot_be_decoded_never_reach_the_player(nonets: Make, made: Path) -> None:
    """What is in the good export by its checksums is no media at all."""
    refused(nonets, made, "media file in the export cannot be played", examined=True)


def test_rows_that_no_nonet_wrote(nonets: Make, made: Path) -> None:
    name = "data/rows/channel.jsonl"
    good = json.loads((made / name).read_bytes())
    for change in (
        {"space_id": "00000000-0000-0000-0000-000000000009"},  # nobody said that it belongs to them
        {"name": 5},
        {"created_at": "yesterday"},
        {"owner": None},
        {"colour": "red"},
    ):
        rewritten(made, name, json.dumps(good | change).encode() + b"\n")
        refused(nonets, made, "not as Nonet writes it")
    rewritten(made, name, b"{\n")
    refused(nonets, made, "not as Nonet writes it")


def test_rows_that_the_record_refuses(nonets: Make, made: Path) -> None:
    """Two rows of one key, and what a trigger stumbles over: found out before the first row is added."""
    name = "data/rows/video.jsonl"
    row = (made / name).read_bytes()
    rewritten(made, name, row + row)
    refused(nonets, made, "not as Nonet writes it")
    rewritten(made, name, row)
    video = json.loads(row)
    text = {"space_id": video["space_id"], "id": video["id"], "lines": ["no time"]}
    added = made / "data" / "rows" / "caption_text.jsonl"
    added.write_text("")

    def change(manifest: Manifest) -> None:
        manifest["files"].append({"path": "data/rows/caption_text.jsonl", "size": 0, "sha256": "0" * 64})
        entry = {"table": "caption_text", "path": "data/rows/caption_text.jsonl", "count": 1}
        manifest["tables"].append(entry)

    sealed(made, change)
    rewritten(made, "data/rows/caption_text.jsonl", json.dumps(text).encode() + b"\n")
    refused(nonets, made, "not as Nonet writes it")


def test_no_account_secret_or_membership_comes_in(nonets: Make, made: Path) -> None:
    for table in ("account", "account_credential", "account_factor", "member", "space", "sqlite_master"):
        sealed(made, lambda manifest, table=table: manifest["tables"][0].update(table=table))  # type: ignore[misc]
        refused(nonets, made, "not as Nonet writes it")
    sealed(made, lambda manifest: [space.update(kind="person") for space in manifest["spaces"]])
    refused(nonets, made, "not an export of Nonet")

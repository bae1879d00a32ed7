"""Everything a person owns, out of one Nonet and into another: the same rows and the same files."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import LargeBinary

from models.core.errors import Conflict, NotAllowed
from models.core.jobs import Stop
from models.core.tables import Base
from models.core.types import Flag, Id, Instant, Real, Whole, Words
from models.portable import manifest as manifests
from models.portable import rows
from models.portable.export import Extent, abandon_export
from models.portable.target import unfinished
from models.video.commands import channel_of
from tests.support.portable import MEDIA, NAMES, OneNonet, Run, furnish

SECRET = ("hash", "secret", "token", "password", "code")


@pytest.mark.parametrize("name", ["Mine", "Mine.zip"])
def test_what_is_exported_is_the_same_in_another_nonet(
    nonets: Callable[..., OneNonet], tmp_path: Path, name: str
) -> None:
    here = nonets()
    furnish(here)
    here.export(tmp_path / name)
    there = nonets(here.ada)
    run = there.take_in(tmp_path / name)
    assert there.dump() == here.dump()
    assert there.contents() == here.contents()
    assert there.spaces() == here.spaces()
    assert run.told[-1] == f"{sum(map(len, here.dump().values()))} things were added, 0 were here already"
    once = there.dump()
    assert there.take_in(tmp_path / name).told[-1].startswith("0 things were added")
    assert there.dump() == once
    assert here.take_in(tmp_path / name).told[-1].startswith("0 things were added")


def test_it_can_be_read_without_nonet(nonets: Callable[..., OneNonet], tmp_path: Path) -> None:
    here = nonets()
    furnish(here, "Ups / downs?")
    here.export(tmp_path / "Mine")
    films = {str(path.relative_to(tmp_path / "Mine")) for path in (tmp_path / "Mine" / "Videos").rglob("*.*")}
    assert films == {"Videos/Ada films/Ups downs.MKV"}
    assert (tmp_path / "Mine" / films.pop()).read_bytes() == MEDIA[0]
    manifest = json.loads((tmp_path / "Mine" / manifests.NAME).read_bytes())["manifest"]
    for file in manifest["files"]:
        content = (tmp_path / "Mine" / file["path"]).read_bytes()
        assert (len(content), sha256(content).hexdigest()) == (file["size"], file["sha256"])
    [video] = (tmp_path / "Mine" / "data" / "rows" / "video.jsonl").read_text().splitlines()
    assert json.loads(video)["title"] == "Ups / downs?"
    everything = {
        str(path.relative_to(tmp_path / "Mine")) for path in (tmp_path / "Mine").rglob("*") if path.is_file()
    }
    assert everything == {file["path"] for file in manifest["files"]} | {manifests.NAME}
    assert not unfinished(tmp_path / "Mine").exists()


def test_a_film_without_its_original_is_there_as_it_is_played(
    nonets: Callable[..., OneNonet], tmp_path: Path
) -> None:
    here = nonets()
    furnish(here, original=False)
    here.export(tmp_path / "Mine")
    assert (tmp_path / "Mine" / "Videos" / "Ada films" / "A walk, 720p.mp4").read_bytes() == MEDIA[2]


def test_the_room_it_takes_is_known_before(nonets: Callable[..., OneNonet], tmp_path: Path) -> None:
    here = nonets()
    furnish(here)
    here.export(tmp_path / "Mine")
    size = sum(path.stat().st_size for path in (tmp_path / "Mine").rglob("*") if path.is_file())
    assert here.record.ask(Extent(actor=here.ada)) == pytest.approx(size, rel=0.01)


def test_secrets_and_what_belongs_to_this_installation_stay(
    nonets: Callable[..., OneNonet], tmp_path: Path
) -> None:
    """A table with a column of these names has to say that it is not portable."""
    for name, cls in rows.tables().items():
        columns = [column.name for column in cls.__table__.columns]
        assert not [column for column in columns for word in SECRET if word in column], name
    kept = {"account", "account_credential", "account_session", "job", "command_log", "change", "member"}
    assert not kept & rows.tables().keys()
    assert {"video", "channel", "watch_event", "community_comment"} <= rows.tables().keys()


def test_what_another_person_owns_is_not_in_it(nonets: Callable[..., OneNonet], tmp_path: Path) -> None:
    here = nonets()
    furnish(here)
    other = here.record.person()
    here.record.video(other, "Not Ada's")
    here.export(tmp_path / "Mine")
    assert b"Not Ada" not in (tmp_path / "Mine" / "data" / "rows" / "video.jsonl").read_bytes()


def test_another_account_takes_it_over(nonets: Callable[..., OneNonet], tmp_path: Path) -> None:
    """Ids of things stay; what was the exporting account's is the importing one's."""
    here, there = nonets(), nonets()
    furnish(here)
    here.export(tmp_path / "Mine")
    for _ in range(2):
        there.take_in(tmp_path / "Mine")
        as_text = json.dumps(here.dump()).replace(str(here.ada), str(there.ada))
        assert json.loads(as_text) == there.dump()


def test_what_is_here_already_stays_as_it_is(nonets: Callable[..., OneNonet], tmp_path: Path) -> None:
    here = nonets()
    furnish(here, "Before")
    here.export(tmp_path / "Mine")
    here.record.sql("UPDATE video SET title = 'After' RETURNING 1")
    here.take_in(tmp_path / "Mine")
    assert [row["title"] for row in here.dump()["video"]] == ["After"]


def test_somebody_elses_space_is_not_touched(nonets: Callable[..., OneNonet], tmp_path: Path) -> None:
    here, there = nonets(), nonets()
    furnish(here)
    here.export(tmp_path / "Mine")
    there.space(channel_of(here.ada), "channel", owner=UUID(int=7))
    before = there.dump()
    with pytest.raises(NotAllowed, match="belongs to somebody else"):
        there.take_in(tmp_path / "Mine")
    assert there.dump() == before


@pytest.mark.parametrize("name", ["Mine", "Mine.zip"])
def test_stopped_at_any_moment_it_goes_on(nonets: Callable[..., OneNonet], tmp_path: Path, name: str) -> None:
    here = nonets()
    furnish(here)
    there = nonets(here.ada)
    for work in (here.export, there.take_in):
        stops = 0
        for stop_at in range(1, 100):
            try:
                work(tmp_path / name, stop_at=stop_at)
            except Stop:
                stops += 1
                assert (tmp_path / name).exists() is (work == there.take_in)
                continue
            break
        assert stops > 3
    assert there.dump() == here.dump()
    assert there.contents() == here.contents()


@pytest.mark.parametrize("name", ["Mine", "Mine.zip"])
def test_cancelled_it_leaves_nothing(nonets: Callable[..., OneNonet], tmp_path: Path, name: str) -> None:
    here = nonets()
    furnish(here)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(Stop):
        here.export(tmp_path / name, stop_at=5)
    assert sorted(tmp_path.iterdir()) != before
    run = Run(here, {"path": str(tmp_path / name)})
    abandon_export(run)
    abandon_export(run)
    assert sorted(tmp_path.iterdir()) == before


def test_what_is_there_is_never_overwritten(nonets: Callable[..., OneNonet], tmp_path: Path) -> None:
    (tmp_path / "Mine").mkdir()
    with pytest.raises(Conflict, match="is there already"):
        nonets().export(tmp_path / "Mine")
    assert not list((tmp_path / "Mine").iterdir())


# Any rows at all

_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
_KINDS: dict[type, st.SearchStrategy[Any]] = {
    Id: st.uuids(),
    Words: _TEXT | st.sampled_from(NAMES),
    LargeBinary: st.binary(max_size=5),
    Flag: st.booleans(),
    Whole: st.integers(0, 10**6),
    Real: st.floats(-1e6, 1e6),
    Instant: st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
}
_JSON = st.lists(_TEXT, max_size=2) | st.dictionaries(_TEXT, st.integers(-5, 5) | _TEXT, max_size=2)

_SHAPES = {("caption_text", "lines"): st.lists(st.tuples(st.integers(0, 9), _TEXT).map(list), max_size=3)}
"""What a trigger reads, and so has to be as it is written."""


@st.composite
def worlds(draw: st.DrawFn) -> dict[type[Base], list[dict[str, Any]]]:
    """Rows for every table there is; `space_id` is the number of one of three spaces."""
    world: dict[type[Base], list[dict[str, Any]]] = {}
    for name, cls in rows.tables().items():
        found: dict[tuple[Any, ...], dict[str, Any]] = {}
        for _ in range(draw(st.integers(0, 2))):
            row = {}
            for column in cls.__table__.columns:
                kind = _KINDS.get(type(column.type), _JSON)
                kind = _SHAPES.get((name, column.name), kind)
                row[column.name] = draw(st.none() | kind if column.nullable else kind)
            row["space_id"] = draw(st.integers(0, 2))
            found[rows.key(cls, row)] = row
        world[cls] = list(found.values())
    return world


@settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(worlds(), st.booleans())
def test_whatever_there_is_comes_back(world: dict[type[Base], list[dict[str, Any]]], packed: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        here = OneNonet(path / "here")
        there = OneNonet(path / "there", here.ada)
        spaces = [here.ada, UUID(int=1), UUID(int=2)]
        for space in spaces[1:]:
            here.space(space, "channel")
        for data in MEDIA:
            here.blobs.put_bytes(data)
        for cls, some in world.items():
            here.put(cls, *({**row, "space_id": spaces[row["space_id"]]} for row in some))
        target = path / ("out.zip" if packed else "out")
        here.export(target)
        there.take_in(target)
        once = there.dump()
        assert once == here.dump()
        named = set(rows.blobs_in(here.dump()))
        assert {ref.name for ref in there.contents()} == named
        there.take_in(target)
        assert there.dump() == once
        here.close()
        there.close()

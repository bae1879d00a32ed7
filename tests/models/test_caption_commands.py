"""Captions of a video: what their file's name says, the commands, and the rows that follow from them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.audience import Role
from models.core.errors import Conflict, Invalid, NotAllowed, NotFound
from models.core.ids import new_id
from models.video.caption_commands import (
    MOST,
    AddCaption,
    EditCaption,
    PurgeCaption,
    RemoveCaption,
    ReplaceCaption,
    RestoreCaption,
    SwapCaptions,
)
from models.video.caption_queries import ExpiredCaptions
from models.video.captions import belongs_to, beside, named
from models.video.commands import DiscardVideo, PurgeVideo, TrashVideo, channel_of
from models.video.entities import CaptionKind
from models.video.languages import code, tag
from models.video.queries import BlobsInUse, LibraryPage
from tests.support.video_record import VideoRecord, blob

LINES = [[1_000_000, "Good morning"], [2_000_000, "Good night"]]


@pytest.mark.parametrize(
    ("name", "language", "kind"),
    [
        ("film.srt", "", "subtitles"),
        ("film.en.srt", "en", "subtitles"),
        ("film.en-US.forced.vtt", "en-US", "forced"),
        ("film.pt_br.srt", "pt-BR", "subtitles"),
        ("film.zh-Hant.srt", "zh-Hant", "subtitles"),
        ("film.ger.sdh.srt", "de", "captions"),
        ("film.hi.srt", "hi", "subtitles"),
        ("film.en.hi.srt", "en", "captions"),
        ("film.hi.en.srt", "en", "captions"),
        ("film.German.default.ass", "de", "subtitles"),
        ("My film.2019.1080p.srt", "", "subtitles"),
        ("count-subs-deutsch.srt", "de", "subtitles"),
        ("Tears_Of_Steel_nld.vtt", "nl", "subtitles"),
        ("the cat.srt", "", "subtitles"),
        ("It is no use.srt", "", "subtitles"),
        ("film [Français].srt", "fr", "subtitles"),
        (".srt", "", "subtitles"),
    ],
)
def test_what_the_name_of_a_file_says(name: str, language: str, kind: str) -> None:
    assert (named(Path(name)).language, named(Path(name)).kind.value) == (language, kind)


def test_which_files_lie_beside_a_video(tmp_path: Path) -> None:
    film = tmp_path / "Film.mp4"
    for name in ("Film.srt", "film.EN.VTT", "Film.en.forced.srt", "Film 2.srt", "Other.srt", "Film.txt"):
        (tmp_path / name).write_text("x")
    (tmp_path / "Film.folder.srt").mkdir()
    assert [path.name for path in beside(film)] == ["Film.en.forced.srt", "Film.srt", "film.EN.VTT"]
    assert not belongs_to(tmp_path / "Film 2.srt", film)
    assert beside(tmp_path / "nowhere" / "Film.mp4") == []


@pytest.mark.parametrize(
    ("said", "known"),
    [("", ""), ("de", "de"), ("GERMAN", "de"), ("gsw", "gsw"), ("pt_br", "pt-BR"), (" Deutsch ", "de")],
)
def test_languages_as_people_write_them(said: str, known: str) -> None:
    assert tag(said) == known


def test_what_is_no_language_is_refused_in_its_field() -> None:
    with pytest.raises(Invalid, match="no language that Nonet knows") as refused:
        tag("Klingonese")
    assert refused.value.field == "language"
    assert code("Klingonese") == ""


@given(st.text(max_size=40))
def test_no_name_breaks_the_reading_of_names(text: str) -> None:
    assert named(Path(f"{text.replace('/', '').replace(chr(0), '')}.srt")).kind in CaptionKind


def _add(record: VideoRecord, ada: UUID, video: UUID, number: int = 5, **said: Any) -> UUID:
    made = record.did(
        ada, AddCaption, channel_of(ada), video_id=video, blob=blob(number), size=number, lines=LINES, **said
    )
    return made.command_id


def test_captions_come_and_go_with_undo(record: VideoRecord) -> None:
    ada = record.person()
    channel, video = channel_of(ada), record.video(ada)
    assert not record.detail(ada, video).has_captions
    made = record.did(
        ada, AddCaption, channel, video_id=video, blob=blob(5), size=5, lines=LINES, language="German",
        kind=CaptionKind.FORCED, file_name="a.srt",
    )  # fmt: skip
    detail = record.detail(ada, video)
    [caption] = detail.captions
    assert (caption.language, caption.kind, caption.cues) == ("de", CaptionKind.FORCED, 2)
    assert detail.has_captions
    assert record.ask(LibraryPage(actor=ada, captions=True)).total == 1
    undone = record.undo(made)
    assert record.detail(ada, video).captions == ()
    assert not record.detail(ada, video).has_captions
    assert record.ask(LibraryPage(actor=ada, captions=True)).total == 0
    record.undo(undone)
    assert record.detail(ada, video) == detail


def test_what_captions_are_called_can_be_changed_and_taken_back(record: VideoRecord) -> None:
    ada = record.person()
    channel, video = channel_of(ada), record.video(ada)
    caption = _add(record, ada, video)
    before = record.detail(ada, video).captions
    edited = record.did(
        ada, EditCaption, channel, caption_id=caption, language="pt-br", label="Signs",
        kind=CaptionKind.FORCED,
    )  # fmt: skip
    [now] = record.detail(ada, video).captions
    assert (now.language, now.label, now.kind) == ("pt-BR", "Signs", CaptionKind.FORCED)
    error = record.refused(ada, EditCaption, channel, caption_id=caption, language="Not one")
    assert (type(error), error.field) == (Invalid, "language")
    assert record.refused(ada, EditCaption, channel, caption_id=caption, label="x" * 61).field == "label"
    record.undo(edited)
    assert record.detail(ada, video).captions == before


def test_what_cannot_be_added_is_refused(record: VideoRecord) -> None:
    ada, eve = record.person(), record.person()
    channel, video = channel_of(ada), record.video(ada)
    _add(record, ada, video)
    fields: dict[str, Any] = {"video_id": video, "size": 5, "lines": LINES}
    assert isinstance(record.refused(ada, AddCaption, channel, blob=blob(5), **fields), Conflict)
    assert isinstance(record.refused(eve, AddCaption, channel, blob=blob(6), **fields), NotAllowed)
    assert isinstance(
        record.refused(ada, AddCaption, channel, blob=blob(6), **{**fields, "lines": []}), Invalid
    )
    nowhere = {**fields, "video_id": new_id()}
    assert isinstance(record.refused(ada, AddCaption, channel, blob=blob(6), **nowhere), NotFound)
    for number in range(6, 5 + MOST):
        _add(record, ada, video, number)
    assert "100" in record.refused(ada, AddCaption, channel, blob=blob(200), **fields).sentence
    record.join(channel, eve, Role.VIEWER)
    caption = record.detail(ada, video).captions[0].id
    for kind in (EditCaption, RemoveCaption, RestoreCaption):
        assert isinstance(record.refused(eve, kind, channel, caption_id=caption), NotAllowed)


def test_removed_ones_are_kept_for_thirty_days_and_then_gone(record: VideoRecord) -> None:
    ada = record.person()
    channel, video = channel_of(ada), record.video(ada)
    caption = _add(record, ada, video)
    assert isinstance(record.refused(ada, PurgeCaption, channel, caption_id=caption), Conflict)
    record.did(ada, RemoveCaption, channel, caption_id=caption)
    assert record.send(ada, RemoveCaption, channel, caption_id=caption).undo is None
    used = {ref.name for ref in record.ask(BlobsInUse(actor=ada))}
    assert blob(5) in used, "it can still be brought back"
    record.clock.turn(days=30, seconds=-1)
    assert record.ask(ExpiredCaptions(actor=ada)) == ()
    assert isinstance(record.refused(ada, PurgeCaption, channel, caption_id=caption), Conflict)
    record.clock.now += timedelta(seconds=1)
    assert record.ask(ExpiredCaptions(actor=ada)) == ((channel, caption),)
    record.did(ada, PurgeCaption, channel, caption_id=caption)
    record.did(ada, PurgeCaption, channel, caption_id=caption)
    assert blob(5) not in {ref.name for ref in record.ask(BlobsInUse(actor=ada))}
    assert _rows(record) == (0, 0, 0)
    assert isinstance(record.refused(ada, RestoreCaption, channel, caption_id=caption), NotFound)


@pytest.mark.parametrize("ready", [True, False])
def test_they_go_with_their_video(record: VideoRecord, ready: bool) -> None:
    ada = record.person()
    channel, video = channel_of(ada), record.video(ada, ready=ready)
    for number in (5, 6):
        _add(record, ada, video, number)
    record.did(ada, RemoveCaption, channel, caption_id=record.detail(ada, video).captions[0].id)
    if ready:
        record.did(ada, TrashVideo, channel, video_id=video)
        assert len(record.detail(ada, video).captions) == 1, "the trash keeps them"
        record.did(ada, PurgeVideo, channel, video_id=video)
    else:
        record.did(ada, DiscardVideo, channel, video_id=video)
    assert _rows(record) == (0, 0, 0)
    assert record.ask(BlobsInUse(actor=ada)) == frozenset()
    assert record.sql("SELECT count(*) FROM caption_fts WHERE caption_fts MATCH 'good'") == [(0,)]


def test_the_texts_are_not_kept_in_the_log(record: VideoRecord) -> None:
    ada = record.person()
    _add(record, ada, record.video(ada))
    [(payload,)] = record.sql("SELECT payload FROM command_log WHERE name = 'video.caption.add'")
    assert "Good morning" not in payload


def _rows(record: VideoRecord) -> tuple[int, ...]:
    tables = ("caption", "caption_text", "caption_doc")
    return tuple(record.sql(f"SELECT count(*) FROM {table}")[0][0] for table in tables)


def test_another_text_is_a_version_that_undo_brings_back(record: VideoRecord) -> None:
    ada = record.person()
    channel, video = channel_of(ada), record.video(ada)
    caption = _add(record, ada, video, language="de", label="Mine")
    lines = [[0, "Something else"]]
    made = record.did(ada, ReplaceCaption, channel, caption_id=caption, blob=blob(7), size=7, lines=lines)
    [now] = record.detail(ada, video).captions
    assert (now.id, now.language, now.label, now.blob, now.cues) == (
        made.command_id,
        "de",
        "Mine",
        blob(7),
        1,
    )
    assert record.ask(LibraryPage(actor=ada, words="something")).total == 1
    assert record.ask(LibraryPage(actor=ada, words="morning")).total == 0
    stale = {"caption_id": caption, "blob": blob(8), "size": 8, "lines": lines}
    assert isinstance(record.refused(ada, ReplaceCaption, channel, **stale), Conflict)
    undone = record.undo(made)
    assert [c.id for c in record.detail(ada, video).captions] == [caption]
    assert record.ask(LibraryPage(actor=ada, words="morning")).total == 1
    assert record.detail(ada, video).has_captions
    record.undo(undone)
    assert [c.id for c in record.detail(ada, video).captions] == [made.command_id]
    swap = {"shown": made.command_id, "hidden": caption}
    assert isinstance(record.refused(ada, SwapCaptions, channel, **swap), Conflict)

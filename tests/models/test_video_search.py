"""Words: the index holds exactly what the rows say, whatever was written, and finds it, whatever is typed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.video import search
from models.video.caption_commands import AddCaption, RemoveCaption
from models.video.commands import EditVideo, PurgeVideo, TrashVideo, channel_of
from models.video.entities import CaptionHit, Sort
from models.video.queries import LibraryPage
from tests.support.video_record import VideoRecord, blob

_ANY = st.text(max_size=30)
_WORDS = st.text("aAbBéÉшШ1 -_'\"🌊", min_size=1, max_size=12)
_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), _ANY),
        st.tuples(st.just("title"), _ANY),
        st.tuples(st.just("description"), _ANY),
        st.tuples(st.just("tags"), st.lists(_ANY, max_size=3)),
        st.tuples(st.just("purge"), st.just("")),
    ),
    max_size=8,
)


def found(record: VideoRecord, who: UUID, words: str) -> set[UUID]:
    page = record.ask(LibraryPage(actor=who, words=words, limit=1000))
    assert page.total == len(page.cards)
    return {card.id for card in page.cards}


def _terms(record: VideoRecord, index: str) -> list[tuple[Any, ...]]:
    """Every word of an index with its place: what the index holds."""
    with record.connection.begin():
        execute = record.connection.exec_driver_sql
        execute(f"CREATE VIRTUAL TABLE temp.looked USING fts5vocab('main', '{index}', 'instance')")
        rows = execute("SELECT term, doc, col, offset FROM temp.looked ORDER BY 2, 3, 4").all()
        execute("DROP TABLE temp.looked")
    return [tuple(row) for row in rows]


def _made_anew(record: VideoRecord) -> list[tuple[Any, ...]]:
    """What the index would hold if it were made from the rows now."""
    create = search.CREATE[1].replace("video_fts", "video_fts_anew")
    with record.connection.begin():
        record.connection.exec_driver_sql(create)
        record.connection.exec_driver_sql(
            "INSERT INTO video_fts_anew (rowid, title, description, tags)"
            " SELECT doc, title, description, tags FROM video JOIN video_doc USING (space_id, id)"
        )
    try:
        return _terms(record, "video_fts_anew")
    finally:
        with record.connection.begin():
            record.connection.exec_driver_sql("DROP TABLE video_fts_anew")


@settings(max_examples=50)
@given(steps=_STEPS)
def test_the_index_says_what_the_rows_say(shared_record: VideoRecord, steps: list[tuple[str, Any]]) -> None:
    record = shared_record
    ada = record.person()
    videos = [record.video(ada, "First")]
    for step, value in steps:
        if step == "add":
            videos.append(record.video(ada, value))
        elif not videos:
            continue
        elif step == "purge":
            gone = videos.pop()
            record.did(ada, TrashVideo, channel_of(ada), video_id=gone)
            record.did(ada, PurgeVideo, channel_of(ada), video_id=gone)
        else:
            record.send(ada, EditVideo, channel_of(ada), video_id=videos[-1], **{step: value})
    assert _terms(record, "video_fts") == _made_anew(record)
    for video in videos:  # leave the record empty for the next example, which is checked too
        record.did(ada, TrashVideo, channel_of(ada), video_id=video)
        record.did(ada, PurgeVideo, channel_of(ada), video_id=video)
    assert _terms(record, "video_fts") == []
    assert record.sql("SELECT * FROM video_doc") == []


def _folded(text: str) -> list[str]:
    """The words of a text of this test's letters: lower case, without accents."""
    kept = "".join(c if c.isalnum() else " " for c in text)
    return kept.lower().replace("é", "e").split()


def _holds(words: list[str], part: list[str]) -> bool:
    """Whether the words of `part` follow each other in `words`; the last may be only its beginning."""
    runs = (words[n : n + len(part)] for n in range(len(words) - len(part) + 1))
    return (
        any(run[:-1] == part[:-1] and run[-1:] and run[-1].startswith(part[-1]) for run in runs)
        if part
        else True
    )


@settings(max_examples=60)
@given(titles=st.lists(_WORDS, min_size=1, max_size=6), typed=_WORDS)
def test_search_finds_what_a_plain_look_finds(
    shared_record: VideoRecord, titles: list[str], typed: str
) -> None:
    """What is typed between spaces is found word beside word, and its last word may go on."""
    record = shared_record
    ada = record.person()
    videos = {record.video(ada, title): title for title in titles}
    wanted = {
        video
        for video, title in videos.items()
        if all(_holds(_folded(title), _folded(part)) for part in typed.replace('"', " ").split())
    }
    untitled = [video for video, title in videos.items() if not title.strip()]
    for video in untitled:  # it is called something else then
        record.did(ada, TrashVideo, channel_of(ada), video_id=video)
    assert found(record, ada, typed) == wanted - set(untitled)


@settings(max_examples=150)
@given(title=st.text(min_size=1, max_size=30))
@example(title="हिन्दी गीत")
@example(title="日本語の映画")
@example(title="𞤀𞤣𞤤𞤢𞤥 ꟙ")
@example(title="e\u0301te\u0301 🌊 x²")
def test_a_video_is_found_by_its_own_title(shared_record: VideoRecord, title: str) -> None:
    record = shared_record
    ada = record.person()
    video = record.video(ada, title)
    stored = record.detail(ada, video).card.title
    assert video in found(record, ada, stored)


@pytest.mark.parametrize(
    "typed",
    ['"', "'", "a*", "*", "NEAR(a b)", "title: x", "a AND", "OR", "NOT a", "(", ")", "^a", "a -b", "{x}:",
     "\x00", "\udcff", "a" * 10_000, "a " * 5_000, "'; DROP TABLE video; --", "%", "_", "\\", "\u202e",
     "a\x00b"],
)  # fmt: skip
def test_whatever_is_typed_is_only_words(record: VideoRecord, typed: str) -> None:
    ada = record.person()
    plain = record.video(ada, "plain")
    assert found(record, ada, typed) <= {plain}
    assert found(record, ada, "plain") == {plain}


def test_operators_are_words_like_others(record: VideoRecord) -> None:
    ada = record.person()
    both, one = record.video(ada, "cats and dogs not near"), record.video(ada, "cats")
    assert found(record, ada, "cats AND dogs") == {both}
    assert found(record, ada, "cats NOT") == {both}
    assert found(record, ada, "NEAR cats") == {both}
    assert found(record, ada, "ca") == {both, one}
    assert found(record, ada, "ats") == set()


# What is said in captions


def _captions(record: VideoRecord, ada: UUID, video: UUID, *lines: str, number: int = 50) -> UUID:
    timed = [[n * 1_000_000, line] for n, line in enumerate(lines, 1)]
    made = record.did(
        ada, AddCaption, channel_of(ada), video_id=video, blob=blob(number), size=1, lines=timed
    )
    return made.command_id


def test_words_of_captions_are_found_with_their_place(record: VideoRecord) -> None:
    ada, eve = record.person(), record.person()
    harbour, garden = record.video(ada, "The harbour"), record.video(ada, "A garden by the harbour wall")
    _captions(
        record, ada, harbour, "Good morning", "and here the Bücher lie under the harbour wall", number=50
    )
    _captions(record, ada, garden, "nothing of note", number=51)
    assert found(record, ada, "ucher") == set()
    page = record.ask(LibraryPage(actor=ada, words="bucher lie"))
    [card] = page.cards
    assert page.total == 1
    assert card.hit == CaptionHit(2_000_000, "…here the Bücher lie under the harbour wall", alone=True)
    both = record.ask(LibraryPage(actor=ada, words="harbour wall", sort=Sort.RELEVANCE)).cards
    assert [card.id for card in both] == [garden, harbour], "what the title says comes first"
    assert [card.hit is not None and card.hit.alone for card in both] == [False, True]
    cards = record.ask(LibraryPage(actor=ada, words="the harbour")).cards
    said = {card.id: card.hit and (card.hit.start_us, card.hit.alone) for card in cards}
    assert said == {garden: None, harbour: (2_000_000, False)}
    assert record.ask(LibraryPage(actor=eve, words="bucher")).total == 0


def test_words_of_removed_captions_are_not_found(record: VideoRecord) -> None:
    ada = record.person()
    channel, video = channel_of(ada), record.video(ada)
    caption = _captions(record, ada, video, "unheard of")
    _captions(record, ada, video, "unheard again", number=51)
    assert record.ask(LibraryPage(actor=ada, words="unheard")).total == 1
    removed = record.did(ada, RemoveCaption, channel, caption_id=caption)
    assert found(record, ada, "of") == set()
    assert found(record, ada, "again") == {video}
    record.undo(removed)
    assert found(record, ada, "of") == {video}
    record.did(ada, TrashVideo, channel, video_id=video)
    assert found(record, ada, "unheard") == set()


@settings(max_examples=40, deadline=None)
@given(st.lists(_WORDS, min_size=1, max_size=6), _WORDS)
def test_captions_are_found_by_what_every_cue_says(
    shared_record: VideoRecord, lines: list[str], words: str
) -> None:
    """The first cue in which every word begins a word; the title has none of them."""
    record = shared_record
    ada = record.person()
    video = record.video(ada, "§")
    _captions(record, ada, video, *lines)
    titled = [record.video(ada, line or "§") for line in lines]
    by_title = [n for n, one in enumerate(titled) if one in found(record, ada, words)]
    hits = [card.hit for card in record.ask(LibraryPage(actor=ada, words=words)).cards if card.id == video]
    if search.match(words):
        starts = [hit.start_us for hit in hits if hit is not None]
        assert starts == [(n + 1) * 1_000_000 for n in by_title[:1]]

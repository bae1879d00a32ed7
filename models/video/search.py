"""Full-text search over titles, descriptions, tags and captions: FTS5 indexes that triggers keep true.

The index is contentless: it holds no text of its own, `video_doc` gives each video the small number it needs,
and triggers hand it old and new texts. So it can never say anything else than the rows do.
"""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import column, table, text

from models.core.context import Read
from models.core.types import Id
from models.video.wording import clean

FTS = table("video_fts", column("rowid"))
DOC = table("video_doc", column("doc"), column("space_id", Id), column("id", Id))

CREATE = (
    """CREATE TABLE IF NOT EXISTS video_doc (
        doc INTEGER PRIMARY KEY, space_id BLOB NOT NULL, id BLOB NOT NULL, UNIQUE (space_id, id)) STRICT""",
    """CREATE VIRTUAL TABLE IF NOT EXISTS video_fts USING fts5(
        title, description, tags, content='', tokenize='unicode61 remove_diacritics 2', prefix='2 3')""",
    """CREATE TRIGGER IF NOT EXISTS video_fts_insert AFTER INSERT ON video BEGIN
        INSERT INTO video_doc (space_id, id) VALUES (new.space_id, new.id);
        INSERT INTO video_fts (rowid, title, description, tags)
            SELECT doc, new.title, new.description, new.tags FROM video_doc
            WHERE space_id = new.space_id AND id = new.id;
    END""",
    """CREATE TRIGGER IF NOT EXISTS video_fts_update AFTER UPDATE OF title, description, tags ON video BEGIN
        INSERT INTO video_fts (video_fts, rowid, title, description, tags)
            SELECT 'delete', doc, old.title, old.description, old.tags FROM video_doc
            WHERE space_id = old.space_id AND id = old.id;
        INSERT INTO video_fts (rowid, title, description, tags)
            SELECT doc, new.title, new.description, new.tags FROM video_doc
            WHERE space_id = new.space_id AND id = new.id;
    END""",
    """CREATE TRIGGER IF NOT EXISTS video_fts_delete AFTER DELETE ON video BEGIN
        INSERT INTO video_fts (video_fts, rowid, title, description, tags)
            SELECT 'delete', doc, old.title, old.description, old.tags FROM video_doc
            WHERE space_id = old.space_id AND id = old.id;
        DELETE FROM video_doc WHERE space_id = old.space_id AND id = old.id;
    END""",
)
"""What a migration runs on SQLite; again after a batch change of `video`, which drops its triggers."""

CREATE_CAPTIONS = (
    """CREATE TABLE IF NOT EXISTS caption_doc (
        doc INTEGER PRIMARY KEY, space_id BLOB NOT NULL, id BLOB NOT NULL, UNIQUE (space_id, id)) STRICT""",
    """CREATE VIRTUAL TABLE IF NOT EXISTS caption_fts USING fts5(
        words, content='', tokenize='unicode61 remove_diacritics 2', prefix='2 3')""",
    """CREATE TRIGGER IF NOT EXISTS caption_fts_insert AFTER INSERT ON caption_text BEGIN
        INSERT INTO caption_doc (space_id, id) VALUES (new.space_id, new.id);
        INSERT INTO caption_fts (rowid, words)
            SELECT doc << 20 | line.key, json_extract(line.value, '$[1]')
            FROM caption_doc, json_each(new.lines) AS line
            WHERE space_id = new.space_id AND caption_doc.id = new.id;
    END""",
    """CREATE TRIGGER IF NOT EXISTS caption_fts_delete AFTER DELETE ON caption_text BEGIN
        INSERT INTO caption_fts (caption_fts, rowid, words)
            SELECT 'delete', doc << 20 | line.key, json_extract(line.value, '$[1]')
            FROM caption_doc, json_each(old.lines) AS line
            WHERE space_id = old.space_id AND caption_doc.id = old.id;
        DELETE FROM caption_doc WHERE space_id = old.space_id AND id = old.id;
    END""",
)
"""The same for captions, each cue by itself: the document's number times 2**20, plus the number of the cue.
The text of captions never changes: another version is another row."""

DROP_CAPTIONS = (
    "DROP TRIGGER IF EXISTS caption_fts_insert",
    "DROP TRIGGER IF EXISTS caption_fts_delete",
    "DROP TABLE IF EXISTS caption_fts",
    "DROP TABLE IF EXISTS caption_doc",
)

DROP = (
    "DROP TRIGGER IF EXISTS video_fts_insert",
    "DROP TRIGGER IF EXISTS video_fts_update",
    "DROP TRIGGER IF EXISTS video_fts_delete",
    "DROP TABLE IF EXISTS video_fts",
    "DROP TABLE IF EXISTS video_doc",
)

_FOUND = """
    SELECT doc, min(rank) AS rank, max(line) AS line, min(alone) AS alone FROM (
        SELECT rowid AS doc, {rank} AS rank, NULL AS line, 0 AS alone
        FROM video_fts WHERE video_fts MATCH :words
        UNION ALL
        SELECT film.doc, 0.0, min(hit.rowid), 1
        FROM (SELECT rowid FROM caption_fts WHERE caption_fts MATCH :words LIMIT 50000) AS hit
        JOIN caption_doc AS doc ON doc.doc = hit.rowid >> 20
        JOIN caption ON caption.space_id = doc.space_id AND caption.id = doc.id
        JOIN video_doc AS film ON film.space_id = caption.space_id AND film.id = caption.video_id
        WHERE caption.removed_at IS NULL GROUP BY film.doc
    ) GROUP BY doc
"""
_RANK = "bm25(video_fts, 10.0, 2.0, 5.0)"
_LINE = """
    SELECT json_extract(texts.lines, '$[' || :number || ']') AS said
    FROM caption_doc AS doc JOIN caption_text AS texts
    ON texts.space_id = doc.space_id AND texts.id = doc.id WHERE doc.doc = :doc
"""
_MOST_WORDS = 16
_BEFORE = 12
"""Characters of a cue that are shown before the words that were looked for."""


def found(*, ranked: bool) -> Any:
    """Every video with all the words (the parameter `words`, an expression of `match`) in its title,
    description and tags, or in one cue of its captions: a subquery of `doc`, `rank` (less is better; all the
    same where it is not `ranked`, which takes its time), `line` (for `said`) and `alone` (only its captions
    have them). Of a word that is said everywhere 50,000 cues are looked at.
    """
    statement = text(_FOUND.format(rank=_RANK if ranked else "-1.0"))
    return statement.columns(column("doc"), column("rank"), column("line"), column("alone")).subquery("found")


def said(read: Read, line: int, words: str) -> tuple[int, str]:
    """The start in µs of the cue that `found` named, and its text from a little before the words on."""
    cue = read.one(text(_LINE), {"doc": line >> 20, "number": line & 0xFFFFF})
    start, whole = msgspec.json.decode(cue.said, type=tuple[int, str]) if cue is not None else (0, "")
    return start, _from_words(" ".join(whole.split()), words)


def _from_words(text: str, words: str) -> str:
    folded = text.casefold()
    places = [place for word in words.casefold().split() if (place := folded.find(word)) >= 0]
    begin = text.rfind(" ", 0, max(min(places, default=0) - _BEFORE, 0)) + 1
    return f"…{text[begin:]}" if begin else text


def match(words: str) -> str:
    """The FTS5 expression for what a person typed: every word must begin a word of the video; "" for none.

    Whatever was typed is only ever words: operators and quotes mean nothing. What is written together
    ("2024-11") is looked for together: the index's own tokenizer takes it apart as it did the texts.
    """
    typed = clean(words).replace('"', " ").split()
    told = [word for word in typed if any(character.isalnum() for character in word)]
    return " ".join(f'"{word}"*' for word in told[:_MOST_WORDS])

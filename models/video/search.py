"""Full-text search over titles, descriptions and tags: an FTS5 index that triggers keep true.

The index is contentless: it holds no text of its own, `video_doc` gives each video the small number it needs,
and triggers hand it old and new texts. So it can never say anything else than the rows do.
"""

from __future__ import annotations

from sqlalchemy import column, table, text

from models.core.types import Id
from models.video.wording import clean

FTS = table("video_fts", column("rowid"))
DOC = table("video_doc", column("doc"), column("space_id", Id), column("id", Id))
RANK = text("bm25(video_fts, 10.0, 2.0, 5.0)")

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

_MOST_WORDS = 16


def match(words: str) -> str:
    """The FTS5 expression for what a person typed: every word must begin a word of the video; "" for none.

    Whatever was typed is only ever words: operators and quotes mean nothing. What is written together
    ("2024-11") is looked for together: the index's own tokenizer takes it apart as it did the texts.
    """
    typed = clean(words).replace('"', " ").split()
    told = [word for word in typed if any(character.isalnum() for character in word)]
    return " ".join(f'"{word}"*' for word in told[:_MOST_WORDS])

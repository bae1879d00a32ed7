"""Sound tracks that are added to a video: decoded once, as long as the film, refused with a reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from controllers.video.streaming import RenditionSource
from models.blobs.ref import BlobRef
from models.core.errors import Conflict, Invalid, NotFound, PersonError
from models.core.jobs import Obsolete
from models.video.commands import PurgeVideo, TrashVideo, channel_of
from models.video.queries import BlobsInUse
from models.video.sound_commands import (
    AddSound,
    EditSound,
    ExpiredSounds,
    PurgeSound,
    RemoveSound,
    RestoreSound,
)
from models.video.sound_jobs import add_sound
from models.video.sound_tracks import SoundInfo, SoundRole, role_named, sounds_of
from tests.support.footage import by_hand, frames
from tests.support.import_bench import Bench
from tests.support.video_record import VideoRecord, blob

S = 1_000_000


class Giving(Bench):
    """A short film, and sounds to be added to it."""

    @property
    def files(self) -> Path:
        return self.folder

    def sound(self, name: str, *words: str, seconds: float = 6, tone: int = 880) -> Path:
        path = self.files / name
        by_hand("-f", "lavfi", "-i", f"sine=frequency={tone}:duration={seconds}", *words, str(path))
        return path

    def give(self, path: Path) -> tuple[SoundInfo, ...]:
        self.arguments = {
            "path": str(path), "for_channel": str(channel_of(self.ada)), "for_video": str(self.video),
        }  # fmt: skip
        self.attempt(add_sound)
        return sounds_of(self.detail().renditions)


@pytest.fixture
def giving(tmp_path: Path, footage: Callable[..., Path]) -> Iterator[Giving]:
    made = Giving.of_film(footage("sounds.mp4", "-g", "25", seconds=6), tmp_path)
    yield made
    made.record.close()


@pytest.mark.parametrize("name", ["talk.mp3", "talk.wav", "talk.flac", "talk.ogg", "talk.m4a"])
def test_any_sound_file_becomes_a_track_of_the_film(giving: Giving, name: str) -> None:
    words = ["-c:a", "flac"] if name.endswith("ogg") else []
    own, added = giving.give(giving.sound(name, *words, "-metadata", "title=Mine"))
    assert (own.added, added.added, added.file_name) == (False, True, name)
    assert abs(added.duration_us - 6 * S) < S // 10
    rendition = next(each for each in giving.detail().renditions if each.name == added.name)
    with giving.blobs.lease(BlobRef.of(rendition.blob)) as path:
        assert len(frames(path)) > 250
    assert giving.used() <= giving.stored()


def test_it_is_no_longer_than_the_film_and_the_name_says_what_it_is(giving: Giving) -> None:
    path = giving.sound("film.de.audio description.mp3", seconds=20)
    _, added = giving.give(path)
    assert abs(added.duration_us - 6 * S) < S // 10
    assert (added.role, added.language) == (SoundRole.DESCRIPTION, "de")
    source = RenditionSource(giving.detail().renditions, {})
    master = source.resolve(RenditionSource.MASTER)
    text = master.data.decode()  # type: ignore[union-attr]
    media = [line for line in text.splitlines() if line.startswith("#EXT-X-MEDIA")]
    assert "DEFAULT=YES" in media[0] and "describes-video" not in media[0], "one begins with the film's own"
    assert (
        'NAME="Audio description"' in media[1]
        and 'CHARACTERISTICS="public.accessibility.describes-video"' in media[1]
    )


def _cut(path: Path) -> Path:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 3])
    return path


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda giving: giving.files / "nowhere.mp3", "no longer there"),
        (lambda giving: _written(giving.files / "empty.mp3", b""), "empty"),
        (lambda giving: _written(giving.files / "noise.mp3", b"nothing " * 900), "no known format|no sound"),
        (lambda giving: _cut(giving.sound("short.wav", seconds=20)), "stops at|is missing"),
        (lambda giving: _silent_film(giving.files / "film.mka"), "no sound"),
    ],
    ids=["gone", "empty", "noise", "cut off", "silent"],
)  # fmt: skip
def test_a_bad_file_is_refused_with_its_reason(
    giving: Giving, make: Callable[[Giving], Path], why: str
) -> None:
    path = make(giving)
    with pytest.raises(PersonError, match=f"(?i){why}"):
        giving.give(path)
    assert len(sounds_of(giving.detail().renditions)) == 1


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def _silent_film(path: Path) -> Path:
    by_hand(
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=64x64:rate=5:duration=1",
        "-c:v",
        "mpeg4",
        "-f",
        "matroska",
        str(path),
    )
    return path


def test_run_again_after_a_crash_it_adds_nothing_and_the_same_by_hand_is_told(giving: Giving) -> None:
    path = giving.sound("talk.mp3")
    assert len(giving.give(path)) == 2
    assert len(giving.give(path)) == 2, "the job had been there already"
    (giving.scratch / "sent").unlink()
    with pytest.raises(Conflict, match="already"):
        giving.give(path)


def test_a_film_that_is_gone_needs_no_sound(giving: Giving) -> None:
    path, space = giving.sound("talk.mp3"), channel_of(giving.ada)
    giving.record.did(giving.ada, TrashVideo, space, video_id=giving.video)
    giving.record.did(giving.ada, PurgeVideo, space, video_id=giving.video)
    with pytest.raises(Obsolete):
        giving.give(path)


class Named:
    """A film with one added sound, without files."""

    def __init__(self, record: VideoRecord) -> None:
        self.record, self.ada = record, record.person()
        self.film = record.video(self.ada, "Film")
        self.add(7)

    def add(self, number: int, **said: Any) -> Any:
        details = {"kind": "sound", "index": {"segments": [{"start_us": 0, "duration_us": S}]}}
        asked = {"video_id": self.film, "blob": blob(number), "size": 1, "details": details, **said}
        return self.record.send(self.ada, AddSound, channel_of(self.ada), **asked)

    def sounds(self) -> list[SoundInfo]:
        return [each for each in sounds_of(self.record.detail(self.ada, self.film).renditions) if each.added]

    def did(self, kind: type[Any], **fields: Any) -> Any:
        return self.record.did(self.ada, kind, channel_of(self.ada), video_id=self.film, **fields)

    def refused(self, kind: type[Any], **fields: Any) -> PersonError:
        return self.record.refused(self.ada, kind, channel_of(self.ada), video_id=self.film, **fields)


@pytest.fixture
def film(record: VideoRecord) -> Named:
    return Named(record)


def test_it_is_named_removed_and_brought_back_and_every_step_is_undone(film: Named) -> None:
    [sound] = film.sounds()
    edited = film.did(
        EditSound, name=sound.name, language="German", label=" For  Ada ", role=SoundRole.COMMENTARY
    )
    [now] = film.sounds()
    assert (now.language, now.label, now.role) == ("de", "For Ada", SoundRole.COMMENTARY)
    film.record.undo(edited)
    assert film.sounds() == [sound]
    removed = film.did(RemoveSound, name=sound.name)
    assert film.sounds() == []
    assert BlobRef.of(blob(7)) in film.record.ask(BlobsInUse(actor=film.ada)), "it can be brought back"
    film.record.undo(removed)
    assert film.sounds() == [sound]
    error = film.refused(EditSound, name=sound.name, language="Klingonese!")
    assert isinstance(error, Invalid) and error.field == "language"


def test_removed_it_stays_for_thirty_days(film: Named) -> None:
    [sound] = film.sounds()
    film.did(RemoveSound, name=sound.name)
    assert isinstance(film.refused(PurgeSound, name=sound.name), Conflict)
    film.record.clock.turn(days=31)
    expired = film.record.ask(ExpiredSounds(actor=film.ada))
    assert expired == ((channel_of(film.ada), film.film, sound.name),)
    assert film.record.ask(ExpiredSounds(actor=film.record.person())) == ()
    film.did(PurgeSound, name=sound.name)
    film.did(PurgeSound, name=sound.name)
    assert isinstance(film.refused(RestoreSound, name=sound.name), NotFound)


def test_a_film_s_own_sound_and_pictures_cannot_be_removed(film: Named) -> None:
    own = [row[0] for row in film.record.sql("SELECT name FROM rendition") if not row[0].startswith("soundx")]
    for name in own:
        assert isinstance(film.refused(RemoveSound, name=name), NotFound)


def test_there_is_an_end_to_how_many(film: Named) -> None:
    for number in range(20, 39):
        assert film.add(number).ok
    assert isinstance(film.add(40).error, Invalid)
    assert isinstance(film.add(20).error, Conflict)


@pytest.mark.parametrize(
    ("name", "role"),
    [("film.ad.mp3", SoundRole.DESCRIPTION), ("Film - described.m4a", SoundRole.DESCRIPTION),
     ("Film_commentary.ogg", SoundRole.COMMENTARY), ("loud.mp3", SoundRole.OTHER)],
)  # fmt: skip
def test_what_a_name_says(name: str, role: SoundRole) -> None:
    assert role_named(name) is role

"""The sample world in the real window: loaded by its command, watched, removed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.trading import sample as trading_sample
from models.video import sample, sample_films
from models.video.queries import LibraryPage
from tests.support.house import House


@pytest.fixture
def one_film(monkeypatch: pytest.MonkeyPatch) -> None:
    """A single one of two seconds, and a quiet month at the exchange."""
    film = sample_films.FILMS[0]
    small = replace(film, drawn=replace(film.drawn, seconds=2, size=(160, 90), chapters=()))
    monkeypatch.setattr(sample, "FILMS", (small,))
    monkeypatch.setattr(sample, "PLAYLISTS", ())
    monkeypatch.setattr(trading_sample, "TURNS", 100)
    monkeypatch.setattr(trading_sample, "LAST_TURNS", 100)


def films(house: House) -> int:
    total: int = house.services.gateway.ask_now(LibraryPage(actor=house.account)).total
    return total


@pytest.mark.usefixtures("one_film")
def test_it_comes_and_goes_by_its_commands(house: House) -> None:
    actions, state = house.nonet.actions, house.nonet.sample
    assert state.can_load and not state.can_remove
    assert actions.run("sample.load")
    house.until(lambda: state.state.loaded and not state.state.busy, 90)
    assert films(house) == 1
    assert not state.can_load
    assert actions.run("sample.remove")
    house.until(lambda: state.can_load, 60)
    assert films(house) == 0

"""P13: a screen reader finds everything by name, can press it, and hears what happens elsewhere."""

from __future__ import annotations

from tests.support.screen_reader import Reader, Seen, reader, until

assert reader

_PRESSED = {"push button", "check box", "radio button", "toggle button", "menu item", "link"}


def test_it_is_read_pressed_and_heard(reader: Reader) -> None:
    nonet = reader.application("nonet")

    def shown(name: str, role: str = "") -> list[Seen]:
        return [
            each
            for each in reader.walk(nonet)
            if each.showing and each.name.startswith(name) and (not role or each.role == role)
        ]

    def all_have_names() -> None:
        """What can have the focus or be pressed says what it is."""
        nameless = [
            each
            for each in reader.walk(nonet)
            if each.showing and not each.name and (each.focusable or each.role in _PRESSED)
        ]
        assert nameless == []

    until(lambda: shown("First steps"))
    all_have_names()
    reader.press(shown("Video", "radio button")[0])
    until(lambda: shown("Add videos", "push button"))
    all_have_names()
    reader.press(shown("Playlists", "radio button")[0])
    until(lambda: shown("New playlist", "push button"))
    reader.press(shown("Trade", "radio button")[0])
    until(lambda: shown("Open an exchange", "push button"))
    all_have_names()
    reader.press(shown("Settings", "radio button")[0])
    until(lambda: shown("Theme"))
    all_have_names()
    reader.press(until(lambda: shown("Back up", "push button"))[0])
    until(
        lambda: (
            shown("Back up") and [said for said in reader.heard if said.startswith("Your data is backed up")]
        )
    )

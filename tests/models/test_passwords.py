"""Passwords, session tokens and recovery codes."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.accounts.passwords import Passwords, check_new_password, retry_delay
from models.accounts.tokens import _ALPHABET, digest, new_recovery_code, new_token, normalise
from models.core.errors import Invalid

CHEAP = Passwords(time_cost=1, memory_kib=64, lanes=1)


def test_only_the_password_verifies_however_its_letters_are_composed() -> None:
    stored = CHEAP.hash("caf\u00e9 latte")
    assert stored.startswith("$argon2id$")
    assert CHEAP.hash("caf\u00e9 latte") != stored  # salted
    assert CHEAP.verify(stored, "cafe\u0301 latte")
    assert not CHEAP.verify(stored, "Caf\u00e9 latte")
    assert not CHEAP.verify(stored, "")
    assert not CHEAP.verify(stored, "x" * 100_000)
    assert not CHEAP.verify(None, "no account")
    with pytest.raises(ValueError, match="damaged"):
        CHEAP.verify("$argon2id$nonsense", "x")


def test_old_costs_ask_for_a_new_hash() -> None:
    stored = CHEAP.hash("a password")
    assert not CHEAP.needs_rehash(stored)
    assert Passwords(time_cost=2, memory_kib=64, lanes=1).needs_rehash(stored)
    assert Passwords().hash("a password").startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_no_more_than_so_many_are_hashed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords = Passwords(at_once=2)
    inside, most, both = [0], [0], threading.Barrier(2)
    lock = threading.Lock()

    class Counting:
        def hash(self, password: str) -> str:
            with lock:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            both.wait(10)  # passes only if two are in here together
            with lock:
                inside[0] -= 1
            both.wait(10)
            return ""

    monkeypatch.setattr(passwords, "_hasher", Counting)
    threads = [threading.Thread(target=passwords.hash, args=("x",)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert most == [2]


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaa", "        ", "x1y2" * 300, "Annabelle"])
def test_a_bad_new_password_is_refused_in_its_field(password: str) -> None:
    with pytest.raises(Invalid) as told:
        check_new_password(password, name="annabelle")
    assert told.value.field == "password"
    check_new_password("quiet river lamp", name="annabelle")


def test_guessing_gets_slower_and_never_impossible() -> None:
    delays = [retry_delay(failures) for failures in range(2000)]
    assert delays[:6] == [timedelta(0)] * 4 + [timedelta(seconds=2), timedelta(seconds=4)]
    assert delays == sorted(delays)
    assert delays[-1] == timedelta(minutes=15)


def test_tokens_are_long_random_and_kept_as_digests() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(token.startswith("nonet_") and len(token) == 6 + 43 for token in tokens)
    assert len(digest(tokens.pop())) == 32


def test_a_recovery_code_survives_handwriting() -> None:
    code = new_recovery_code()
    assert [len(group) for group in code.split("-")] == [5] * 5
    plain = normalise(code)
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert normalise(f"  {typed}\n") == plain
    assert digest(plain) == digest(normalise(code))


@given(st.integers(0, 24), st.sampled_from(_ALPHABET))
def test_every_mistyped_character_is_noticed(place: int, character: str) -> None:
    plain = normalise(new_recovery_code())
    typed = plain[:place] + character + plain[place + 1 :]
    if typed == plain:
        assert normalise(typed) == plain
        return
    with pytest.raises(Invalid, match="mistyped"):
        normalise(typed)


@pytest.mark.parametrize("typed", ["", "ABCDE", "É" * 25, "U" * 25, "7" * 26])
def test_what_is_no_recovery_code_is_told(typed: str) -> None:
    with pytest.raises(Invalid) as told:
        normalise(typed)
    assert told.value.field == "code"


def test_argon2_is_imported_only_when_needed() -> None:
    code = "import models.accounts.passwords, sys; sys.exit('argon2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

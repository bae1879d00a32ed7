"""Codes of an authenticator app: the RFCs' own vectors, and what holds for every instant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.accounts.totp import (
    STEP,
    WINDOW,
    Judged,
    address,
    code_of,
    judge,
    skew,
    step_of,
    typed_code,
    written,
)

SECRET = b"12345678901234567890"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


RFC_4226 = "755224 287082 359152 969429 338314 254676 287922 162583 399871 520489"


def test_the_vectors_of_rfc_4226() -> None:
    assert " ".join(code_of(SECRET, counter) for counter in range(10)) == RFC_4226


@pytest.mark.parametrize(
    ("seconds", "sha1", "sha256", "sha512"),
    [
        (59, "94287082", "46119246", "90693936"),
        (1111111109, "07081804", "68084774", "25091201"),
        (1111111111, "14050471", "67062674", "99943326"),
        (1234567890, "89005924", "91819424", "93441116"),
        (2000000000, "69279037", "90698825", "38618901"),
        (20000000000, "65353130", "77737706", "47863826"),
    ],
)
def test_the_vectors_of_rfc_6238(seconds: int, sha1: str, sha256: str, sha512: str) -> None:
    step = step_of(datetime.fromtimestamp(seconds, UTC))
    keys = {"sha1": SECRET, "sha256": (SECRET * 2)[:32], "sha512": (SECRET * 4)[:64]}
    codes = [code_of(key, step, digits=8, algorithm=name) for name, key in keys.items()]
    assert codes == [sha1, sha256, sha512]


instants = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))


@given(made=instants, apart=st.integers(-200, 200), secret=st.binary(min_size=20, max_size=20))
def test_a_code_is_right_within_one_step_and_never_else(made: datetime, apart: int, secret: bytes) -> None:
    seen = made + timedelta(seconds=apart)
    distance = step_of(seen) - step_of(made)
    code = code_of(secret, step_of(made))
    others = {code_of(secret, step_of(seen) + each) for each in range(-WINDOW, WINDOW + 1)}
    right = judge(secret, code, seen).judged is Judged.RIGHT
    assert right is (abs(distance) <= WINDOW or code in others)


@given(made=instants, later=st.lists(st.integers(0, 120), max_size=20))
def test_no_code_is_taken_twice_whenever_it_is_tried(made: datetime, later: list[int]) -> None:
    """As the record uses it: what was taken raises the last step, and steps below are used up."""
    code, last, taken = code_of(SECRET, step_of(made)), -1, 0
    for seconds in sorted(later):
        judgement = judge(SECRET, code, made + timedelta(seconds=seconds), last)
        if judgement.judged is Judged.RIGHT:
            taken, last = taken + 1, judgement.step
    assert taken <= 1


def test_a_used_code_and_an_old_one_are_told_apart_from_a_wrong_one() -> None:
    code, step = code_of(SECRET, step_of(NOW)), step_of(NOW)
    assert judge(SECRET, code, NOW, last_step=step).judged is Judged.USED
    assert judge(SECRET, code, NOW + timedelta(seconds=5 * STEP)).judged is Judged.EXPIRED
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    assert judge(SECRET, wrong, NOW).judged is Judged.WRONG


def test_a_code_of_the_future_is_only_wrong_so_that_nobody_learns_when_to_use_it() -> None:
    ahead = code_of(SECRET, step_of(NOW) + 5)
    assert judge(SECRET, ahead, NOW).judged is Judged.WRONG
    assert skew(SECRET, ahead, NOW) == 5 * STEP
    assert skew(SECRET, code_of(SECRET, step_of(NOW) - 3), NOW) == -3 * STEP
    assert skew(SECRET, code_of(SECRET, step_of(NOW) + 1000), NOW) is None


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("123456", "123456"),
        (" 123 456\n", "123456"),
        ("123-456", "123456"),
        ("١٢٣٤٥٦", "123456"),
        ("12345", ""),
        ("1234567", ""),
        ("12345x", ""),
        ("²²²²²²", ""),
        ("", ""),
        ("'; DROP TABLE account", ""),
    ],
)
def test_what_a_person_types_is_read_as_digits_or_not_at_all(typed: str, code: str) -> None:
    assert typed_code(typed) == code


def test_the_address_is_what_apps_read() -> None:
    parts = urlsplit(address(SECRET, "Ada: & Lovelace"))
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert unquote(parts.path) == "/Nonet:Ada: & Lovelace"
    fields = parse_qs(parts.query)
    assert fields["secret"] == ["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"]
    assert (fields["issuer"], fields["digits"], fields["period"]) == (["Nonet"], ["6"], ["30"])
    assert written(SECRET).replace(" ", "") == fields["secret"][0]

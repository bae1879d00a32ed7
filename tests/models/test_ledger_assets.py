"""Amounts in words, exact in every language, and addresses that are none."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.kernel import i18n
from models.core import text
from models.core.errors import Invalid
from models.ledger import encodings
from models.ledger.addresses import NETWORKS, network_of, read_address, shown
from models.ledger.assets import ASSETS, LEAST, MOST, Kind, asset, format_amount, parse_amount, plain_amount
from models.ledger.limits import limits
from models.ledger.purposes import purpose_title

EUR, JPY, BTC = asset("EUR"), asset("JPY"), asset("BTC")
WAYS = {  # how languages write numbers: group, point, zero
    "en": (",", ".", "0"),
    "es": (".", ",", "0"),
    "fr": ("\u202f", ",", "0"),
    "ar": ("٬", "٫", "٠"),
    "ch": ("’", ".", "0"),
}


def _writer(group: str, point: str, zero: str) -> Callable[[float, int], str]:
    table = {ord("0") + n: chr(ord(zero) + n) for n in range(10)}

    def write(value: float, digits: int) -> str:
        plain = f"{value:,}" if isinstance(value, int) and not digits else f"{value:,.{digits}f}"
        return plain.translate({ord(","): group, ord("."): point} | table)

    return write


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    yield
    text.install(str)


@given(
    amount=st.integers(0, MOST) | st.integers(0, 10**6),
    code=st.sampled_from(sorted(ASSETS)),
    language=st.sampled_from(sorted(WAYS)),
)
def test_what_is_written_is_read_back_exactly(amount: int, code: str, language: str) -> None:
    text.install(str, _writer(*WAYS[language]))
    what = asset(code)
    assert parse_amount(format_amount(amount, what), what) == amount
    assert parse_amount(format_amount(amount, what, with_code=False), what) == amount


@given(amount=st.integers(LEAST, MOST))
def test_programs_read_what_is_written_for_them(amount: int) -> None:
    units, _, cents = plain_amount(amount, EUR).partition(".")
    assert int(units + cents) == amount
    assert int(plain_amount(amount, JPY)) == amount


def test_amounts_as_people_see_them() -> None:
    assert format_amount(125_000, EUR) == "1,250.00\u00a0EUR"
    assert format_amount(-5, EUR) == "\u22120.05\u00a0EUR"
    assert format_amount(MOST, JPY, with_code=False) == "9,223,372,036,854,775,807"
    assert format_amount(1, BTC, with_code=False) == "0.00000001"


@pytest.mark.parametrize(("code", "written"), [("es", "1.234.567,89"), ("fr", "1 234 567,89")])
def test_the_house_writes_amounts_in_its_languages(code: str, written: str) -> None:
    from PySide6.QtCore import QLocale

    before = QLocale()
    QLocale.setDefault(QLocale(code))
    text.install(str, i18n._number)
    try:
        said = format_amount(123_456_789, EUR, with_code=False)
        assert "".join(said.split()) == "".join(written.split())
        assert parse_amount(said, EUR) == 123_456_789
        assert format_amount(MOST, EUR, with_code=False)[-1] == "7"
    finally:
        QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("12", 1200), ("12.5", 1250), ("12.50", 1250), ("1,250", 125_000), ("1,250.00 EUR", 125_000),
        ("€ 3", 300), ("3€", 300), ("eur 3", 300), (".5", 50), ("5.", 500), ("1 000", 100_000),
        ("12,34,567.89", 123_456_789), ("0", 0), ("000.10", 10), ("1.500000", 150), ("٣", 300),
    ],
)  # fmt: skip
def test_amounts_as_people_type_them(written: str, amount: int) -> None:
    assert parse_amount(written, EUR) == amount


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("", "no amount"), ("  EUR ", "no amount"), ("-1", "less than nothing"), ("−1", "less than nothing"),
        ("NaN", "is no amount"), ("inf", "is no amount"), ("1e5", "is no amount"), ("1,5", "is no amount"),
        ("1.2.3", "is no amount"), ("1,2345", "is no amount"), (".", "is no amount"), ("½", "is no amount"),
        ("0.001", "divided"), ("92233720368547758.08", "the most"), ("9" * 5000, "the most"),
        ("1_2", "is no amount"), ("²", "is no amount"), ("\udc80", "is no amount"), (",123", "is no amount"),
    ],
)  # fmt: skip
def test_what_is_no_amount_says_why_at_its_field(written: str, says: str) -> None:
    with pytest.raises(Invalid, match=says) as caught:
        parse_amount(written, EUR, field="quantity")
    assert caught.value.field == "quantity"
    assert "None" not in str(caught.value)


def test_a_point_that_groups_is_not_taken_for_a_comma() -> None:
    text.install(str, _writer(*WAYS["es"]))
    assert parse_amount("1.234", BTC) == 1234 * 10**8
    for unclear in ("1.5", "1.2345", "0.001,5.0"):
        with pytest.raises(Invalid):
            parse_amount(unclear, BTC)


@given(st.text(max_size=30))
def test_whatever_is_typed_is_an_amount_or_a_sentence(written: str) -> None:
    try:
        amount = parse_amount(written, BTC)
    except Invalid as error:
        assert error.sentence
    else:
        assert 0 <= amount <= MOST


def test_the_catalogue() -> None:
    assert (EUR.decimals, JPY.decimals, BTC.decimals) == (2, 0, 8)
    with pytest.raises(Invalid, match="no asset"):
        asset("XXX")
    for what in ASSETS.values():
        assert what.title
        assert 0 < limits(what).withdrawal <= limits(what).deposit < MOST
        if what.kind is not Kind.HOUSE:
            assert network_of(what)
    assert purpose_title("faucet") == "Faucet"


# Addresses


@pytest.mark.parametrize(
    ("network", "written", "kept"),
    [
        ("iban", "de89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        ("iban", "GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432"),
        ("iban", "NO93 8601 1117 947", "NO9386011117947"),
        ("bitcoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", ""),
        ("bitcoin", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", ""),
        ("bitcoin", "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
         "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
        ("bitcoin", "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", ""),
        ("bitcoin", "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs", ""),
        ("ethereum", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
         "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
        ("ethereum", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", ""),
        ("ethereum", "0x52908400098527886E0F7030069857D2E4169EE7", ""),
        *((id_, network.example, None) for id_, network in NETWORKS.items()),
    ],
)  # fmt: skip
def test_addresses_are_kept_in_one_way(network: str, written: str, kept: str | None) -> None:
    found = read_address(f" {written}\n", NETWORKS[network])
    if kept is not None:
        assert found == (kept or written)
    assert read_address(shown(found, network), NETWORKS[network]) == found


@pytest.mark.parametrize(
    ("network", "written", "says"),
    [
        ("iban", "DE89 3704 0044 0532 0130 01", "check digits"),
        ("iban", "DE89 3704 0044 0532 0130 0", "22 letters and digits"),
        ("iban", "XX89 3704 0044 0532 0130 00", "No country"),
        ("iban", "hello", "no address of IBAN"),
        ("iban", "", "There is no address"),
        ("bitcoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "no address of Bitcoin"),
        ("bitcoin", "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", "no address"),
        ("bitcoin", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "no address"),
        ("bitcoin", "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7k7grplx",
         "no address"),  # version 1 with the checksum of version 0 (BIP 350)
        ("bitcoin", "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4", "no address"),
        ("bitcoin", "BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R", "no address"),
        ("bitcoin", "bc1pw5dgrnzv", "no address"),
        ("bitcoin", "bc1gmk9yu", "no address"),
        ("bitcoin", "bc1q1zw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "no address"),
        ("bitcoin", "LM2WMpR1Rp6j3Sa59cMXMs1SPzj9eXpGc1", "no address"),
        ("ethereum", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", "capital letters"),
        ("ethereum", "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "no address"),
        ("tron", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "no address"),
        ("ripple", "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTi", "no address"),
        ("solana", "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyT", "no address"),
        ("cardano", "stake1u9ylzsgxaa6xctf4juup682ar3juj85n8tx3hthnljg47zctvm3rc", "no address"),
        ("ethereum", "0x" + "٣" * 40, "no address"),
        ("bitcoin", "1" * 100_000, "no address"),
    ],
)  # fmt: skip
def test_a_typing_error_is_told(network: str, written: str, says: str) -> None:
    with pytest.raises(Invalid, match=says) as caught:
        read_address(written, NETWORKS[network])
    assert caught.value.field == "address"


@given(
    network=st.sampled_from(
        [n for n in sorted(NETWORKS) if n != "solana"]
    ),  # whose addresses have no checksum
    at=st.integers(0, 200),
    letter=st.sampled_from("023456789abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"),
)
def test_one_wrong_letter_is_noticed(network: str, at: int, letter: str) -> None:
    right = NETWORKS[network].example
    at %= len(right)
    if network == "iban":  # mod 97 is about digits: a letter is two of them
        assume(right[at].isdigit() and letter.isdigit())
    wrong = right[:at] + letter + right[at + 1 :]
    try:
        assert read_address(wrong, NETWORKS[network]) == read_address(right, NETWORKS[network])
    except Invalid:
        assert wrong != right
    else:  # the same address: the letter as it was, a space of an IBAN's filled is not one
        assert wrong.casefold() == right.casefold()


@given(network=st.sampled_from(sorted(NETWORKS)), written=st.text(max_size=60))
def test_anything_else_is_a_sentence(network: str, written: str) -> None:
    try:
        read_address(written, NETWORKS[network])
    except Invalid as error:
        assert error.sentence and error.field == "address"


def test_the_hash_of_ethereum() -> None:
    """The test vectors of the Keccak team for its first padding, with one that fills a block."""
    known = {
        b"": "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
        b"abc": "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45",
        b"testing": "5f16f4c7f149ac4f9510d9cf8cf384038ad348b3bcdc01915f95de12df9d1b02",
    }
    for data, digest in known.items():
        assert encodings.keccak256(data).hex() == digest
    lengths = {len(encodings.keccak256(bytes(n))) for n in (134, 135, 136, 137, 300)}
    assert lengths == {32}

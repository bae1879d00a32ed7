"""The vault over a keyring that may fail, an encrypted file, and memory."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null
from keyring.errors import KeyringLocked

import app.kernel.vault as vault_module
from app.kernel import vault_file
from app.kernel.vault import Vault, VaultKind, VaultLocked, find_keyring, is_real
from app.kernel.vault_file import Costs
from models.core.errors import Invalid, Unavailable
from tests.support.power import Crash, Disk

CHEAP = Costs(passes=1, memory=64, lanes=1)
PASSPHRASE = "quiet river lamp"


class FakeKeyring(KeyringBackend):
    """A keyring in memory that can be locked, and can forget."""

    priority = 5

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False
        self.forgetful = False

    def _check(self) -> None:
        if self.locked:
            raise KeyringLocked("locked")

    def get_password(self, service: str, username: str) -> str | None:
        self._check()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._check()
        if not self.forgetful:
            self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._check()
        del self.kept[service, username]


FakeKeyring.__module__ = "keyring.backends.SecretService"


def untyped(kind: Any) -> Any:
    """An instance of a class that the keyring library has not annotated."""
    return kind()


def make(tmp_path: Path, backend: FakeKeyring | None = None) -> Vault:
    return Vault(tmp_path / "vault", backend, costs=CHEAP)


def test_a_keyring_keeps_secrets_over_restarts(tmp_path: Path) -> None:
    ring = FakeKeyring()
    vault = make(tmp_path, ring)
    assert (vault.kind, vault.needs_passphrase, vault.notice) == (VaultKind.KEYRING, False, "")
    vault.set("session", "s3cret")
    assert make(tmp_path, ring).get("session") == "s3cret"
    assert all(b"s3cret" not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    vault.delete("session")
    vault.delete("session")
    assert vault.get("session") is None
    assert ring.kept == {}
    with pytest.raises(Invalid):
        vault.protect(PASSPHRASE)


def test_two_data_folders_do_not_share_a_keyring_entry(tmp_path: Path) -> None:
    ring = FakeKeyring()
    (tmp_path / "b").mkdir()
    make(tmp_path, ring).set("session", "one")
    assert make(tmp_path / "b", ring).get("session") is None


@pytest.mark.parametrize("fault", ["locked", "forgetful"])
def test_what_the_keyring_refuses_is_held_and_given_again(tmp_path: Path, fault: str) -> None:
    ring = FakeKeyring()
    vault = make(tmp_path, ring)
    vault.set("session", "old")
    setattr(ring, fault, True)
    with pytest.raises(Unavailable, match="keyring"):
        vault.set("session", "new")
    assert vault.get("session") == "new"
    assert "keyring" in vault.notice
    if fault == "locked":
        with pytest.raises(Unavailable, match="locked"):
            vault.get("other")
        with pytest.raises(Unavailable):
            vault.delete("session")
        assert vault.get("session") == "new"
    setattr(ring, fault, False)
    vault.retry()
    assert vault.notice == ""
    assert make(tmp_path, ring).get("session") == "new"


def test_a_keyring_that_is_gone_at_the_next_start_is_told_from_an_empty_one(tmp_path: Path) -> None:
    ring = FakeKeyring()
    make(tmp_path, ring).set("session", "s3cret")
    vault = make(tmp_path, None)
    assert vault.kind is VaultKind.MEMORY
    assert vault.get("never set") is None
    for action in (vault.get, vault.delete):
        with pytest.raises(Unavailable, match="not there now"):
            action("session")
    vault.protect(PASSPHRASE)  # and nothing is lost when the keyring is back beside the file
    vault.set("other", "in the file")
    back = make(tmp_path, ring)
    back.unlock(PASSPHRASE)
    assert (back.kind, back.get("session"), back.get("other")) == (VaultKind.FILE, "s3cret", "in the file")
    back.delete("session")
    assert back.get("session") is None
    assert ring.kept == {}


def test_memory_has_a_notice_until_a_passphrase_protects_it(tmp_path: Path) -> None:
    vault = make(tmp_path)
    vault.set("session", "s3cret")
    assert (vault.kind, vault.needs_passphrase) == (VaultKind.MEMORY, True)
    assert "passphrase" in vault.notice
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(Invalid) as told:
        vault.protect("short")
    assert told.value.field == "passphrase"
    vault.protect(PASSPHRASE)
    assert (vault.kind, vault.needs_passphrase, vault.notice) == (VaultKind.FILE, False, "")
    assert vault.get("session") == "s3cret"
    content = (tmp_path / "vault").read_bytes()
    assert b"s3cret" not in content
    assert b"session" not in content
    assert (tmp_path / "vault").stat().st_mode & 0o777 == 0o600


def test_the_file_opens_with_its_passphrase_only(tmp_path: Path) -> None:
    make(tmp_path).protect(PASSPHRASE)
    vault = make(tmp_path)
    assert vault.needs_passphrase
    assert "locked" in vault.notice
    with pytest.raises(VaultLocked):
        vault.get("a")
    with pytest.raises(VaultLocked):
        vault.set("a", "b")
    with pytest.raises(VaultLocked):
        vault.delete("a")
    with pytest.raises(Invalid, match="not the passphrase") as told:
        vault.unlock("wrong passphrase")
    assert told.value.field == "passphrase"
    vault.unlock(PASSPHRASE)
    vault.set("a", "b")
    vault.set("c", "é\n🔑")
    vault.delete("a")
    vault.lock()
    assert vault.needs_passphrase
    vault.unlock(PASSPHRASE)
    assert (vault.get("a"), vault.get("c")) == (None, "é\n🔑")


def test_the_passphrase_can_be_changed_or_stays_whole(tmp_path: Path) -> None:
    vault = make(tmp_path)
    vault.set("a", "b")
    vault.protect(PASSPHRASE)
    before = (tmp_path / "vault").read_bytes()
    for old, new in (("wrong passphrase", "another one"), (PASSPHRASE, "short")):
        with pytest.raises(Invalid):
            vault.change_passphrase(old, new)
    assert (tmp_path / "vault").read_bytes() == before
    vault.change_passphrase(PASSPHRASE, "another one")
    with pytest.raises(Invalid):
        make(tmp_path).unlock(PASSPHRASE)
    again = make(tmp_path)
    again.unlock("another one")
    assert again.get("a") == "b"


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_damaged_file_is_never_taken_for_a_wrong_passphrase_or_read(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("v") / "vault"
    vault_file.write(path, {"a": "b" * 50}, vault_file.new_key(PASSPHRASE, CHEAP))
    content = bytearray(path.read_bytes())
    if data.draw(st.booleans()):
        content = content[: data.draw(st.integers(0, len(content) - 1))]
    else:
        content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    with pytest.raises(Unavailable, match=r"damaged|newer version"):
        vault_file.read(path, PASSPHRASE)


def test_a_file_that_cannot_be_written_keeps_what_was_there(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    vault = Vault(folder / "vault", None, costs=CHEAP)
    vault.protect(PASSPHRASE)
    vault.set("a", "old")
    for step in range(12):
        with pytest.MonkeyPatch.context() as patch:
            disk = Disk(folder, patch)
            disk.crash_after(step)
            try:
                vault.set("a", f"new {step}")
                acknowledged = True
            except Crash:
                acknowledged = False
            disk.cut(names_too=step % 2 == 0, zeros=False)
        vault = Vault(folder / "vault", None, costs=CHEAP)
        vault.unlock(PASSPHRASE)
        assert (vault.get("a") == f"new {step}") or not acknowledged
        assert vault.get("a") is not None
    assert acknowledged


def test_only_real_keyrings_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring

    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")

    class Plain(FakeKeyring):
        pass

    Plain.__module__ = "keyrings.alt.file"
    good, both = FakeKeyring(), untyped(chainer.ChainerBackend)
    monkeypatch.setattr(type(both), "backends", [Plain(), good])
    for backend, expected in (
        (untyped(fail.Keyring), None),
        (untyped(null.Keyring), None),
        (Plain(), None),
        (both, good),
    ):
        monkeypatch.setattr(keyring, "get_keyring", lambda backend=backend: backend)
        assert find_keyring() is expected
    assert not is_real(object())


def test_without_a_session_bus_there_is_no_keyring(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import keyring

    good = FakeKeyring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: good)
    monkeypatch.setattr("app.kernel.vault.sys.platform", "linux")
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert find_keyring() is None
    (tmp_path / "bus").touch()
    assert find_keyring() is good


def test_the_keyring_of_this_machine_is_asked_without_an_error() -> None:
    found = find_keyring()
    assert found is None or is_real(found)
    assert vault_module.Vault(Path(os.devnull).parent / "no-such-vault", found).kind in VaultKind


def test_a_keyring_that_disappears_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    keyring = untyped(FakeKeyring)
    vault = Vault(tmp_path / "vault", keyring, costs=CHEAP)
    vault.set("session", "token")
    with pytest.raises(Invalid):
        vault.protect(PASSPHRASE)  # while the keyring works, there is nothing to protect
    keyring.locked = True
    assert vault.get("session") == "token"
    assert "does not keep everything" in vault.notice
    with pytest.raises(Unavailable):
        vault.get("never seen here")
    with pytest.raises(Unavailable):
        vault.set("key", "value")
    assert vault.get("key") == "value"
    vault.protect(PASSPHRASE)
    assert (vault.kind, vault.notice) == (VaultKind.FILE, "")
    later = Vault(tmp_path / "vault", keyring, costs=CHEAP)
    later.unlock(PASSPHRASE)
    assert (later.get("session"), later.get("key")) == ("token", "value")


def test_a_keyring_that_comes_back_takes_what_waited(tmp_path: Path) -> None:
    keyring = untyped(FakeKeyring)
    vault = Vault(tmp_path / "vault", keyring, costs=CHEAP)
    keyring.locked = True
    with pytest.raises(Unavailable):
        vault.set("session", "token")
    keyring.locked = False
    vault.retry()
    assert vault.notice == ""
    assert Vault(tmp_path / "vault", keyring, costs=CHEAP).get("session") == "token"

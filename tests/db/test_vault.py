"""The vault: what is sealed opens to the character, with the right key and in its own place only."""

from __future__ import annotations

import base64
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.vault import CannotOpen, UnreadableKey, Vault, code_hash, new_data_key

_HERE: dict[str, Any] = {"table": "answers", "row": 7, "column": "text_sealed"}
_OWNER: dict[str, Any] = {"row": 1, "therapist_id": 2, "client_id": 3}
_TEXTS = st.text(st.characters(codec=None, exclude_categories=())) | st.sampled_from(
    ["", "\0", "a\0b", "\ud800", "🙂\u200d🙂", "שלום", "<b>&_*["]
)
_VAULT = Vault([b"k" * 32])
_KEY = new_data_key()


def _text(byte: bytes) -> str:
    return base64.urlsafe_b64encode(byte * 32).decode()


@given(_TEXTS)
def test_every_text_comes_back_to_the_character(text: str) -> None:
    assert _VAULT.open(_KEY, _VAULT.seal(_KEY, text, **_HERE), **_HERE) == text
    assert _VAULT.open_system(_VAULT.seal_system(text, **_HERE), **_HERE) == text


@given(st.text(min_size=4))
def test_a_blob_shows_nothing_of_the_text_and_is_never_the_same(text: str) -> None:
    one, other = (_VAULT.seal(_KEY, text, **_HERE) for _ in range(2))
    assert one != other
    assert text.encode() not in one


@pytest.mark.parametrize("moved", [{"table": "notes"}, {"row": 8}, {"column": "shown_sealed"}])
def test_a_blob_opens_in_its_own_place_only(moved: dict[str, str | int]) -> None:
    blob = _VAULT.seal(_KEY, "a line", **_HERE)
    with pytest.raises(CannotOpen, match="another's place"):
        _VAULT.open(_KEY, blob, **_HERE | moved)


@given(st.integers(min_value=0), st.integers(1, 255))
def test_a_blob_with_one_byte_changed_does_not_open(where: int, by: int) -> None:
    blob = bytearray(_VAULT.seal(_KEY, "a line", **_HERE))
    blob[where % len(blob)] ^= by
    with pytest.raises(CannotOpen):
        _VAULT.open(_KEY, bytes(blob), **_HERE)


@given(st.binary(max_size=60))
def test_what_is_no_blob_does_not_open(junk: bytes) -> None:
    with pytest.raises(CannotOpen):
        _VAULT.open(_KEY, junk, **_HERE)
    with pytest.raises(CannotOpen):
        _VAULT.open_system(junk, **_HERE)


def test_another_data_key_does_not_open() -> None:
    with pytest.raises(CannotOpen, match="another key"):
        _VAULT.open(new_data_key(), _VAULT.seal(_KEY, "a line", **_HERE), **_HERE)


def test_a_wrapped_key_unwraps_for_its_owner_only() -> None:
    wrapped = _VAULT.wrap(_KEY, **_OWNER)
    assert _VAULT.unwrap(wrapped, **_OWNER) == _KEY
    for other in ({"row": 9}, {"therapist_id": 9}, {"client_id": 9}, {"client_id": None}):
        with pytest.raises(CannotOpen):
            _VAULT.unwrap(wrapped, **_OWNER | other)


def test_the_first_key_seals_and_every_key_opens() -> None:
    old, new = Vault.load(_text(b"o")), Vault.load(f"{_text(b'n')},{_text(b'o')}")
    assert new.unwrap(old.wrap(_KEY, **_OWNER), **_OWNER) == _KEY
    with pytest.raises(CannotOpen, match=f"key {new.key_id}.* key {old.key_id}"):
        old.unwrap(new.wrap(_KEY, **_OWNER), **_OWNER)


def test_a_code_is_found_however_it_is_written_but_not_under_another_key() -> None:
    spellings = {code_hash(b"k" * 32, code) for code in ("Oak", "oak", "OAK", "Ｏａｋ")}
    assert len(spellings) == 1
    assert not spellings & {code_hash(b"k" * 32, "Elm"), code_hash(b"x" * 32, "Oak")}


def test_a_vault_never_shows_its_keys() -> None:
    assert "k" * 8 not in repr(_VAULT) + repr(vars(_VAULT)) + _VAULT.key_id


def test_a_new_key_file_is_private_and_loads(tmp_path: Path) -> None:
    path = tmp_path / "afterhour.key"
    made = Vault.create(path)
    assert Vault.load(path).key_id == made.key_id == Vault.load(path.read_text()).key_id
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(base64.urlsafe_b64decode(path.read_text())) == 32
    assert [path] == list(tmp_path.iterdir())


def test_a_key_file_that_is_there_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "afterhour.key"
    made = Vault.create(path)
    with pytest.raises(UnreadableKey, match="file exists"):
        Vault.create(path)
    assert Vault.load(path).key_id == made.key_id
    assert [path] == list(tmp_path.iterdir())


def test_a_key_file_that_cannot_be_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableKey, match="no such file or directory"):
        Vault.load(tmp_path / "nowhere" / "afterhour.key")
    (tmp_path / "a-file").touch()
    with pytest.raises(UnreadableKey, match="cannot be made"):
        Vault.create(tmp_path / "a-file" / "afterhour.key")


@pytest.mark.parametrize(
    "junk", [b"", b"\n", b"\xff\xfe", b"c2hvcnQ=", b"not a key at all", b"A" * 44 + b"!", b"\0" * 44]
)
def test_a_key_file_without_a_key_is_said_so_in_one_line(tmp_path: Path, junk: bytes) -> None:
    path = tmp_path / "afterhour.key"
    path.write_bytes(junk)
    with pytest.raises(UnreadableKey) as caught:
        Vault.load(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("junk", ["", "   ", "c2hvcnQ=", "Schlüssel", _text(b"a") + "x"])
def test_a_key_text_without_a_key_is_said_so_and_not_repeated(junk: str) -> None:
    with pytest.raises(UnreadableKey, match="ENCRYPTION_KEY") as caught:
        Vault.load(junk)
    assert not junk.strip() or junk not in str(caught.value)


def test_the_folder_of_a_new_key_is_made_with_it(tmp_path: Path) -> None:
    made = Vault.create(tmp_path / "data" / "afterhour.key")
    assert Vault.load(tmp_path / "data" / "afterhour.key").key_id == made.key_id
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700

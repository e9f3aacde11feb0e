"""Seals text so that a database dump does not show it, and indexes it so that it can still be found.

A sealed value is bound to its place (firm, model and field, row): moved elsewhere it does not open.
Knows nothing of models; carnet/core/sealed.py ties it to columns.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from carnet.core.env import WrongSetting

VERSION = b"\x01"
KEY_ID = slice(1, 5)
NONCE = slice(5, 17)
SHORTEST = 1 + 4 + 12 + 16
SHORTEST_SECRET = 32
# By chance two of a million texts share an index in one firm of 10**17. Longer ones make the database larger.
INDEX_BYTES = 12


class SealBroken(Exception):
    """The value was not sealed here, or not for this place, or it was altered."""


class UnknownKey(SealBroken):
    """The value was sealed with a key that is not among ENCRYPTION_KEYS (any more)."""

    def __init__(self, key_id: bytes) -> None:
        super().__init__(
            f"A value is sealed with key {key_id.hex()}, which is not among ENCRYPTION_KEYS. "
            "Put the former key back behind the newest, separated by a comma."
        )


@dataclass(frozen=True)
class Place:
    """Where a sealed value belongs: it opens there and nowhere else."""

    firm: UUID
    field: str
    row: UUID

    @cached_property
    def bound(self) -> bytes:
        return VERSION + f"|{self.firm}|{self.field}|{self.row}".encode()


def seal(text: str, place: Place) -> bytes:
    return seal_bytes(text.encode(), place)


def seal_many(
    texts: Sequence[str], firm: UUID, field: str, rows: Sequence[UUID]
) -> list[bytes | None]:
    """One for each row, None where there is no text. What they share is worked out once."""
    secret = _secrets()[0]
    begin, encrypt = VERSION + key_id(secret), _cipher(secret, firm).encrypt
    bound, nonces = VERSION + f"|{firm}|{field}|".encode(), secrets.token_bytes(12 * len(texts))
    sealed: list[bytes | None] = [None] * len(texts)
    for at, text in enumerate(texts):
        if text:
            nonce = nonces[12 * at : 12 * at + 12]
            sealed[at] = (
                begin + nonce + encrypt(nonce, text.encode(), bound + str(rows[at]).encode())
            )
    return sealed


def unseal(value: bytes, place: Place) -> str:
    return unseal_bytes(value, place).decode()


def seal_bytes(data: bytes, place: Place) -> bytes:
    secret = _secrets()[0]
    nonce = secrets.token_bytes(12)
    sealed = _cipher(secret, place.firm).encrypt(nonce, data, place.bound)
    return VERSION + key_id(secret) + nonce + sealed


def unseal_bytes(value: bytes, place: Place) -> bytes:
    value = bytes(value)
    if len(value) < SHORTEST or value[:1] != VERSION:
        raise SealBroken(f"{place.field} of row {place.row} does not hold a sealed value.")
    cipher = _cipher(_secret_of(value), place.firm)
    try:
        return cipher.decrypt(value[NONCE], value[NONCE.stop :], place.bound)
    except InvalidTag:
        raise SealBroken(f"{place.field} of row {place.row} was altered or moved.") from None


def newest(value: bytes) -> bool:
    """Sealed with the newest key? If not, rotate_keys seals it again."""
    return bytes(value[KEY_ID]) == key_id(_secrets()[0])


def blind_index(text: str, firm: UUID) -> str:
    """Equal texts of one firm give equal indexes; without INDEX_KEY nobody can tell which text."""
    return blind_indexes([text], firm)[text]


def blind_indexes(texts: Iterable[str], firm: UUID) -> dict[str, str]:
    """The index of each text: the first bytes of its HMAC. What the key adds to it is worked out once, which
    makes 50,000 of them in a third of the time."""
    begun, ended = _keyed(_index_key(settings.INDEX_KEY, firm))
    found = {}
    for text in texts:
        inner, outer = begun.copy(), ended.copy()
        inner.update(text.encode())
        outer.update(inner.digest())
        found[text] = outer.digest()[:INDEX_BYTES].hex()
    return found


@lru_cache(maxsize=256)
def _keyed(key: bytes) -> tuple[Any, Any]:
    """The two hashes of an HMAC (RFC 2104) that have taken in the key, which is shorter than a block."""
    block = key.ljust(sha256().block_size, b"\0")
    return sha256(bytes(byte ^ 0x36 for byte in block)), sha256(
        bytes(byte ^ 0x5C for byte in block)
    )


@lru_cache(maxsize=64)
def key_id(secret: str) -> bytes:
    return _derive(secret, b"", b"carnet key id", 4)


def key_ids() -> list[str]:
    """Of ENCRYPTION_KEYS, newest first, in hexadecimal; nothing can be worked out from them."""
    return [key_id(secret).hex() for secret in _secrets()]


def check_keys() -> None:
    """Refuse to start with keys that cannot be used."""
    _secrets()
    if len(settings.INDEX_KEY) < SHORTEST_SECRET:
        raise WrongSetting("INDEX_KEY is too short. Give at least 32 random characters.")


def _secrets() -> tuple[str, ...]:
    return _split(settings.ENCRYPTION_KEYS)


@lru_cache(maxsize=8)
def _split(setting: str) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in setting.split(",") if key.strip())
    if not keys or any(len(key) < SHORTEST_SECRET for key in keys):
        raise WrongSetting(
            "ENCRYPTION_KEYS holds a key that is too short. Give one or more keys of at least "
            "32 random characters, separated by commas, the newest first."
        )
    return keys


def _secret_of(value: bytes) -> str:
    for secret in _secrets():
        if key_id(secret) == value[KEY_ID]:
            return secret
    raise UnknownKey(value[KEY_ID])


@lru_cache(maxsize=256)
def _cipher(secret: str, firm: UUID) -> AESGCM:
    return AESGCM(_derive(secret, firm.bytes, b"carnet data key", 32))


@lru_cache(maxsize=256)
def _index_key(secret: str, firm: UUID) -> bytes:
    return _derive(secret, firm.bytes, b"carnet index key", 32)


def _derive(secret: str, salt: bytes, purpose: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, purpose).derive(secret.encode())

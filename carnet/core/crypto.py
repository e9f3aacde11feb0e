"""Seals text so that a database dump does not show it, and indexes it so that it can still be found.

A sealed value is bound to its place (firm, model and field, row): moved elsewhere it does not open. What is a client's
is sealed with the client's own data key, all else with the firm's, which is derived from ENCRYPTION_KEYS.
Knows nothing of models; carnet/core/sealed.py ties it to columns, carnet/core/keyrings.py keeps the data keys.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from carnet.core.env import WrongSetting

# How a sealed value begins: with the firm's key or with a client's, in a row named by its uuid or, the latter two, by
# words of its own. Then follow the key's id, a nonce, and what AES-GCM made of it, which is longer by its tag.
FIRMS, CLIENTS, FIRMS_BY_WORDS, CLIENTS_BY_WORDS = b"\x01", b"\x02", b"\x03", b"\x04"
ID_BYTES = {FIRMS: 4, CLIENTS: 8, FIRMS_BY_WORDS: 4, CLIENTS_BY_WORDS: 8}
OF_CLIENTS, BY_WORDS = {CLIENTS, CLIENTS_BY_WORDS}, {FIRMS_BY_WORDS, CLIENTS_BY_WORDS}
NOWHERE = UUID(int=0)
NONCE_BYTES, TAG_BYTES = 12, 16
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


class KeyOfOthers(SealBroken):
    """The data key is another firm's than the one for which somebody is at work."""

    def __init__(self, number: int) -> None:
        super().__init__(f"The data key {number:x} is another firm's. It opens nothing here.")


class KeyDestroyed(SealBroken):
    """The client whose data key sealed the value was erased."""

    def __init__(self, number: int) -> None:
        super().__init__(f"The data key {number:x} was destroyed. Nothing opens what it sealed.")


@dataclass(frozen=True)
class Place:
    """Where a sealed value belongs: it opens there and nowhere else. `row` is its uuid, or words that name it. `key` is
    the number of the client's data key, with which it is sealed; None where it is sealed with the firm's."""

    firm: UUID
    field: str
    row: UUID | str
    key: int | None = None

    @property
    def bound(self) -> bytes:
        return f"|{_written(self.firm)}|{self.field}|{self.row}".encode()

    @property
    def version(self) -> bytes:
        if isinstance(self.row, str):
            return FIRMS_BY_WORDS if self.key is None else CLIENTS_BY_WORDS
        return FIRMS if self.key is None else CLIENTS

    def as_of(self, version: bytes) -> "Place":
        """As a value of this version knows it: former ones knew no words, and were bound to the column alone."""
        if isinstance(self.row, str) and version not in BY_WORDS:
            return Place(NOWHERE, self.field, NOWHERE)
        return self


# A page opens hundreds of values of one firm.
_written = lru_cache(maxsize=256)(str)
FindKey = Callable[[int], bytes]
ReadKeys = Callable[[Iterable[int | None]], None]
_find: list[FindKey] = []
_read: list[ReadKeys] = []


def finds_data_keys(find: FindKey) -> FindKey:
    """Register what finds the 32 bytes of a data key by its number, or raises KeyDestroyed or KeyOfOthers."""
    _find[:] = [find]
    return find


def reads_data_keys(read: ReadKeys) -> ReadKeys:
    """Register what reads many data keys by their numbers, so that each is found without another look."""
    _read[:] = [read]
    return read


def seal(text: str, place: Place) -> bytes:
    return seal_bytes(text.encode(), place)


def seal_many(
    columns: Mapping[str, Sequence[str]],
    firm: UUID,
    rows: Sequence[UUID],
    keys: Sequence[int | None],
) -> dict[str, list[bytes | None]]:
    """The texts of each row in these fields, None where there is none. What rows share is worked out once, and so is
    what the texts of a row do."""
    count = len(rows)
    bounds = [f"|{firm}|{field}|" for field in columns]
    nonces = secrets.token_bytes(NONCE_BYTES * count * len(bounds))
    sealed: list[list[bytes | None]] = [[None] * count for _field in bounds]
    for at, (row, key, *texts) in enumerate(zip(rows, keys, *columns.values(), strict=True)):
        if not any(texts):
            continue
        name, (begin, cipher) = str(row), _sealing(FIRMS if key is None else CLIENTS, firm, key)
        for number, text in enumerate(texts):
            if text:
                start = NONCE_BYTES * (number * count + at)
                nonce = nonces[start : start + NONCE_BYTES]
                place = begin[:1] + f"{bounds[number]}{name}".encode()
                sealed[number][at] = begin + nonce + cipher.encrypt(nonce, text.encode(), place)
    return dict(zip(columns, sealed, strict=True))


def unseal(value: bytes, place: Place) -> str:
    return unseal_bytes(value, place).decode()


def unseal_many(values: Sequence[bytes], field: str, rows: Sequence[str]) -> Iterator[str]:
    """The texts of clients' values in one column, each in the row of these words. What opens them is read for all, and
    found once for each client; as a rule they are one client's."""
    found: dict[bytes, AESGCM] = {}
    told = [
        _parts(value, Place(NOWHERE, field, row)) for value, row in zip(values, rows, strict=True)
    ]
    names = {parts.name for parts in told}
    _read[0](int.from_bytes(name[1:]) for name in names if name[:1] in OF_CLIENTS)
    for parts in told:
        cipher = found.get(parts.name) or found.setdefault(parts.name, _opening(parts))
        yield _decrypted(cipher, parts).decode()


def seal_bytes(data: bytes, place: Place) -> bytes:
    begin, cipher = _sealing(place.version, place.firm, place.key)
    nonce = secrets.token_bytes(NONCE_BYTES)
    return begin + nonce + cipher.encrypt(nonce, data, begin[:1] + place.bound)


def unseal_bytes(value: bytes, place: Place) -> bytes:
    parts = _parts(bytes(value), place)
    return _decrypted(_opening(parts), parts)


class Parts(NamedTuple):
    """Of a sealed value: what of it names the key (its version first), and where it belongs as its version knows it."""

    name: bytes
    nonce: bytes
    sealed: bytes
    place: Place


def _parts(value: bytes, place: Place) -> Parts:
    version = value[:1]
    if version not in ID_BYTES or len(value) < overhead(version):
        raise SealBroken(f"{place.field} of row {place.row} does not hold a sealed value.")
    nonce = 1 + ID_BYTES[version]
    text = nonce + NONCE_BYTES
    return Parts(value[:nonce], value[nonce:text], value[text:], place.as_of(version))


def _decrypted(cipher: AESGCM, parts: Parts) -> bytes:
    place = parts.place
    try:
        return cipher.decrypt(parts.nonce, parts.sealed, parts.name[:1] + place.bound)
    except InvalidTag:
        raise SealBroken(f"{place.field} of row {place.row} was altered or moved.") from None


def overhead(version: bytes) -> int:
    """How many bytes a sealed value of this version has beside those of its clear text."""
    return len(version) + ID_BYTES[version] + NONCE_BYTES + TAG_BYTES


def current(value: bytes, key: int | None = None, *, by_words: bool = False) -> bool:
    """As it would be sealed today? If not, rotate_keys seals it again. A value that rests under a client's key may
    stay: of that key's ring alone the seal is renewed."""
    value = bytes(value)
    version = value[:1]
    if (version in BY_WORDS) is not by_words:
        return False
    if version in OF_CLIENTS:
        return True
    return key is None and value[1 : 1 + ID_BYTES[FIRMS]] == key_id(_secrets()[0])


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


def _sealing(version: bytes, firm: UUID, key: int | None) -> tuple[bytes, AESGCM]:
    """How a value begins that is sealed with this key, and what seals it."""
    if key is not None:
        return version + key.to_bytes(8), AESGCM(_find[0](key))
    secret = _secrets()[0]
    return version + key_id(secret), _cipher(secret, firm)


def _opening(parts: Parts) -> AESGCM:
    version, key = parts.name[:1], parts.name[1:]
    if version in OF_CLIENTS:
        return AESGCM(_find[0](int.from_bytes(key)))
    return _cipher(_secret_of(key), parts.place.firm)


def _secret_of(key: bytes) -> str:
    for secret in _secrets():
        if key_id(secret) == key:
            return secret
    raise UnknownKey(key)


@lru_cache(maxsize=256)
def _cipher(secret: str, firm: UUID) -> AESGCM:
    return AESGCM(_derive(secret, firm.bytes, b"carnet data key", 32))


@lru_cache(maxsize=256)
def _index_key(secret: str, firm: UUID) -> bytes:
    return _derive(secret, firm.bytes, b"carnet index key", 32)


def _derive(secret: str, salt: bytes, purpose: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, purpose).derive(secret.encode())

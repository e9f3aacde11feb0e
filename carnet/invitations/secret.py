"""The two halves of a mailed link and the digits of a code: how they are made and what is kept of them.
Knows no rows."""

import hashlib
import secrets

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

DIGITS, PIN_DIGITS = 8, 6


def new_lookup() -> str:
    return secrets.token_urlsafe(9)


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def fingerprint(key: str) -> str:
    """Enough for 256 random bits; nothing to guess, so nothing to slow down."""
    return hashlib.sha256(key.encode()).hexdigest()


def url(lookup: str, key: str) -> str:
    """The address comes from the settings, never from a request."""
    return f"{settings.SITE_URL}/q/{lookup}.{key}"


def new_digits(count: int = DIGITS) -> str:
    return f"{secrets.randbelow(10**count):0{count}}"


def keyed(digits: str, number: int, what: str = "code") -> str:
    """Eight digits are soon tried; without the key of the install the hash tells nothing."""
    return salted_hmac(f"carnet.{what}.{number}", digits, algorithm="sha256").hexdigest()


def same(kept: str, made: str) -> bool:
    """Nothing kept is like nothing."""
    return bool(kept) and constant_time_compare(kept, made)


def same_code(kept: str, digits: str, number: int) -> bool:
    return same(kept, keyed(digits, number))


def masked(email: str) -> str:
    """`j•••@g•••.be`: enough to know which mailbox to open, not to learn an address."""
    name, _at, host = email.rpartition("@")
    domain, _dot, end = host.rpartition(".")
    return f"{name[:1]}•••@{domain[:1]}•••.{end}"

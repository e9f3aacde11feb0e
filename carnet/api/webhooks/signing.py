"""The signature of Standard Webhooks (standardwebhooks.com): HMAC-SHA256 over id, moment and body."""

import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable

PREFIX = "whsec_"


def new_secret() -> str:
    """256 random bits, written as receivers' libraries expect them."""
    return PREFIX + b64encode(secrets.token_bytes(32)).decode()


def signature(secret: str, name: str, moment: int, body: str) -> str:
    """`moment` is in seconds since 1970."""
    key = b64decode(secret.removeprefix(PREFIX))
    digest = hmac.digest(key, f"{name}.{moment}.{body}".encode(), "sha256")
    return f"v1,{b64encode(digest).decode()}"


def headers(kept: Iterable[str], name: str, moment: int, body: str) -> dict[str, str]:
    """One signature for each secret that counts: while one replaces another, receivers may know either."""
    signatures = " ".join(signature(secret, name, moment, body) for secret in kept)
    return {
        "webhook-id": name,
        "webhook-timestamp": str(moment),
        "webhook-signature": signatures,
    }

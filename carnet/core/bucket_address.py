"""What STORAGE_URL says: which bucket, at which address, below which prefix. Pure; bucket.py speaks to it."""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from carnet.core.env import WrongSetting

EXAMPLE = "s3://bucket/prefix?endpoint=https://s3.example.org&region=eu-west-1"
# What every S3-compatible server takes.
BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
PREFIX = re.compile(r"[A-Za-z0-9._/-]*")
REGION = re.compile(r"[A-Za-z0-9-]+")
ELSEWHERE = "us-east-1"  # what servers sign with that have no regions


@dataclass(frozen=True)
class BucketAddress:
    bucket: str
    prefix: str
    endpoint: str | None
    region: str
    key: str = field(repr=False)
    secret: str = field(repr=False)


def read(url: str, key: str, secret: str) -> BucketAddress | None:
    """None without a URL: then all lies in DATA_DIR. No sentence quotes it, for it may hold a secret by mistake."""
    if not url:
        return None
    if not key or not secret:
        raise WrongSetting("STORAGE_URL is set, but STORAGE_KEY and STORAGE_SECRET are not both.")
    try:
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=True))
    except ValueError:
        options = {} if "?" not in url else {"": ""}
    if "@" in parts.netloc:
        raise WrongSetting(
            "STORAGE_URL holds a user or a password. Write them as STORAGE_KEY and STORAGE_SECRET."
        )
    prefix = parts.path.strip("/")
    good = parts.scheme == "s3" and BUCKET.fullmatch(parts.netloc) and PREFIX.fullmatch(prefix)
    if not good or ".." in prefix.split("/") or parts.fragment:
        raise WrongSetting(f"STORAGE_URL cannot be read. Write {EXAMPLE}.")
    endpoint, region = _options(options)
    return BucketAddress(parts.netloc, prefix, endpoint, region, key, secret)


def _options(given: dict[str, str]) -> tuple[str | None, str]:
    if not set(given) <= {"endpoint", "region"}:
        raise WrongSetting(f"STORAGE_URL takes endpoint and region, nothing else: {EXAMPLE}.")
    endpoint, region = given.get("endpoint"), given.get("region")
    if endpoint is not None and not re.fullmatch(r"https?://[^/@?#]+/?", endpoint):
        raise WrongSetting(f"The endpoint in STORAGE_URL is no address of a server: {EXAMPLE}.")
    if not endpoint and not region:
        raise WrongSetting("STORAGE_URL names neither an endpoint nor, for Amazon, a region.")
    if region and not REGION.fullmatch(region):
        raise WrongSetting("The region in STORAGE_URL is no name such as eu-west-1.")
    return endpoint, region or ELSEWHERE

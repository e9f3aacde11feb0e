"""Asks like a browser or a program, undoes what it did, and makes two answers comparable."""

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote

from django.db import transaction
from django.http import QueryDict
from django.test import Client

from carnet.core.whose import nobody_yet
from tests.isolation.canaries import canaries_in, texts

# Of the request and of the moment, not of what was asked for.
PASSING_HEADERS = {"X-Request-Id", "Content-Length", "ETag", "Last-Modified"}
PASSING = [
    re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"),
    re.compile(r"\b[0-9A-Za-z]{64}\b"),  # of a form's token against forgery
    re.compile(r"\b[0-9a-f]{16}\b"),  # of a page, so that it is sent once
    re.compile(r"\b\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?\b"),  # a minute may end between two questions
    re.compile(r"<dcterms:[^>]*>[^<]*"),
    re.compile(r"[\w.-]{16,}(?::|%3A)[\w-]{5,7}(?::|%3A)[\w-]{43}"),  # signed, with the moment
]


# In the address of what a form has just made: PostgreSQL counts on although it was undone.
NEW_NUMBER = re.compile(r"(?<=/)\d+(?=/)")


@dataclass
class Told:
    status: int
    headers: dict[str, str]
    body: bytes
    cookies: list[str] = field(default_factory=list)

    def seen(self) -> set[str]:
        told = "\n".join([*self.headers.values(), *self.cookies]).encode()
        return canaries_in(self.body) | canaries_in(told)

    def without(self, names: set[str]) -> tuple:
        """All of it but the names of what was asked for and what is new in every answer."""
        headers = sorted(self.headers.items() - {(k, self.headers.get(k)) for k in PASSING_HEADERS})
        packed = self.body.startswith((b"PK\x03\x04", b"%PDF"))
        text = "\n".join(list(texts(self.body))[packed:])
        return (
            self.status,
            [(name, NEW_NUMBER.sub("*", neutral(value, names))) for name, value in headers],
            neutral(text, names),
            sorted(cookie.split("=")[0] for cookie in self.cookies),
        )


def neutral(text: str, names: set[str]) -> str:
    text = unquote(unquote(text))  # as it stands in an address within an address
    for passing in PASSING:
        text = passing.sub("*", text)
    longest = sorted(map(re.escape, names), key=len, reverse=True)
    return re.sub(rf"(?<![0-9A-Za-z])(?:{'|'.join(longest)})(?![0-9A-Za-z])", "*", text)


def ask(client: Client, method: str, address: str, data: Mapping[str, Any] | None = None) -> Told:
    """A form sends what stands in the address along, as the pages of several steps do."""
    query = QueryDict(mutable=True)
    for name, value in (data or {}).items():
        query.setlist(name, value if isinstance(value, list) else [value])
    full = f"{address}?{query.urlencode()}" if query else address
    send, before = getattr(client, method), client.cookies.copy()
    response = send(full, dict(query.lists())) if method == "post" else send(full)
    streamed = getattr(response, "streaming", False)
    with nobody_yet():  # as it is when a server sends what comes bit by bit: the request is over
        body = b"".join(response.streaming_content) if streamed else response.content
    cookies = [cookie.OutputString() for cookie in response.cookies.values()]
    client.cookies = before  # whoever was signed out is asked again
    return Told(response.status_code, dict(response.headers), body, cookies)


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside is as if it had not been, so that everybody is asked about the same state."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def noting_what_is_read() -> Iterator[set[str]]:
    """The names a view looks for in an address or a form."""
    found: set[str] = set()

    def noting(method: str):
        plain = getattr(QueryDict, method)

        def noted(self, key, *more, **named):
            found.add(str(key))
            return plain(self, key, *more, **named)

        return patch.object(QueryDict, method, noted)

    with noting("get"), noting("getlist"), noting("__getitem__"), noting("__contains__"):
        yield found


class Log(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def listening() -> Iterator[Log]:
    """Every line that is logged, however unimportant, as it is before anything is taken out of it."""
    log, root = Log(), logging.getLogger()
    before = root.level
    root.addHandler(log)
    root.setLevel(logging.DEBUG)
    try:
        yield log
    finally:
        root.removeHandler(log)
        root.setLevel(before)

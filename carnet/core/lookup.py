"""Asks the domain name system, with patience for a few seconds and no more. Knows no mail."""

from collections.abc import Callable
from time import monotonic

import dns.exception
import dns.resolver
from django.conf import settings

EACH, ALTOGETHER = 2.0, 4.0  # seconds

# A name and a kind of record (TXT, MX, …) to the records as text; none where there are none.
Ask = Callable[[str, str], list[str]]


class Unanswered(Exception):
    """Nobody could say: no network, no name server, or it was too slow. Not the same as "there is none"."""


def asking() -> Ask:
    """For a few questions that belong together: once the time is up, all further ones stay unanswered."""
    try:
        resolver = _resolver()
    except (dns.exception.DNSException, OSError):
        return _silence
    end = monotonic() + ALTOGETHER

    def ask(name: str, kind: str) -> list[str]:
        left = min(EACH, end - monotonic())
        if left <= 0:
            raise Unanswered(name)
        try:
            answer = resolver.resolve(
                name, kind, lifetime=left, search=False, raise_on_no_answer=False
            )
        except dns.resolver.NXDOMAIN:
            return []
        except (dns.exception.DNSException, OSError) as problem:
            raise Unanswered(name) from problem
        return [_text(record) for record in answer]

    return ask


def _silence(name: str, kind: str) -> list[str]:
    raise Unanswered(name)


def _resolver() -> dns.resolver.Resolver:
    if settings.NAME_SERVER is None:
        return dns.resolver.Resolver()
    address, port = settings.NAME_SERVER
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = [address], port
    return resolver


def _text(record) -> str:
    """Long texts are kept in pieces of 255 bytes, which belong together without a gap."""
    if hasattr(record, "strings"):
        return b"".join(record.strings).decode(errors="replace")
    return record.to_text()

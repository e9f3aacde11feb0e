"""Where a webhook or a connection may lead: to addresses of the public internet, and nowhere inside (SSRF), but
where the operator says so (settings.INNER_HOSTS) or a developer tries something out.

An address that was written is taken apart once, its name is asked for once, and what was looked at is what is called:
nobody looks the name up again. `parse` needs no network; `resolve` asks the name server.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from carnet.core.lookup import Ask, Unanswered

Address = IPv4Address | IPv6Address

LABEL = r"(?!-)[a-z0-9_-]{1,63}(?<!-)"
NAME = re.compile(rf"({LABEL}\.)+{LABEL}")
# The last part of a name that programs read as a number: 127.1, 0x7f.1, 2130706433.
NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
LOCAL = {"localhost": "127.0.0.1", "127.0.0.1": "127.0.0.1", "::1": "::1"}
LONGEST = 500
# Beside what Python knows to be no public address: relays and protocol assignments, what is reserved, and a cloud's own
# machine with a public number. Of IPv6 only what is given out to the internet, without what wraps an IPv4 address.
NOT_V4 = [
    ip_network(text)
    for text in ("0.0.0.0/8", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4")
] + [ip_network("168.63.129.16/32")]
V6 = ip_network("2000::/3")
NOT_V6 = [ip_network(text) for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")]


class Refused(Exception):
    """Not an address we call; the sentence says why."""


class Unresolved(Exception):
    """Nobody knows the name, or nobody could be asked."""


@dataclass(frozen=True)
class Place:
    """An address as it was written. `host` is a name in plain letters, or an IP address."""

    scheme: str
    host: str
    port: int
    path: str
    local: bool = False
    inner: bool = False  # one the operator allows, wherever it lies

    @property
    def secure(self) -> bool:
        return self.scheme == "https"

    @property
    def header(self) -> str:
        """As the Host header names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.secure else 80) else f"{host}:{self.port}"


@dataclass(frozen=True)
class Target:
    """A place, and the one address that was found there and looked at."""

    place: Place
    address: str


def parse(url: str, inner: Collection[str] = ()) -> Place:
    """Raises Refused. `inner` are hosts, as `name` or `name:port`, that may lie inside a network and speak http."""
    if len(url) > LONGEST or not url.isprintable() or re.search(r"[\s\\]", url):
        raise Refused(_("This is no web address. Write one such as https://example.org/carnet."))
    try:
        parts = urlsplit(url)
        host, port = _plain(parts.hostname or ""), parts.port
    except (ValueError, UnicodeError) as wrong:
        raise Refused(
            _("This is no web address. Write one such as https://example.org/carnet.")
        ) from wrong
    local = settings.DEBUG and host in LOCAL
    within = host in inner or f"{host}:{port}" in inner
    if parts.scheme != "https" and not ((local or within) and parts.scheme == "http"):
        raise Refused(_("The address must begin with https://, so that nobody reads along."))
    if parts.username is not None or parts.password is not None:
        raise Refused(_("Leave out the user name and password: the signature proves who sends."))
    if port is None:
        port = 443 if parts.scheme == "https" else 80
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    place = Place(parts.scheme, host, port, path, local, within)
    _check(place)
    return place


def _plain(host: str) -> str:
    """In the letters of the domain name system: other scripts' digits and dots are figures and dots there, too."""
    return host if ":" in host else host.encode("idna").decode().lower().rstrip(".")


def _check(place: Place) -> None:
    if place.local or place.inner:
        return
    if place.port != 443 and place.port < 1024:
        raise Refused(_("Use the usual port for https, or one from 1024."))
    if literal := _literal(place.host):
        if not public(literal):
            raise Refused(INSIDE)
    elif not NAME.fullmatch(place.host) or NUMBER.fullmatch(place.host.rpartition(".")[2]):
        raise Refused(_("This is no web address. Write one such as https://example.org/carnet."))


INSIDE = _(
    "This address lies inside a network. Carnet only calls addresses on the public internet."
)


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def public(address: Address) -> bool:
    """Is this a machine on the internet that anybody may call?"""
    if isinstance(address, IPv6Address):
        return address in V6 and not address.scope_id and not _among(address, NOT_V6)
    return address.is_global and not address.is_multicast and not _among(address, NOT_V4)


def _among(address: Address, networks: list) -> bool:
    return any(address in network for network in networks)


def resolve(place: Place, ask: Ask) -> Target:
    """One look at the name: where a single address of it lies inside, none of them is called. Raises Refused and
    Unresolved."""
    if place.local:
        return Target(place, LOCAL[place.host])
    literal = _literal(place.host)
    found = [literal] if literal else _addresses(place.host, ask)
    if not found:
        raise Unresolved(place.host)
    if not place.inner and not all(map(public, found)):
        raise Refused(INSIDE)
    return Target(place, str(found[0]))


def _addresses(name: str, ask: Ask) -> list[Address]:
    found: list[Address] = []
    for kind in ("A", "AAAA"):
        try:
            found += [ip_address(text) for text in ask(f"{name}.", kind)]
        except Unanswered:
            if kind == "A":
                raise Unresolved(name) from None
    return found

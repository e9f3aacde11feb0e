"""Whether the SPF record of the domain on our envelopes lets the host mail for it that Carnet hands its mails
to. Pure: `ask` (core/lookup.py) is given. Says states, not sentences."""

from ipaddress import ip_address
from typing import NamedTuple

from carnet.core.lookup import Ask
from carnet.invitations import spf

PASSES, WRONG, UNKNOWN = "passes", "wrong", "unknown"
NOBODYS_ADDRESS = "192.0.2.1"  # RFC 5737


class Route(NamedTuple):
    """`host` is the mail server mails are handed to (a name or an address), empty where there is none;
    `sender` the address on the envelope."""

    host: str
    sender: str

    @property
    def domain(self) -> str:
        return self.sender.rpartition("@")[2].lower()

    @property
    def own(self) -> bool:
        """The host is the firm's, not a provider's that sends from other addresses than it listens at."""
        host = f".{self.host.lower()}"
        return host.endswith(f".{self.domain}") or f".{self.domain}".endswith(host)


class Found(NamedTuple):
    """A state, what more there is to say of it, and what the sentence names."""

    state: str
    detail: str
    names: dict[str, str]


def judged(route: Route, record: str, ask: Ask) -> Found:
    """The one record of the domain, against each public address of the host."""
    addresses = _addresses(route.host, ask)
    results = {one: spf.judge(one, route.domain, route.sender, ask) for one in addresses}
    unusable = _unusable(results or {"": _of_the_record(route, ask)}, route)
    if unusable:
        return unusable
    outside = [one for one in addresses if results[one].result != spf.PASS]
    if addresses and not outside:
        return Found(PASSES, "allowed", _names(route))
    terms = spf.allowing(record)
    if terms and not (addresses and (route.own or _names_only_itself(terms))):
        return Found(UNKNOWN, "relay", _names(route, terms=" ".join(terms)))
    if not addresses:
        return Found(WRONG, "nobody", _names(route))
    wanted = " ".join(f"ip{ip_address(one).version}:{one}" for one in outside)
    return Found(WRONG, "refused", _names(route, terms=wanted))


def _unusable(results: dict[str, spf.Verdict], route: Route) -> Found | None:
    """What stands between us and a judgement, the surest first."""
    for result, state in (
        (spf.PERMERROR, WRONG),
        (spf.UNJUDGED, UNKNOWN),
        (spf.TEMPERROR, UNKNOWN),
    ):
        for verdict in results.values():
            if verdict.result == result:
                return Found(state, verdict.why or "unanswered", _names(route, term=verdict.term))
    return None


def _of_the_record(route: Route, ask: Ask) -> spf.Verdict:
    """Without an address to judge, whether the record can be used at all."""
    return spf.judge(NOBODYS_ADDRESS, route.domain, route.sender, ask)


def _names(route: Route, **more: str) -> dict[str, str]:
    return {"host": route.host, "domain": route.domain, **more}


def _names_only_itself(terms: list[str]) -> bool:
    """The record lists the domain's own servers and nothing that could be a provider's."""
    return all(term.lower().lstrip("+").split("/")[0] in {"a", "mx", "ptr"} for term in terms)


def _addresses(host: str, ask: Ask) -> list[str]:
    """Its public ones; none for a host inside the house, whose way out nobody knows from here."""
    try:
        found = [str(ip_address(host))]
    except ValueError:
        found = [*ask(host, "A"), *ask(host, "AAAA")] if "." in host else []
    return [one for one in found if ip_address(one).is_global]

"""Whether the domain we mail from lets our mails through, by what it publishes: MX, SPF, DKIM and DMARC. Pure:
`ask` (core/lookup.py) is given. Says states, not sentences."""

import re
from collections.abc import Callable
from typing import NamedTuple

from carnet.core.lookup import Ask, Unanswered
from carnet.invitations import route_check, spf
from carnet.invitations.route_check import PASSES, UNKNOWN, WRONG, Route

MISSING = "missing"
# Names that are nobody's (RFC 2606, RFC 6761): nothing can be looked up.
NOBODYS = ("localhost", "local", "test", "example", "invalid")
OPEN_TO_ALL = re.compile(r"(^|\s)[+]?all(\s|$)", re.I)
LABELS = 2  # of a domain that somebody can register


class Line(NamedTuple):
    """`what` is mx, spf, dkim or dmarc; `detail` says more of a state; `record` is what was found; `names` is
    what the sentence names."""

    what: str
    state: str
    detail: str = ""
    record: str = ""
    names: dict[str, str] = {}  # nobody writes into it


def real(domain: str) -> bool:
    return "." in domain and domain.rpartition(".")[2] not in NOBODYS


def look(domain: str, selector: str, route: Route, ask: Ask) -> list[Line]:
    """Four lines, in this order. What could not be asked is `unknown`, never `missing`: neither is what a name
    server denies that does not even know the domain's ending, as many do without the Internet behind them."""
    try:
        if not ask(domain.rpartition(".")[2], "NS"):
            ask = _cut_off
    except Unanswered:
        ask = _cut_off
    looks: list[tuple[str, Callable[[], Line]]] = [
        ("mx", lambda: _mx(domain, ask)),
        ("dkim", lambda: _dkim(domain, selector, ask)),
        ("dmarc", lambda: _dmarc(domain, ask)),
        # Last, for it asks the most; shown second.
        ("spf", lambda: _spf(route, ask)),
    ]
    mx, dkim, dmarc, spf_line = [_or_unknown(what, find) for what, find in looks]
    return [mx, spf_line, dkim, dmarc]


def _cut_off(name: str, kind: str) -> list[str]:
    raise Unanswered(name)


def _or_unknown(what: str, find: Callable[[], Line]) -> Line:
    try:
        return find()
    except Unanswered:
        return Line(what, UNKNOWN, "unanswered")


def _mx(domain: str, ask: Ask) -> Line:
    servers = [record.split()[-1] for record in ask(domain, "MX")]
    if not servers:
        return Line("mx", MISSING)
    # A single dot: the domain takes no mail at all (RFC 7505).
    if servers == ["."]:
        return Line("mx", WRONG, "none")
    return Line("mx", PASSES, record=servers[0].rstrip("."))


def _tagged(name: str, tag: str, ask: Ask) -> list[str]:
    """Records that begin with this version tag, alone or before a separator."""
    return [text for text in ask(name, "TXT") if re.match(rf"{tag}(\s|;|$)", text.strip(), re.I)]


def _spf(route: Route, ask: Ask) -> Line:
    found = spf.records(route.domain, ask)
    if not found:
        return Line("spf", MISSING)
    if len(found) > 1:  # then receivers use neither (RFC 7208, 4.5)
        return Line("spf", WRONG, "several", found[0])
    if OPEN_TO_ALL.search(found[0]):
        return Line("spf", WRONG, "open", found[0])
    if not route.host:
        return Line("spf", PASSES, record=found[0])
    state, detail, names = route_check.judged(route, found[0], ask)
    return Line("spf", state, detail, found[0], names)


def _dkim(domain: str, selector: str, ask: Ask) -> Line:
    if not selector:
        return Line("dkim", UNKNOWN, "selector")
    found = [text for text in ask(f"{selector}._domainkey.{domain}", "TXT") if "p=" in text]
    if not found:
        return Line("dkim", MISSING)
    key = re.search(r"(?:^|;)\s*p=([^;]*)", found[0])
    if key is None or not key[1].strip():  # an empty key is a revoked one (RFC 6376, 3.6.1)
        return Line("dkim", WRONG, "revoked", found[0])
    return Line("dkim", PASSES)


def _dmarc(domain: str, ask: Ask) -> Line:
    """That of the domain, or of the nearest one above it."""
    labels = domain.split(".")
    for start in range(max(1, len(labels) - LABELS + 1)):
        found = _tagged("_dmarc." + ".".join(labels[start:]), "v=DMARC1", ask)
        if len(found) > 1:
            return Line("dmarc", WRONG, "several", found[0])
        if found:
            policy = re.search(r";\s*p\s*=\s*(\w+)", found[0])
            watching = policy is None or policy[1].lower() == "none"
            return Line("dmarc", PASSES, "watching" if watching else "", found[0])
    return Line("dmarc", MISSING)

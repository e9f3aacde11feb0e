"""Judges an SPF record as a receiver does (RFC 7208): may this address send for this domain? Pure: `ask`
(core/lookup.py) is given. Two things a receiver may know are not known here and are not guessed: the name the
relay greets with and the name of an address (macros h and p); a record that needs them is `unjudged`."""

import re
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import NamedTuple
from urllib.parse import quote

from carnet.core.lookup import Ask, Unanswered

NONE, PASS, FAIL, SOFTFAIL, NEUTRAL = "none", "pass", "fail", "softfail", "neutral"
PERMERROR, TEMPERROR, UNJUDGED = "permerror", "temperror", "unjudged"
SIGNS = {"": PASS, "+": PASS, "-": FAIL, "~": SOFTFAIL, "?": NEUTRAL}  # 4.6.2
MOST_LOOKUPS, MOST_VOID, MOST_SERVERS = 10, 2, 10  # 4.6.4
LONGEST_NAME = 253

DOMAIN = r":(?P<domain>\S+?)"
LENGTHS = r"(?:/(?P<four>0|[1-9]\d?))?(?://(?P<six>0|[1-9]\d{0,2}))?"
# What stands behind the name of each mechanism (5 and 12).
SHAPES = {
    "all": "",
    "include": DOMAIN,
    "exists": DOMAIN,
    "ptr": f"(?:{DOMAIN})?",
    "a": f"(?:{DOMAIN})?{LENGTHS}",
    "mx": f"(?:{DOMAIN})?{LENGTHS}",
    "ip4": r":(?P<net>[\d.]+(?:/(?:0|[1-9]\d?))?)",
    "ip6": r":(?P<net>(?=[^/]*:)[\da-f:.]+(?:/(?:0|[1-9]\d{0,2}))?)",
}
DIRECTIVE = re.compile(r"([-+?~]?)([a-z]\w*)(.*)", re.I)
MODIFIER = re.compile(r"([a-z][\w.-]*)=(.*)", re.I)
# The last label of a name: not a number, and no hyphen at its ends (12, toplabel).
LAST_LABEL = re.compile(r"[^.]*\.(?:.*\.)?(?!\d+\.?$)[a-z\d](?:[a-z\d-]*[a-z\d])?\.?", re.I)
MACRO = re.compile(r"%(?:\{([a-z])([1-9]\d{0,2}|)(r?)([.\-+,/_=]*)\}|([%_-]))", re.I)
PLAIN = {"%": "%", "_": " ", "-": "%20"}


class Verdict(NamedTuple):
    """`result` as in RFC 7208, 2.6, or `unjudged`. `why` of permerror: several, syntax, lookups, void or
    include; of unjudged: macro. `term` is the part of the record it is about, or the domain."""

    result: str
    why: str = ""
    term: str = ""


class Term(NamedTuple):
    sign: str
    name: str
    values: dict[str, str]
    text: str


class _Stopped(Exception):
    def __init__(self, result: str, why: str, term: str) -> None:
        super().__init__(why)
        self.verdict = Verdict(result, why, term)


def judge(address: str, domain: str, sender: str, ask: Ask) -> Verdict:
    """Whether a mail with `sender` on its envelope may come from `address` (IPv4 or IPv6, as text)."""
    try:
        return Verdict(_Judging(address, sender, ask).of(domain))
    except _Stopped as stopped:
        return stopped.verdict
    except Unanswered:
        return Verdict(TEMPERROR)


def records(domain: str, ask: Ask) -> list[str]:
    """Texts of this version, which ends with a space or the text (4.5)."""
    return [text for text in ask(domain, "TXT") if re.match(r"v=spf1( |$)", text, re.I)]


def allowing(record: str) -> list[str]:
    """The parts that let somebody send, as written, for people: all but `all` and what is unknown."""
    words = [word for word in record.split()[1:] if not word.startswith(("-", "~", "?"))]
    known = re.compile(r"\+?(include:|exists:|ip4:|ip6:|redirect=|(a|mx|ptr)([:/]|$))", re.I)
    return [word for word in words if known.match(word)]


def read(record: str) -> tuple[list[Term], dict[str, str]]:
    """The mechanisms in order, and the modifiers. Raises at the first part that breaks the grammar, wherever
    it stands (4.6)."""
    terms, modifiers = [], {}
    for word in record.split(" ")[1:]:
        modifier = MODIFIER.fullmatch(word)
        if modifier:
            name = modifier[1].lower()
            if name in modifiers and name in {"redirect", "exp"}:
                raise _Stopped(PERMERROR, "syntax", word)
            modifiers[name] = _spec(modifier[2], word, name=name in {"redirect", "exp"})
        elif word:
            terms.append(_term(word))
    return terms, modifiers


def _term(word: str) -> Term:
    found = DIRECTIVE.fullmatch(word) if word.isascii() else None
    shape = SHAPES.get(found[2].lower()) if found else None
    rest = re.fullmatch(shape, found[3], re.I) if found and shape is not None else None
    if found is None or rest is None:
        raise _Stopped(PERMERROR, "syntax", word)
    values = {key: value for key, value in rest.groupdict().items() if value}
    if "domain" in values:
        _spec(values["domain"], word, name=True)
    _check_numbers(values, word)
    return Term(found[1], found[2].lower(), values, word)


def _check_numbers(values: dict[str, str], word: str) -> None:
    nets = [("0.0.0.0/" + values["four"])] if "four" in values else []
    nets += [("::/" + values["six"])] if "six" in values else []
    nets += [values["net"]] if "net" in values else []
    try:
        for net in nets:
            ip_network(net, strict=False)
    except ValueError:
        raise _Stopped(PERMERROR, "syntax", word) from None


def _spec(text: str, word: str, *, name: bool) -> str:
    """A text with macros; a `name` also ends like the name of a domain or in a macro (7.1)."""
    macros = list(MACRO.finditer(text))
    wrong = "%" in MACRO.sub("", text) or not text.isascii()
    wrong |= any(m[1] and m[1].lower() not in "slodiphv" for m in macros)
    ends_in_macro = bool(macros) and macros[-1].end() == len(text)
    if wrong or (name and not ends_in_macro and not LAST_LABEL.fullmatch(text)):
        raise _Stopped(PERMERROR, "syntax", word)
    return text


class _Judging:
    """One check of one address; counts what it asks over all the records it is led to."""

    def __init__(self, address: str, sender: str, ask: Ask) -> None:
        self.ip = _plain(ip_address(address))
        self.local, _at, self.origin = sender.rpartition("@")
        self.ask, self.lookups, self.void = ask, 0, 0

    def of(self, domain: str) -> str:
        found = records(domain, self.ask)
        if len(found) > 1 and not self.lookups:
            raise _Stopped(PERMERROR, "several", domain)
        if len(found) != 1:
            return NONE
        terms, modifiers = read(found[0])
        for term in terms:
            if self._matches(term, domain):
                return SIGNS[term.sign]
        if "redirect" in modifiers:  # 6.1
            return self._led_to(modifiers["redirect"], domain, "redirect=" + modifiers["redirect"])
        return NEUTRAL

    def _matches(self, term: Term, domain: str) -> bool:
        if term.name == "all":
            return True
        if "net" in term.values:
            return self._within([term.values["net"]], {})
        spec = term.values.get("domain")
        if term.name == "include":  # 5.2
            return self._led_to(spec or "", domain, term.text) == PASS
        self._count(term.text)
        name = self._name(spec, domain, term.text) if spec else domain
        if term.name == "ptr":  # 5.5: not to be used, and receivers need not follow it
            return False
        return self._named(term, name)

    def _named(self, term: Term, name: str) -> bool:
        """By a look at names: exists (5.7), a (5.3) or mx (5.4)."""
        if term.name == "exists":
            return bool(self._answers(name, "A", term.text))
        if term.name == "a":
            return self._within(self._answers(name, self._kind, term.text), term.values)
        servers = [line.split()[-1] for line in self._answers(name, "MX", term.text)]
        if len(servers) > MOST_SERVERS:
            raise _Stopped(PERMERROR, "lookups", term.text)
        return any(self._within(self.ask(one, self._kind), term.values) for one in servers)

    def _led_to(self, spec: str, domain: str, text: str) -> str:
        """What the record of another domain says; it must have one, and no more."""
        self._count(text)
        result = self.of(self._name(spec, domain, text))
        if result == NONE:
            raise _Stopped(PERMERROR, "include", text)
        return result

    def _count(self, text: str) -> None:
        self.lookups += 1
        if self.lookups > MOST_LOOKUPS:
            raise _Stopped(PERMERROR, "lookups", text)

    def _answers(self, name: str, kind: str, text: str) -> list[str]:
        answers = self.ask(name, kind)
        self.void += not answers
        if self.void > MOST_VOID:
            raise _Stopped(PERMERROR, "void", text)
        return answers

    @property
    def _kind(self) -> str:
        return "A" if self.ip.version == 4 else "AAAA"

    def _within(self, nets: list[str], lengths: dict[str, str]) -> bool:
        length = lengths.get("four" if self.ip.version == 4 else "six")
        if length:
            nets = [f"{net}/{length}" for net in nets]
        return any(self.ip in ip_network(net, strict=False) for net in nets)

    def _name(self, spec: str, domain: str, text: str) -> str:
        """With its macros filled in; too long a name loses labels from the left (7.3)."""
        name = MACRO.sub(lambda found: self._filled(found, domain, text), spec).rstrip(".")
        while len(name) > LONGEST_NAME and "." in name:
            name = name.partition(".")[2]
        return name

    def _filled(self, found: re.Match[str], domain: str, text: str) -> str:
        letter, digits, backwards, marks, plain = found.groups()
        if plain:
            return PLAIN[plain]
        if letter.lower() in "hp":
            raise _Stopped(UNJUDGED, "macro", text)
        parts = re.split(f"[{re.escape(marks or '.')}]", self._value(letter.lower(), domain))
        parts = parts[::-1] if backwards else parts
        value = ".".join(parts[-int(digits) :] if digits else parts)
        return quote(value, safe="") if letter.isupper() else value

    def _value(self, letter: str, domain: str) -> str:
        local = self.local or "postmaster"
        values = {"s": f"{local}@{self.origin}", "l": local, "o": self.origin, "d": domain}
        values["i"] = ".".join(_dotted(self.ip))
        values["v"] = "in-addr" if self.ip.version == 4 else "ip6"
        return values[letter]


def _plain(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """An IPv4 address written as one of IPv6 is judged as what it is (5)."""
    return getattr(ip, "ipv4_mapped", None) or ip


def _dotted(ip: IPv4Address | IPv6Address) -> Iterator[str]:
    return iter(str(ip).split(".")) if ip.version == 4 else iter(ip.exploded.replace(":", ""))

"""What is worth a look before many mails leave: for each reason the clients it holds for, and what can be done
in place. Pure: `People` come in, groups go out; nothing is changed and nothing forbidden."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from carnet.clients.hints import better_address

MISSING, MISSPELT, BOUNCED = "missing", "misspelt", "bounced"
LANGUAGE, PARTNER, SHARED = "language", "partner", "shared"
# In the order of the page, each with the field that is repaired in place, where there is one.
REPAIRS = {
    MISSING: "email",
    MISSPELT: "email",
    BOUNCED: "email",
    LANGUAGE: "language",
    PARTNER: "partner_email",
    SHARED: "",
}


class Person(NamedTuple):
    """What is looked at of one client."""

    pk: int
    name: str
    version: int
    email: str
    language: str
    has_partner: bool
    partner_email: str


@dataclass(frozen=True)
class Finding:
    person: Person
    # The address that was probably meant, the language that will be used, the others with this address.
    proposal: str = ""
    others: tuple[str, ...] = ()
    # Why the last mail did not arrive, in words.
    reason: str = ""


@dataclass
class Group:
    key: str
    findings: list[Finding] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.findings)

    @property
    def repairs(self) -> str:
        return REPAIRS[self.key]


@dataclass(frozen=True)
class Questions:
    """How a questionnaire looks at people: in which language it speaks to each, whether it has a part for the
    partner."""

    language: Callable[[str], str]
    asks_partner: bool


def look(
    people: Iterable[Person], questions: Questions, bounced: Mapping[str, str]
) -> dict[str, Group]:
    """The groups that hold somebody. `bounced` are the addresses, in lower case, that mails came back from,
    each with the reason in words."""
    everyone = list(people)
    groups = {key: Group(key) for key in REPAIRS}
    sharing = _sharing(everyone)
    for person in everyone:
        for key, finding in _found(person, questions, bounced):
            groups[key].findings.append(finding)
        others = tuple(one.name for one in sharing[person.email.lower()] if one.pk != person.pk)
        if person.email and others:
            groups[SHARED].findings.append(Finding(person, person.email, others[:3]))
    groups[SHARED].findings.sort(key=lambda finding: finding.proposal.lower())
    return {key: group for key, group in groups.items() if group.findings}


def _sharing(people: Iterable[Person]) -> dict[str, list[Person]]:
    found = defaultdict(list)
    for person in people:
        found[person.email.lower()].append(person)
    return found


def _found(
    person: Person, questions: Questions, bounced: Mapping[str, str]
) -> Iterator[tuple[str, Finding]]:
    if not person.email:
        yield MISSING, Finding(person)
    elif meant := better_address(person.email):
        yield MISSPELT, Finding(person, meant)
    elif person.email.lower() in bounced:
        yield BOUNCED, Finding(person, reason=bounced[person.email.lower()])
    used = questions.language(person.language)
    if used != person.language:
        yield LANGUAGE, Finding(person, used)
    if questions.asks_partner and person.has_partner and not person.partner_email:
        yield PARTNER, Finding(person)
    elif person.partner_email and (meant := better_address(person.partner_email)):
        yield PARTNER, Finding(person, meant)

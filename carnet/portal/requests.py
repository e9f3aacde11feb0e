"""The documents that are asked of this person: where each request stands, and how each can be met."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from carnet.answers.reading import Standing
from carnet.portal.frame import ClientRequest, language
from carnet.questionnaires.asking import escape_words
from carnet.questionnaires.given import Status
from carnet.questionnaires.grouping import meant_for
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.outcome import Instance


@dataclass(frozen=True)
class Wanted:
    """One request. `promise` is said of what comes later, with the day if one was named."""

    path: str
    name: str
    url: str
    missing: bool
    promise: str = ""


@dataclass(frozen=True)
class Papers:
    """All of them, and how many documents lie there that nobody has assigned to one."""

    wanted: tuple[Wanted, ...]
    loose: int

    @property
    def missing(self) -> list[Wanted]:
        return [one for one in self.wanted if one.missing]

    @property
    def promised(self) -> list[Wanted]:
        return [one for one in self.wanted if one.promise]

    @property
    def there(self) -> list[Wanted]:
        return [one for one in self.wanted if not one.missing and not one.promise]


def asked_papers(request: ClientRequest, standing: Standing) -> Papers:
    found = tuple(_wanted(request, standing))
    return Papers(found, len(standing.documents.get("", ())))


def _wanted(request: ClientRequest, standing: Standing) -> Iterator[Wanted]:
    for one in requests(standing, request.person):
        later = one.given.status is Status.LATER
        promise = escape_words(one.given, language()) if later else ""
        yield Wanted(one.path, name_of(standing, one), url_of(standing, one), one.blocked, promise)


def requests(standing: Standing, person: str) -> Iterator[Instance]:
    """The questions that ask for documents, as far as they are shown."""
    for one in standing.outcome.instances.values():
        if KINDS[one.item.kind].uploads and one.shown and meant_for(one, person):
            yield one


def name_of(standing: Standing, one: Instance) -> str:
    """With the entry it belongs to: two children have a certificate each."""
    text = standing.outcome.wording(one, one.item.text, language())
    if not one.entry:
        return text
    return f"{standing.outcome.label(one.item.list_id, one.entry, language())} · {text}"


def url_of(standing: Standing, instance: Instance) -> str:
    holder = next(s for s in standing.outcome.sections if instance in s.instances)
    if instance.entry:
        return reverse("portal:entry", args=[holder.section.id, *instance.path.split("/")])
    return reverse("portal:question", args=[holder.section.id, instance.path])

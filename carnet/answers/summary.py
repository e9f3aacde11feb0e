"""A dossier as lines to read, for every printer: check your answers, the client's copy, review, export.

Whoever prints walks these lines and nothing else, so that all of them tell the same. Only what counts
is in it: questions that are shown, in the order and the words the client saw.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.answers.models import Document
from carnet.answers.reading import Standing
from carnet.campaigns.models import Dossier
from carnet.invitations.models import Person
from carnet.questionnaires.asking import ESCAPE_WORDS, escape_words
from carnet.questionnaires.definition import say
from carnet.questionnaires.given import Given, Status
from carnet.questionnaires.kinds import KINDS, show
from carnet.questionnaires.outcome import Instance, SectionOutcome

# A proposal that the client has confirmed without changing it.
CONFIRMED = "confirmed"


@dataclass(frozen=True)
class Paper:
    """A document, by what it is called and what proves it is the same."""

    uuid: str
    name: str
    kind: str
    pages: int | None
    size: int
    sha256: str
    remark: str = ""

    @property
    def is_picture(self) -> bool:
        return self.kind.startswith("image/")


@dataclass(frozen=True)
class Line:
    path: str
    question: str
    answer: str
    status: str
    remark: str = ""
    group: str = ""
    papers: tuple[Paper, ...] = ()
    # Whom the question was put to, where that is not everybody.
    who: tuple[str, ...] = ()
    # Which colleague typed it, for the office; nobody when the client did.
    typed_by: str = ""

    @property
    def left(self) -> bool:
        """The client passed this on to the firm."""
        return self.status in ESCAPE_WORDS

    @property
    def anchor(self) -> str:
        return "a-" + self.path.replace("/", "-")

    @property
    def empty(self) -> bool:
        return not (self.answer or self.papers)


@dataclass(frozen=True)
class Part:
    id: str
    title: str
    lines: tuple[Line, ...]

    @property
    def left(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.left or line.remark)


@dataclass(frozen=True)
class Summary:
    parts: tuple[Part, ...]

    @property
    def left(self) -> bool:
        return any(part.left for part in self.parts)

    @property
    def papers(self) -> list[Paper]:
        return [paper for part in self.parts for line in part.lines for paper in line.papers]


def summarise(standing: Standing, language: str) -> Summary:
    """`language` for the questions; the words around them are in the active language."""
    shown = [section for section in standing.outcome.sections if section.shown and section.asked]
    parts = [_part(standing, section, language) for section in shown]
    return Summary((*parts, *_unassigned(standing)))


def frozen(summary: Summary) -> list[dict[str, Any]]:
    return [asdict(part) for part in summary.parts]


def thawed(parts: list[Mapping[str, Any]]) -> Summary:
    """The summary of a submission, exactly as it was sent."""
    return Summary(
        tuple(
            Part(part["id"], part["title"], tuple(_thawed_line(line) for line in part["lines"]))
            for part in parts
        )
    )


def _thawed_line(line: Mapping[str, Any]) -> Line:
    papers = tuple(Paper(**paper) for paper in line["papers"])
    return Line(**{**line, "papers": papers, "who": tuple(line.get("who", ()))})


def with_typists(summary: Summary, names: Mapping[str, str]) -> Summary:
    """`names`: the colleague who typed the answer, by path."""
    if not names:
        return summary
    return Summary(
        tuple(
            replace(
                part,
                lines=tuple(
                    replace(line, typed_by=names.get(line.path, "")) for line in part.lines
                ),
            )
            for part in summary.parts
        )
    )


def typists(dossier: Dossier) -> dict[str, str]:
    typed = dossier.answers.exclude(colleague=None).filter(reason=None)
    return dict(typed.values_list("path", "colleague__name"))


def for_person(summary: Summary, person: str) -> Summary:
    """What this one of a couple may read of what was sent."""
    return Summary(
        tuple(
            replace(part, lines=own)
            for part in summary.parts
            if (own := tuple(line for line in part.lines if not line.who or person in line.who))
        )
    )


def _part(standing: Standing, section: SectionOutcome, language: str) -> Part:
    lines = tuple(_lines(standing, section, language))
    return Part(section.section.id, say(section.section.title, language), lines)


def _unassigned(standing: Standing) -> Iterator[Part]:
    """What was dropped in, and nobody has put under a question: the firm gets it all the same. Of a couple, each
    reads again what they dropped themselves."""
    loose = defaultdict(list)
    for document in standing.documents.get("", ()):
        loose[document.person].append(_paper(document))
    lines = [
        Line(
            "",
            _("Not yet assigned to a question"),
            "",
            "",
            papers=tuple(papers),
            who=(person,) if person in Person.values else (),
        )
        for person, papers in loose.items()
    ]
    if lines:
        yield Part("", _("Other documents"), tuple(lines))


def _lines(standing: Standing, section: SectionOutcome, language: str) -> Iterator[Line]:
    for instance in section.asked:
        kind = KINDS[instance.item.kind]
        if kind.asks or kind.calculated or kind.repeats:
            yield _line(standing, instance, language)


def _line(standing: Standing, instance: Instance, language: str) -> Line:
    outcome, papers = standing.outcome, standing.documents.get(instance.path, [])
    list_id = instance.item.list_id
    return Line(
        path=instance.path,
        question=outcome.wording(instance, instance.item.text, language),
        answer=_answer(standing, instance, language),
        status=_status(instance.given),
        remark=standing.remark(instance.path),
        group=outcome.label(list_id, instance.entry, language) if instance.entry else "",
        papers=tuple(_paper(document) for document in papers),
        who=instance.item.who,
    )


def _status(given: Given) -> str:
    """Whoever reviews sees apart what was only confirmed as it stood."""
    return CONFIRMED if given.status is Status.PREFILLED and given.confirmed else str(given.status)


def _answer(standing: Standing, instance: Instance, language: str) -> str:
    """The answer in words; empty when there is none, or when the documents are the answer."""
    kind = KINDS[instance.item.kind]
    if kind.repeats:
        return _entries(len(standing.outcome.entries.get(instance.path, ())))
    if instance.given.status in ESCAPE_WORDS:
        return escape_words(instance.given, language)
    if kind.uploads or instance.value is None:
        return ""
    return show(instance.item, instance.value, language)


def _entries(count: int) -> str:
    if not count:
        return _("None")
    return ngettext("%(count)d listed", "%(count)d listed", count) % {"count": count}


def _paper(document: Document) -> Paper:
    return Paper(
        str(document.uuid),
        document.name,
        document.kind,
        document.pages,
        document.size,
        document.sha256,
        document.remark,
    )

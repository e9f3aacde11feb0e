"""Lets a persona answer a questionnaire page by page, as a client would meet it, and tells what came of it.

Pure. Raises NeverAsked when an answer is left that no page has asked for: the file or the questionnaire is wrong then.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from carnet.questionnaires.compiled import Compiled
from carnet.questionnaires.engine import evaluate
from carnet.questionnaires.filled_form import cells
from carnet.questionnaires.form_lines import FormLine, form_lines
from carnet.questionnaires.given import Given, Status
from carnet.questionnaires.grouping import meant_for, pages
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.outcome import Instance, Outcome
from carnet.questionnaires.personas import Persona
from carnet.questionnaires.prefill import carried_entries, prefill
from carnet.questionnaires.reasons import Reasons
from carnet.questionnaires.settling import Background

Page = tuple[Instance, ...]


class NeverAsked(Exception):
    """Answers no page asked for; carries a sentence for each."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = list(sentences)


@dataclass(frozen=True)
class Played:
    """`met` are the paths in the order in which the client came to them."""

    persona: Persona
    outcome: Outcome
    background: Background
    answers: Mapping[str, Given]
    entries: Mapping[str, Sequence[str]]
    met: tuple[str, ...]
    lines: tuple[FormLine, ...]

    @property
    def asked(self) -> tuple[Instance, ...]:
        """The questions that were met and are still asked at the end; lists and notes are not counted."""
        found = (self.outcome.instances[path] for path in self.met)
        return tuple(one for one in found if one.asked and KINDS[one.item.kind].asks)

    @property
    def hidden(self) -> tuple[Instance, ...]:
        return tuple(
            one
            for one in self.outcome.instances.values()
            if not one.shown and not one.item.for_office and KINDS[one.item.kind].asks
        )

    @property
    def documents(self) -> tuple[Instance, ...]:
        return tuple(one for one in self.asked if KINDS[one.item.kind].uploads)

    @property
    def codes(self) -> dict[str, str]:
        """The official form as an accountant fills it in."""
        return {one.code: one.entered for one in cells(self.outcome.compiled, self.lines)}


def play(compiled: Compiled, persona: Persona) -> Played:
    """From the first page to the last; pages that an answer opens further up are met at the end."""
    game = Game(compiled, persona)
    while page := game.next_page():
        game.turn(page)
    if left := game.never_asked():
        raise NeverAsked(left)
    lines = form_lines(compiled, game.answers, game.entries, game.background)
    return Played(
        persona,
        game.outcome,
        game.background,
        game.answers,
        game.entries,
        tuple(game.met),
        tuple(lines),
    )


class Game:
    """One persona on its way through the pages."""

    def __init__(self, compiled: Compiled, persona: Persona) -> None:
        self.compiled = compiled
        self.persona = persona
        self.background = Background(
            today=persona.today,
            period_start=persona.period[0],
            period_end=persona.period[1],
            facts=persona.facts,
            prior=persona.prior,
        )
        definition = compiled.definition
        self.entries = carried_entries(definition, persona.prior)
        self.answers = {
            path: Given(proposal.value, Status.PREFILLED)
            for path, proposal in prefill(definition, persona.client, persona.prior).items()
        }
        self.met: dict[str, None] = {}
        self.section = 0
        self.outcome = self.evaluated()

    def evaluated(self) -> Outcome:
        return evaluate(self.compiled, self.answers, self.entries, self.background)

    def next_page(self) -> Page | None:
        """The first page with something new, in this section or a later one, and then from the top."""
        sections = self.outcome.sections
        order = [*range(self.section, len(sections)), *range(self.section)]
        for number in order:
            if sections[number].shown:
                for page in self.pages(sections[number].asked):
                    if any(one.path not in self.met for one in page):
                        self.section = number
                        return page
        return None

    def pages(self, asked: Sequence[Instance]) -> Iterator[Page]:
        """The pages of a section; those of the entries of a list follow it."""
        for page in pages(asked, self.persona.person):
            yield page
            for listed in page:
                for entry in self.entries.get(listed.path, ()):
                    inside = [one for one in asked if one.item.list_id == listed.path]
                    yield from pages(inside, self.persona.person, entry)

    def turn(self, page: Page) -> None:
        """Answer one page and press Continue."""
        for instance in page:
            self.met[instance.path] = None
            if KINDS[instance.item.kind].repeats:
                self.list_entries(instance.path)
            elif KINDS[instance.item.kind].asks:
                self.reply(instance)
        self.outcome = self.evaluated()

    def list_entries(self, path: str) -> None:
        listed = dict.fromkeys([*self.entries.get(path, ()), *self.persona.entries.get(path, ())])
        self.entries[path] = list(listed)
        self.answers[path] = Given(status=Status.ANSWERED)

    def reply(self, instance: Instance) -> None:
        """The recorded answer; or else what stands in the boxes already, which Continue confirms."""
        path = instance.path
        if said := self.persona.answers.get(path):
            self.answers[path] = said
        elif instance.given.status is Status.PREFILLED:
            self.answers[path] = Given(instance.given.value, Status.ANSWERED)

    def never_asked(self) -> list[str]:
        """A sentence for each recorded answer that no page has asked for, with the reason."""
        reasons = Reasons(self.outcome, self.persona.facts, self.compiled.definition.languages[0])
        left = [path for path in self.persona.answers if path not in self.met]
        lists = [path for path, listed in self.persona.entries.items() if listed]
        left += [path for path in lists if path not in self.met]
        return [self.reason(path, reasons) for path in left]

    def reason(self, path: str, reasons: Reasons) -> str:
        instance = self.outcome.instances.get(path)
        if instance is None:
            return _("%(path)s: the list of this answer is never asked.") % {"path": path}
        if not meant_for(instance, self.persona.person):
            return _("%(path)s: asked of somebody else.") % {"path": path}
        because = reasons.why(instance)[-1:]
        told = " ".join(one.sentence for one in because)
        now = "; ".join(f"{one.what}: {one.now}" for part in because for one in part.deciding)
        return _("%(path)s is never asked. %(reason)s Now: %(now)s") % {
            "path": path,
            "reason": told,
            "now": now or "–",
        }


def differences(played: Played) -> list[str]:
    """Where what came of a persona is not what its file expects; one line each."""
    return [*of_questions(played), *of_documents(played), *of_codes(played)]


def of_questions(played: Played) -> Iterator[str]:
    expected, asked = played.persona.expected, played.asked
    if expected.asked is not None and len(asked) != expected.asked:
        yield f"asked: {len(asked)} instead of {expected.asked}"
    names = {one.path for one in asked} | {one.item.id for one in asked}
    names |= {path for path in played.met if played.outcome.instances[path].asked}
    for name in expected.asks:
        if name not in names:
            yield f"asks: {name} is not asked"
    for name in expected.hides:
        if name in names:
            yield f"hides: {name} is asked"
        elif name not in played.outcome.compiled.by_id and name not in played.outcome.instances:
            yield f"hides: there is no {name}"


def of_documents(played: Played) -> Iterator[str]:
    expected = played.persona.expected.documents
    if expected is not None:
        wanted = [one.path for one in played.documents]
        yield from (f"documents: {path} is not wanted" for path in expected if path not in wanted)
        yield from (f"documents: {path} is wanted" for path in wanted if path not in expected)


def of_codes(played: Played) -> Iterator[str]:
    """Line by line, but for those among which only an accountant can choose."""
    expected = played.persona.expected
    if expected.codes is not None:
        found, wanted = played.codes, {**expected.codes, **expected.differs}
        for code in dict.fromkeys([*wanted, *found]):
            one, other = found.get(code, "nothing"), wanted.get(code, "nothing")
            if one != other and code not in expected.undecided:
                yield f"codes: {code} is {one} instead of {other}"

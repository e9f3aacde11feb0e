"""Why a question is asked, or is not: which condition decides, which answers it reads, and what they are now.

Pure: reads an outcome and the surroundings it was found in. For colleagues who try a questionnaire out, and for
whoever wonders why a persona never met a question.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from carnet.questionnaires.asking import ESCAPE_WORDS, escape_words
from carnet.questionnaires.compiled import Bound, SectionNode
from carnet.questionnaires.definition import say
from carnet.questionnaires.given import Value
from carnet.questionnaires.kinds import KINDS, show
from carnet.questionnaires.outcome import Instance, Outcome, State
from carnet.questionnaires.spoken import Speaker


@dataclass(frozen=True)
class Deciding:
    """Something a condition reads, and what it is now. `path` is empty for what is no question."""

    path: str
    what: str
    now: str


@dataclass(frozen=True)
class Because:
    """One condition: of the question itself, or of the list or section it stands in (`above`). `words` is empty
    where the rule cannot be said; `holds` is None while nobody can tell."""

    above: str
    words: str
    rule: str
    holds: bool | None
    deciding: tuple[Deciding, ...]

    @property
    def sentence(self) -> str:
        condition = self.words or self.rule
        if self.above:
            return _("“%(part)s” is asked only if %(condition)s.") % {
                "part": self.above,
                "condition": condition,
            }
        return _("Asked only if %(condition)s.") % {"condition": condition}


class Reasons:
    """Explains the outcome of one evaluation in a language of the questionnaire. `facts` are those of the client
    file that went into it."""

    def __init__(self, outcome: Outcome, facts: Mapping[str, Value], language: str) -> None:
        self.outcome = outcome
        self.facts = facts
        self.language = language
        self.speaker = Speaker(
            outcome.compiled, language, lambda text: outcome.wording(None, text, language)
        )
        self.states = {one.section.id: one.state for one in outcome.sections}

    def why(self, instance: Instance) -> tuple[Because, ...]:
        """The conditions above it and its own, from the outside inwards, to the first that does not hold. Nothing
        when it is always asked."""
        found = []
        for above, bound, state in self.conditions(instance):
            holds = {State.SHOWN: True, State.HIDDEN: False}.get(state)
            found.append(self.because(above, bound, holds, instance))
            if not holds:
                break
        return tuple(found)

    def of_section(self, section_id: str) -> tuple[Because, ...]:
        node = self.outcome.compiled.sections[section_id]
        if node.show_if is None:
            return ()
        holds = {State.SHOWN: True, State.HIDDEN: False}.get(self.states[section_id])
        return (self.because("", node.show_if, holds, None),)

    def conditions(self, instance: Instance) -> Iterator[tuple[str, Bound, State]]:
        compiled = self.outcome.compiled
        node = compiled.by_id[instance.item.id]
        section: SectionNode = compiled.sections[node.section.id]
        if section.show_if:
            state = self.states[node.section.id]
            yield say(section.section.title, self.language), section.show_if, state
        listed = compiled.by_id.get(node.list_id)
        if listed and listed.show_if:
            holder = self.outcome.instances[node.list_id]
            yield self.outcome.named(holder, self.language), listed.show_if, holder.state
        if node.show_if:
            yield "", node.show_if, instance.state

    def because(
        self, above: str, bound: Bound, holds: bool | None, instance: Instance | None
    ) -> Because:
        found = {one.what: one for one in self.deciding(bound, instance, set())}
        return Because(
            above, self.speaker.spoken(bound), bound.canonical, holds, tuple(found.values())
        )

    def deciding(
        self, bound: Bound, instance: Instance | None, seen: set[str]
    ) -> Iterator[Deciding]:
        """What the condition reads, through calculations that no client sees, each once."""
        for path in self.paths(bound, instance):
            if path not in seen and (one := self.outcome.instances.get(path)):
                seen.add(path)
                value = self.outcome.compiled.by_id[one.item.id].value
                if value and not one.item.text:
                    yield from self.deciding(value, one, seen)
                else:
                    yield Deciding(path, self.outcome.named(one, self.language), self.now(one))
        for name in bound.above:
            if name in self.outcome.compiled.facts:
                what = self.speaker.surrounding(name)
                yield Deciding("", what, str(self.facts.get(name) or _("not known")))
        yield from self.earlier(bound)

    def paths(self, bound: Bound, instance: Instance | None) -> Iterator[str]:
        place = instance.path.rpartition("/")[0] if instance else ""
        yield from (f"{place}/{name}" if place else name for name in bound.waits_here)
        yield from bound.waits_above
        for list_id, name in bound.waits_inside:
            for entry in self.outcome.entries.get(list_id, ()):
                yield f"{list_id}/{entry}/{name}"

    def earlier(self, bound: Bound) -> Iterator[Deciding]:
        for name in bound.prior:
            item_id = name.rpartition(".")[2]
            item, value = self.outcome.compiled.by_id[item_id].item, self.outcome.prior.get(item_id)
            said = show(item, value, self.language) or _("no answer")
            question = say(item.text, self.language)
            what = _("last year's answer to “%(question)s”") % {"question": question}
            yield Deciding("", what, said)

    def now(self, instance: Instance) -> str:
        """What an answer is at this moment, as far as conditions may know it."""
        if not instance.shown:
            return _("not asked")
        if KINDS[instance.item.kind].repeats:
            return str(len(self.outcome.entries.get(instance.path, ())))
        if instance.value is not None:
            return show(instance.item, instance.value, self.language)
        if instance.given.status in ESCAPE_WORDS:
            return escape_words(instance.given, self.language)
        return _("not answered yet")

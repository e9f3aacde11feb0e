"""The questionnaire of one client on paper: the questions as they stand for them, what is known printed, the rest
to be written. Pure; the words around are in the active language."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from carnet.questionnaires.blank import Blank, Entry, Part, Printer, Question
from carnet.questionnaires.compiled import Node
from carnet.questionnaires.definition import Text
from carnet.questionnaires.outcome import Instance, Outcome, State
from carnet.questionnaires.spoken import Speaker


def personal(outcome: Outcome, said: Mapping[str, str], language: str) -> Blank:
    """`said` holds the answers in words, by path. Questions that are not asked of this client are left out; those
    that hang on an answer still to come keep their condition."""
    printer = Personal(outcome, said, language)
    definition = outcome.compiled.definition
    by_each = definition.declaration.by == "each"
    return Blank(printer.wording(definition.title), outcome.period, tuple(printer.parts()), by_each)


class Personal(Printer):
    def __init__(self, outcome: Outcome, said: Mapping[str, str], language: str) -> None:
        self.compiled, self.outcome, self.language = outcome.compiled, outcome, language
        self.said = said
        self.speaker = Speaker(self.compiled, language, self.wording)
        # The entry of a list that is being printed; none for what stands outside, and for the blank one.
        self.entry = ""

    def parts(self) -> Iterator[Part]:
        for part, section in zip(super().parts(), self.printed(), strict=True):
            yield replace(part, condition="") if section.shown else part

    def printed(self) -> list:
        """The sections of which something is printed, in their order."""
        kept = []
        for chapter, section in zip(self.compiled.chapters, self.outcome.sections, strict=True):
            if any(True for _question in self.questions(chapter.nodes, "")):
                kept.append(section)
        return kept

    def questions(self, nodes: tuple[Node, ...], before: str) -> Iterator[Question]:
        return super().questions(tuple(node for node in nodes if self.concerns(node)), before)

    def concerns(self, node: Node) -> bool:
        """In the blank entry of a list nothing is known, so everything may be asked there."""
        if node.list_id and not self.entry:
            return node.list_id in self.outcome.instances
        one = self.instance(node)
        return one is not None and one.state is not State.HIDDEN

    def instance(self, node: Node) -> Instance | None:
        return self.outcome.instances.get(self.path(node))

    def path(self, node: Node) -> str:
        return f"{node.list_id}/{self.entry}/{node.id}" if self.entry else node.id

    def wording(self, text: Text) -> str:
        return self.outcome.wording(None, text, self.language)

    def question(self, node: Node, number: str) -> Question:
        one = self.instance(node)
        known = replace(super().question(node, number), answer=self.said.get(self.path(node), ""))
        if one is None:
            return known
        text = self.outcome.wording(one, node.item.text, self.language)
        condition = "" if one.shown else known.condition
        listed = tuple(self.listed(node, number)) if node.inner else ()
        return replace(known, text=text, condition=condition, known=listed)

    def listed(self, node: Node, number: str) -> Iterator[Entry]:
        """Each entry that is there, with its own answers."""
        for key in self.outcome.entries.get(node.id, ()):
            self.entry = key
            label = self.outcome.label(node.id, key, self.language)
            yield Entry(label, tuple(self.questions(node.inner, f"{number}.")))
        self.entry = ""

"""A proposal, as somebody corrected it, as a questionnaire. Pure."""

from collections.abc import Iterator, Sequence

from carnet.builder.naming import name_from
from carnet.builder.prose import LEFT_OUT, SECTION, TITLE, Proposed
from carnet.builder.prose_lines import Words
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.loading import Document

ACCEPTED = ["pdf", "image"]
# Who does not know an answer, or has a paper not at hand, can go on.
WAYS_OUT = {"file": ["later", "not_have"]}
OPEN = ["dont_know"]


def document_of(
    lines: Sequence[Proposed], *, key: str, title: Words, languages: Sequence[str], head: Words
) -> Document:
    """`head` names the first section where no line does."""
    return {
        "questionnaire": key,
        "title": title,
        "languages": list(languages),
        "sections": list(Writer(lines, languages).sections(head)),
    }


class Writer:
    def __init__(self, lines: Sequence[Proposed], languages: Sequence[str]) -> None:
        self.lines, self.languages = lines, languages
        self.ids: dict[int, str] = {}
        taken: set[str] = set()
        for at, one in enumerate(lines):
            if one.kind not in (LEFT_OUT, TITLE, SECTION):
                self.ids[at] = name_from(self.first(one.words), taken)
                taken.add(self.ids[at])

    def first(self, words: Words) -> str:
        return next((words[language] for language in self.languages if words.get(language)), "")

    def sections(self, head: Words) -> Iterator[Document]:
        taken: set[str] = set()
        title = head
        items: list[Document] = []
        for at, one in enumerate(self.lines):
            if one.kind == SECTION:
                told = title is head and all(item["type"] == "note" for item in items)
                if items and not told:
                    yield section(title, items, taken)
                title, items = self.text(one.words), items if told else []
            elif at in self.ids and not self.is_inside(one):
                items.append(self.item(at))
        yield section(title, items, taken)

    def is_inside(self, one: Proposed) -> bool:
        return one.inside in self.ids and self.lines[one.inside].kind == "repeat"

    def item(self, at: int) -> Document:
        one = self.lines[at]
        item: Document = {"id": self.ids[at], "type": one.kind, "text": self.text(one.words)}
        if help_ := {language: text for language, text in one.help.items() if text}:
            item["help"] = help_
        if one.when in self.ids and self.may_hang(at, one.when):
            item["show_if"] = f"{self.ids[one.when]} = {one.answer}"
        if one.staff:
            item["staff_note"] = one.staff
        return item | self.traits(at, one)

    def may_hang(self, at: int, when: int) -> bool:
        """Only on what is asked before it, of the same entry or outside all lists."""
        target = self.lines[when]
        beside = not self.is_inside(target) or target.inside == self.lines[at].inside
        return when < at and target.kind == "yes_no" and beside

    def traits(self, at: int, one: Proposed) -> Document:
        kind = KINDS[one.kind]
        if kind.repeats:
            inner = [
                self.item(number) for number, other in enumerate(self.lines) if other.inside == at
            ]
            return {"items": [item for item in inner if not KINDS[item["type"]].repeats]}
        traits: Document = {}
        if kind.chooses:
            traits["choices"] = list(self.choices(one.choices))
        if kind.uploads:
            traits["file"] = {"accept": ACCEPTED}
        if kind.official and one.format:
            traits["format"] = one.format
        if kind.asks and one.kind != "declaration":
            traits["escapes"] = WAYS_OUT.get(one.kind, OPEN)
        return traits

    def choices(self, texts: Sequence[str]) -> Iterator[Document]:
        taken: set[str] = set()
        for text in texts:
            id_ = name_from(text, taken, "choice")
            taken.add(id_)
            yield {"id": id_, "text": {self.languages[0]: text}}

    def text(self, words: Words) -> Words:
        """In the order of the languages; the first stands in where it alone is missing."""
        said = {language: words[language] for language in self.languages if words.get(language)}
        return {self.languages[0]: self.first(words), **said}


def section(title: Words, items: list[Document], taken: set[str]) -> Document:
    id_ = name_from(next(iter(title.values()), ""), taken, "section")
    taken.add(id_)
    return {"id": id_, "title": title, "items": items}

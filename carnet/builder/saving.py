"""What a posted form changes in one part of a document. Pure: keeps what fits, and tells what does not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from carnet.builder.edits import part_at
from carnet.builder.fields import Setting, Words, sign_of, smooth
from carnet.builder.refused import Refused
from carnet.builder.steps import ROOT
from carnet.questionnaires.loading import Document
from carnet.questionnaires.outline import Outline, Part, outline

# Before the name of a field stands this, and holds the sign of what the form showed.
SEEN = "seen."


class Posted(Protocol):
    def getlist(self, key: str) -> list[str]: ...

    def __contains__(self, key: object) -> bool: ...


@dataclass
class Saving:
    """One form of one part. `alter` is what drafts.change takes; afterwards `clashes` holds of each field that
    somebody else changed meanwhile what stands there now, `problems` the sentence for what cannot be read."""

    address: str
    settings: Mapping[str, Setting]
    posted: Posted
    clashes: dict[str, Words] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    def alter(self, document: Document) -> Document:
        self.clashes, self.problems = {}, {}
        found, languages = outline(document), document["languages"]
        fields = fields_in(found, self.address)
        for name, setting in self.settings.items():
            if SEEN + name in self.posted:
                fields = self.kept(fields, name, setting, languages)
        return written(found, self.address, fields)

    def kept(
        self, fields: Document, name: str, setting: Setting, languages: Sequence[str]
    ) -> Document:
        said, seen = self.words(name, setting), self.posted.getlist(SEEN + name)[-1]
        now = setting.shown(fields)
        if sign_of(said) in (seen, sign_of(now)):
            return fields
        if sign_of(now) != seen:
            self.clashes[name] = now
            return fields
        try:
            return setting.put(fields, said, languages)
        except Refused as problem:
            self.problems[name] = problem.sentence
            return fields

    def words(self, name: str, setting: Setting) -> Words:
        found = tuple(smooth(word) for word in self.posted.getlist(name))
        return found or setting.form.show(None if setting.usual is None else type(setting.usual)())


def fields_of(document: Document, address: str) -> Document:
    return fields_in(outline(document), address)


def fields_in(found: Outline, address: str) -> Document:
    return found.root if address == ROOT else part_at(found, address).fields


def with_fields(document: Document, address: str, fields: Document) -> Document:
    return written(outline(document), address, fields)


def written(found: Outline, address: str, fields: Document) -> Document:
    if address == ROOT:
        found.root = fields
    else:
        found.parts[address] = Part(fields, part_at(found, address).home)
    return found.document()

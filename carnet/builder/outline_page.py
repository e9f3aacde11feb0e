"""The builder's page laid out: the outline as rows, the opened part with its settings, and what can be taken back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from carnet.builder import drafts, offers
from carnet.builder.adding import PICTURES, Picture, icon_of, pictures
from carnet.builder.draft_problems import FEW, remembered
from carnet.builder.edits import is_list, is_section
from carnet.builder.fields import Words, value_at
from carnet.builder.models import Edit
from carnet.builder.part_rules import PartRules, RuleLine
from carnet.builder.part_settings import Control, Group, groups_of
from carnet.builder.root_settings import root_groups
from carnet.builder.steps import ROOT
from carnet.firms.models import Colleague
from carnet.questionnaires.definition import PERIOD_WORDS, say
from carnet.questionnaires.description import KIND_WORDS
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.loading import Document
from carnet.questionnaires.models import Revision
from carnet.questionnaires.outline import TOP, Outline, outline
from carnet.questionnaires.problems import Problem

LONGEST_LABEL = 80


@dataclass(frozen=True)
class Row:
    """A line of the outline."""

    address: str
    label: str
    icon: str
    url: str
    conditional: bool
    holds: bool
    inside: tuple["Row", ...] = ()

    @property
    def is_section(self) -> bool:
        return is_section(self.address)


@dataclass(frozen=True)
class Again:
    """What was typed into a field and could not be kept, with the reason."""

    words: Words
    problem: str


@dataclass(frozen=True)
class ChoiceRow:
    """`rule` says when it is offered, `words` as a sentence; its page has no address while no question has the list."""

    id: str
    boxes: tuple[Control, ...]
    rule: str = ""
    words: str = ""
    rule_url: str = ""


def label_of(fields: Document, language: str) -> str:
    """What a part says, in this language or another, or else its id."""
    text = fields.get("title") or fields.get("text")
    words = text if isinstance(text, str) else say(text, language) if text else ""
    return " ".join(words.split())[:LONGEST_LABEL] or fields["id"]


class Page:
    """One draft with one part of it open."""

    def __init__(self, draft: Revision, address: str, language: str, by: Colleague) -> None:
        self.draft = draft
        self.document = draft.document
        self.found: Outline = outline(draft.document)
        self.address = address
        spoken = draft.document["languages"]
        self.language = language if language in spoken else spoken[0]
        self.by = by
        self.again: Mapping[str, Again] = {}

    @property
    def exists(self) -> bool:
        return self.address == ROOT or self.address in self.found.parts

    @property
    def fields(self) -> Document:
        return self.found.root if self.address == ROOT else self.found.parts[self.address].fields

    @property
    def title(self) -> str:
        return self.draft.questionnaire.title_in(self.language)

    @property
    def label(self) -> str:
        return self.title if self.address == ROOT else label_of(self.fields, self.language)

    @property
    def kind(self) -> str:
        """The word for what is open."""
        if self.address == ROOT:
            return _("Questionnaire")
        return str(KIND_WORDS.get(self.fields.get("type", ""), _("Section")))

    @property
    def is_item(self) -> bool:
        return self.address.startswith("items.")

    @property
    def is_root(self) -> bool:
        return self.address == ROOT

    @property
    def is_list(self) -> bool:
        return self.is_item and is_list(self.found.parts[self.address])

    @property
    def add_words(self) -> str:
        """Where something new will stand."""
        if self.is_root:
            return _("Add")
        if self.is_list:
            return _("Add to the list")
        return _("Add behind it") if self.is_item else _("Add to the section")

    @property
    def large(self) -> bool:
        return len(self.found.parts) > FEW

    @cached_property
    def problems(self) -> Mapping[str, list[Problem]]:
        return remembered(self.draft.written, get_language() or "")

    @property
    def listed_problems(self) -> list[tuple[str, str, list[Problem]]]:
        return [
            (address, self.label_at(address), found) for address, found in self.problems.items()
        ]

    def label_at(self, address: str) -> str:
        part = self.found.parts.get(address)
        return label_of(part.fields, self.language) if part else self.title

    @property
    def first_language(self) -> str:
        code = self.document["languages"][0]
        return str(dict(settings.LANGUAGES).get(code, code))

    @cached_property
    def base(self) -> str:
        return reverse("builder:outline", args=[self.draft.questionnaire_id])

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(self.rows_in(TOP))

    def rows_in(self, home: str) -> Iterator[Row]:
        for address in self.found.order.get(home, ()):
            fields = self.found.parts[address].fields
            yield Row(
                address=address,
                label=label_of(fields, self.language),
                icon=icon_of(fields),
                url=f"{self.base}part/{address}/",
                conditional=bool(fields.get("show_if")),
                holds=is_section(address) or is_list(self.found.parts[address]),
                inside=tuple(self.rows_in(address)),
            )

    @cached_property
    def groups(self) -> list[Group]:
        found = (
            root_groups(self.document)
            if self.is_root
            else groups_of(self.document, self.fields, section=not self.is_item)
        )
        return [self.typed(group) for group in found] if self.again else found

    def typed(self, group: Group) -> Group:
        """What was typed and could not be kept stays in its boxes."""
        asked = [(one, self.again.get(one.name)) for one in group.controls]
        controls = tuple(
            replace(one, words=again.words, problem=again.problem) if again else one
            for one, again in asked
        )
        return replace(group, controls=controls, open=group.open or any(a for _one, a in asked))

    @property
    def open_groups(self) -> list[Group]:
        """Those that are drawn as fields at once; choices have rows."""
        return [one for one in self.groups if one.open and one.key not in ("choices", "lists")]

    @property
    def folded_groups(self) -> list[Group]:
        return [one for one in self.groups if not one.open]

    @property
    def chooses(self) -> bool:
        kind = KINDS.get(self.fields.get("type", ""))
        return kind is not None and kind.chooses

    @property
    def shared(self) -> str:
        """The name of the shared list this question takes its choices from."""
        name = self.fields.get("choices")
        return name if isinstance(name, str) else ""

    @property
    def choice_rows(self) -> list[ChoiceRow]:
        return self.rows_of(("choices",))

    def rows_of(self, path: tuple[str, ...]) -> list[ChoiceRow]:
        rows: dict[str, list[Control]] = {}
        for group in self.groups:
            if group.key in ("choices", "lists"):
                for one in group.controls:
                    if one.setting.path[:-3] == path:
                        rows.setdefault(one.setting.path[-3], []).append(one)
        asked = self.asks_with(path)
        return [
            ChoiceRow(id_, tuple(boxes), *self.offered_when(path, id_, asked))
            for id_, boxes in rows.items()
        ]

    def asks_with(self, path: tuple[str, ...]) -> str:
        """The question whose choices they are; of a shared list, the first that has it."""
        if not self.is_root:
            return self.address
        having = (
            address
            for address, part in self.found.parts.items()
            if part.fields.get("choices") == path[-1]
        )
        return next(having, "")

    def offered_when(self, path: tuple[str, ...], choice: str, asked: str) -> tuple[str, str, str]:
        """The rule of a choice, the same as a sentence, and the address of the page where it is changed."""
        listed = value_at(self.document if self.is_root else self.fields, path) or ()
        rule = rule_text(next((one.get("show_if") for one in listed if one["id"] == choice), ""))
        if not asked:
            return rule, "", ""
        key = f"choices.{choice}.show_if"
        return rule, self.part_rules.words(asked, key, rule), f"{self.base}rule/{asked}/{key}/"

    @property
    def lists(self) -> list[tuple[str, list[ChoiceRow]]]:
        names = (self.document.get("choices") or {}) if self.is_root else {}
        return [(name, self.rows_of(("choices", name))) for name in names]

    @cached_property
    def part_rules(self) -> PartRules:
        return PartRules(self.document, self.language)

    @property
    def rules(self) -> list[RuleLine]:
        return self.part_rules.lines(self.address, self.fields.get("type", ""))

    @property
    def pictures(self) -> list[Picture]:
        return list(pictures())

    @property
    def icons(self) -> list[str]:
        return ["folder", *(icon for icon, _sentence in PICTURES.values())]

    @property
    def kinds(self) -> list[tuple[str, str]]:
        return [(kind, str(KIND_WORDS[kind])) for kind in PICTURES]

    @property
    def tokens(self) -> list[str]:
        return [f"{{{{ {word} }}}}" for word in PERIOD_WORDS]

    @property
    def fact_sources(self) -> offers.Options:
        return offers.facts()

    @property
    def homes(self) -> list[tuple[str, str]]:
        """Where the opened part may be moved: behind each of these, or to the front of a section or list."""
        return [
            (address, label_of(part.fields, self.language))
            for address, part in self.found.parts.items()
            if address != self.address and not address.startswith("items.")
        ]

    @cached_property
    def undoable(self) -> Edit | None:
        return drafts.undoable(self.draft, self.by)

    @cached_property
    def redoable(self) -> Edit | None:
        return drafts.redoable(self.draft, self.by)

    @cached_property
    def undo_words(self) -> str:
        return self.words_for(self.undoable)

    @cached_property
    def redo_words(self) -> str:
        return self.words_for(self.redoable)

    def words_for(self, edit: Edit | None) -> str:
        if edit is None:
            return ""
        part = self.found.parts.get(edit.part)
        fields = part.fields if part else gone_with(edit)
        label = label_of(fields, self.language)[:40] if fields else ""
        did = edit.get_did_display()
        return _("%(did)s: %(part)s") % {"did": did, "part": label} if label else did

    @property
    def section(self) -> str:
        """The id of the section the preview opens at."""
        address = self.address
        while address in self.found.parts and self.found.parts[address].home != TOP:
            address = self.found.parts[address].home
        return address.partition(".")[2]


def rule_text(rule: object) -> str:
    return rule if isinstance(rule, str) else ""


def gone_with(edit: Edit) -> Document:
    """What the part was before this edit took it away; nothing for one that was only changed, such as the whole."""
    pairs = edit.step["fields"].get(edit.part, {})
    was = {key: pair[0][0] for key, pair in pairs.items() if pair[0]}
    return was if "id" in was else {}

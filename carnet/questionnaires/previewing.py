"""The preview of a questionnaire laid out: the pages a client meets, drawn by the portal's own templates, and in
between, folded, what is not asked, with the reason. Pure; knows neither request nor session."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from carnet.questionnaires.definition import say
from carnet.questionnaires.grouping import meant_for, pages
from carnet.questionnaires.kinds import KINDS, show
from carnet.questionnaires.outcome import Instance, Outcome, SectionOutcome, State
from carnet.questionnaires.reasons import Because, Reasons
from carnet.questionnaires.trying import Paper, Trial


@dataclass(frozen=True)
class Drawn:
    """A question as the client sees it, and for the colleague why."""

    instance: Instance
    because: tuple[Because, ...]
    papers: Sequence[Paper] = ()
    remark: str = ""


@dataclass(frozen=True)
class Folded:
    """What this client does not see, as a line; `tag` says in which way."""

    instance: Instance
    text: str
    tag: str
    because: tuple[Because, ...] = ()


@dataclass(frozen=True)
class Entry:
    path: str
    label: str
    blocks: tuple["Block", ...]


@dataclass(frozen=True)
class Block:
    """One page of the client's, perhaps of a list with its entries, or one folded line."""

    drawn: tuple[Drawn, ...] = ()
    folded: Folded | None = None
    list: Drawn | None = None
    entries: tuple[Entry, ...] = ()

    @property
    def anchor(self) -> str:
        return (self.list or self.drawn[0]).instance.html_id


@dataclass(frozen=True)
class Chapter:
    """A section; `blocks` only when it is open."""

    id: str
    title: str
    help: str
    asked: int
    hidden: int
    shown: bool
    open: bool
    because: tuple[Because, ...]
    blocks: tuple[Block, ...] = ()


class Preview:
    """Lays out one outcome for one person. `reasons` are for the colleague, in the colleague's language."""

    def __init__(self, trial: Trial, outcome: Outcome, reasons: Reasons, language: str) -> None:
        self.trial = trial
        self.outcome = outcome
        self.reasons = reasons
        self.language = language

    def chapters(self, opened: str) -> tuple[Chapter, ...]:
        """All sections, with one of them open: the named one, or the first that is asked; or `all`."""
        shown = [section.section.id for section in self.outcome.sections if section.shown]
        known = [section.section.id for section in self.outcome.sections]
        opened = opened if opened in (*known, "all") else next(iter(shown), "")
        return tuple(self.chapter(section, opened) for section in self.outcome.sections)

    def chapter(self, section: SectionOutcome, opened: str) -> Chapter:
        own = [one for one in section.instances if KINDS[one.item.kind].asks]
        is_open = opened in (section.section.id, "all")
        return Chapter(
            id=section.section.id,
            title=say(section.section.title, self.language),
            help=self.outcome.wording(None, section.section.help, self.language),
            asked=sum(one.asked and meant_for(one, self.trial.person) for one in own),
            hidden=sum(not one.shown for one in own),
            shown=section.shown,
            open=is_open,
            because=self.reasons.of_section(section.section.id),
            blocks=tuple(self.blocks(section.instances, "")) if is_open else (),
        )

    def blocks(self, instances: Sequence[Instance], entry: str) -> Iterator[Block]:
        """Pages and folded lines in the order of the questionnaire; entries inside their lists."""
        own = [one for one in instances if one.entry == entry]
        turned = pages([one for one in own if one.asked], self.trial.person, entry)
        first = {page[0].path: page for page in turned}
        on_pages = {one.path for page in turned for one in page}
        for instance in own:
            if page := first.get(instance.path):
                yield self.page(page, instances)
            elif instance.path not in on_pages:
                yield Block(folded=self.folded(instance))

    def page(self, page: tuple[Instance, ...], instances: Sequence[Instance]) -> Block:
        listed = next((one for one in page if KINDS[one.item.kind].repeats), None)
        drawn = tuple(self.drawn(one) for one in page if one is not listed)
        if listed is None:
            return Block(drawn)
        inside = [one for one in instances if one.item.list_id == listed.path]
        entries = tuple(
            Entry(
                f"{listed.path}/{entry}",
                self.outcome.label(listed.path, entry, self.language),
                tuple(self.blocks(inside, entry)),
            )
            for entry in self.outcome.entries.get(listed.path, ())
        )
        return Block(drawn, list=self.drawn(listed), entries=entries)

    def drawn(self, instance: Instance) -> Drawn:
        path = instance.path
        remark = self.trial.remarks.get(path, "")
        return Drawn(instance, self.reasons.why(instance), self.trial.shown(path), remark)

    def folded(self, instance: Instance) -> Folded:
        wording = self.outcome.wording(instance, instance.item.text, self.language)
        return Folded(
            instance,
            wording or instance.item.id,
            self.tag(instance),
            () if instance.shown else self.reasons.why(instance),
        )

    def tag(self, instance: Instance) -> str:
        if instance.state is State.PENDING:
            return _("not yet asked")
        if not instance.shown:
            return _("not asked")
        if instance.item.for_office:
            return _("for the office")
        if KINDS[instance.item.kind].calculated:
            value = show(instance.item, instance.value, self.language) or "–"
            return _("calculated: %(value)s") % {"value": value}
        return _("asked of the other partner")

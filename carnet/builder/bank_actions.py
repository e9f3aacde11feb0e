"""The firm's bank of questions: saving into it, inserting from it, bringing in what is newer there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from carnet.audit.record import record
from carnet.builder import bank_shelf, drafts
from carnet.builder.bank_fragments import (
    ITEMS,
    Fragment,
    NoSuchPart,
    fragment,
    fragment_of,
    inner,
)
from carnet.builder.bank_inserting import Inserted, Names, NoPlace, fit, insert, under
from carnet.builder.bank_models import BankEntry, BankOrigin
from carnet.builder.bank_updating import Sides, put_back
from carnet.builder.grid_actions import words_now
from carnet.builder.models import Did
from carnet.firms.models import Colleague, Firm
from carnet.questionnaires.loading import Document
from carnet.questionnaires.models import Questionnaire, Revision, RevisionState
from carnet.questionnaires.outline import items_of
from carnet.questionnaires.renaming import former_ids


@dataclass(frozen=True)
class Source:
    """What may be inserted, and where it is kept: an entry of the firm, or a part of a shipped questionnaire."""

    fragment: Fragment
    entry: BankEntry | None = None
    shipped: str = ""


def of_entry(entry: BankEntry) -> Source:
    return Source(fragment(entry.fragment), entry)


def of_shipped(key: str, address: str) -> Source | None:
    found = bank_shelf.taken(key, address)
    return Source(found, None, key) if found else None


@transaction.atomic
def save(
    questionnaire: Questionnaire, part: str, name: str, *, by: Colleague, now: datetime
) -> BankEntry:
    """Keep this part under a name; under one that is known already it becomes its next revision. The same again
    changes nothing. Raises NoSuchPart."""
    firm: Firm = questionnaire.firm
    found = fragment_of(words_now(questionnaire) or {}, part)
    told = {"fragment": found.plain(), "digest": found.digest, "saved_at": now, "saved_by": by}
    entry, made = firm.bank.get_or_create(name=name, defaults=told)
    entry = firm.bank.select_for_update().get(pk=entry.pk)
    if not made and entry.digest != found.digest:
        told["revision"] = entry.revision + 1
        for key, value in told.items():
            setattr(entry, key, value)
        entry.save(update_fields=list(told))
    if made or entry.revision == told.get("revision"):
        record("bank entry saved", entry, firm=firm, by=by, number=entry.revision)
    return entry


def remove(entry: BankEntry, *, by: Colleague) -> None:
    """What was inserted from it stays where it is."""
    record("bank entry removed", entry, firm=entry.firm, by=by, number=entry.revision)
    entry.delete()


def past_of(questionnaire: Questionnaire) -> dict[str, Document]:
    """The questions of published revisions by their ids, the newest counting."""
    published = questionnaire.revisions.filter(state=RevisionState.PUBLISHED).order_by("number")
    return {id_: item for one in published for id_, item in items_of(one.document).items()}


@transaction.atomic
def take(
    questionnaire: Questionnaire, source: Source, after: str, *, by: Colleague, now: datetime
) -> str:
    """Insert a copy and note where it comes from; the address it has in the draft. Raises drafts.Refused."""
    past = past_of(questionnaire)
    done: list[Inserted] = []

    def alter(document: Document) -> Document:
        try:
            done.append(insert(document, source.fragment, after=after, past=past))
        except NoPlace as problem:
            raise drafts.Refused(
                _("It cannot stand there. Choose another place; a list cannot stand in a list.")
            ) from problem
        return done[-1].document

    draft = drafts.draft_of(questionnaire, by=by, now=now)
    drafts.change(draft, alter, by=by, now=now, what=Did.INSERT, part=source.fragment.address)
    fitted = done[-1].fitted
    note_origin(draft, fitted.fragment, source, fitted.names, by=by, now=now)
    return fitted.fragment.address


def note_origin(
    draft: Revision,
    base: Fragment,
    source: Source,
    names: Names,
    *,
    by: Colleague,
    now: datetime,
) -> None:
    entry = source.entry
    BankOrigin.objects.create(
        revision=draft,
        part=base.address,
        entry=entry,
        entry_revision=entry.revision if entry else None,
        shipped=source.shipped,
        shipped_part=source.fragment.address if source.shipped else "",
        base=base.plain(),
        names={key: dict(value) for key, value in names.items()},
        digest=source.fragment.digest,
        by=by,
        at=now,
    )


@dataclass(frozen=True)
class Standing:
    """A part of the draft that came from a bank: where it stands now, and the bank's text now where it is another."""

    origin: BankOrigin
    address: str
    source: Source | None
    sides: Sides | None

    @property
    def newer(self) -> bool:
        return self.sides is not None and bool(self.sides.offers())


def standings(questionnaire: Questionnaire) -> list[Standing]:
    document = words_now(questionnaire) or {}
    origins = BankOrigin.objects.filter(revision__questionnaire=questionnaire)
    found = {}
    for origin in origins.select_related("entry"):
        if one := standing(origin, document):
            found[one.address] = one
    return list(found.values())


def standing(origin: BankOrigin, document: Document) -> Standing | None:
    """None when the draft does not have the part any more."""
    address = address_now(origin.part, document)
    if not address:
        return None
    source = source_of(origin)
    if source is None or source.fragment.digest == origin.digest:
        return Standing(origin, address, source, None)
    return Standing(origin, address, source, sides_of(origin, source, document, address))


def source_of(origin: BankOrigin) -> Source | None:
    if origin.shipped:
        return of_shipped(origin.shipped, origin.shipped_part)
    return of_entry(origin.entry) if origin.entry else None


def address_now(address: str, document: Document) -> str:
    """A question may have another id by now; `was` tells its former ones."""
    kind, _dot, id_ = address.partition(".")
    if kind != ITEMS:
        return address if any(one["id"] == id_ for one in document.get("sections") or ()) else ""
    items = items_of(document)
    if id_ in items:
        return address
    return next((f"{ITEMS}.{new}" for new, one in items.items() if id_ in former_ids(one)), "")


def sides_of(origin: BankOrigin, source: Source, document: Document, address: str) -> Sides:
    """All three under the names that the draft has now."""
    ours = fragment_of(document, address, as_it_stands=True)
    names = {"choices": {}, "sources": {}, **origin.names}
    renamed = {old: one["id"] for one in inner(ours.part) for old in former_ids(one)}
    base = under(fragment(origin.base), {ITEMS: renamed, "choices": {}, "sources": {}})
    own = {one["id"] for side in (base, ours) for one in inner(side.part)}
    known = {old: renamed.get(new, new) for old, new in names.get(ITEMS, {}).items()}
    known = {**renamed_first(origin, renamed), **known}
    theirs = fit(source.fragment, document, names={**names, ITEMS: known}, own=own).fragment
    return Sides(base, ours, theirs)


def renamed_first(origin: BankOrigin, renamed: dict[str, str]) -> dict[str, str]:
    """Ids that were inserted as they are in the bank and got another one in the draft."""
    told = set(origin.names.get(ITEMS, {}).values())
    return {old: new for old, new in renamed.items() if old not in told}


@transaction.atomic
def bring_in(
    questionnaire: Questionnaire,
    found: Standing,
    take: Collection[str],
    over: Collection[str],
    *,
    by: Colleague,
    now: datetime,
) -> None:
    """What was taken comes into the draft; what was left is not offered again until the bank's text changes once
    more. Raises drafts.Refused."""
    source = found.source
    if source is None or found.sides is None:
        return
    theirs = [found.sides.theirs]

    def alter(document: Document) -> Document:
        try:
            sides = sides_of(found.origin, source, document, found.address)
        except NoSuchPart as problem:
            raise drafts.Refused(gone()) from problem
        theirs.append(sides.theirs)
        return put_back(document, found.address, sides.merged(take, over))

    revision = questionnaire.draft or questionnaire.current
    if take or revision is None:
        revision = drafts.draft_of(questionnaire, by=by, now=now)
        drafts.change(revision, alter, by=by, now=now, what=Did.INSERT, part=found.address)
    note_origin(revision, theirs[-1], source, names_now(source, theirs[-1]), by=by, now=now)


def gone() -> str:
    return _("Somebody has taken this out of the draft meanwhile.")


def names_now(source: Source, theirs: Fragment) -> Names:
    """Which names of the bank's are which here; both have the same parts in the same order."""
    pairs = zip(inner(source.fragment.part), inner(theirs.part), strict=True)
    ids = {old["id"]: new["id"] for old, new in pairs if old["id"] != new["id"]}
    lists = zip(source.fragment.choices, theirs.choices, strict=True)
    sources = zip(source.fragment.sources, theirs.sources, strict=True)
    found = {
        ITEMS: ids,
        "choices": {old: new for old, new in lists if old != new},
        "sources": {old: new for old, new in sources if old != new},
    }
    return {key: names for key, names in found.items() if names}

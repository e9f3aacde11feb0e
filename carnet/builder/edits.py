"""What the builder does to a document: parts come, go, move and multiply. Pure: a document in, another one out;
what came in stays as it was."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from carnet.builder.naming import taken_in, unused
from carnet.builder.refused import Refused
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.loading import Document
from carnet.questionnaires.outline import TOP, Outline, Part, closed, outline
from carnet.questionnaires.renaming import choice_ids, rewritten

SECTION, ITEM = "sections", "items"


def address_of(part: Document, kind: str = ITEM) -> str:
    return f"{kind}.{part['id']}"


def part_at(found: Outline, address: str) -> Part:
    if address not in found.parts:
        raise Refused(_("This part is no longer there."))
    return found.parts[address]


def is_section(address: str) -> bool:
    return address.startswith(f"{SECTION}.")


def require_question(address: str) -> None:
    if not address.startswith(f"{ITEM}."):
        raise Refused(_("Only a question has a kind and choices of its own."))


def is_list(part: Part) -> bool:
    kind = KINDS.get(part.fields.get("type", ""))
    return kind is not None and kind.repeats


def with_section(document: Document, section: Document, behind: str = "") -> Document:
    """A new section behind this one; at the end where nothing is named."""
    found = outline(document)
    order = found.order[TOP]
    place(found, address_of(section, SECTION), section, TOP, behind or (order[-1] if order else ""))
    return found.document()


def with_item(document: Document, item: Document, behind: str, *, inside: bool = True) -> Document:
    """A new item behind this one; at the end of a section, or of a list while `inside`, where one of those is named."""
    found = outline(document)
    home, before = where_behind(found, behind, item, inside)
    place(found, address_of(item), item, home, before)
    return found.document()


def where_behind(
    found: Outline, address: str, item: Document, inside: bool = True
) -> tuple[str, str]:
    """What a new item stands in, and behind what. A list stands behind a list, never in one."""
    part = part_at(found, address)
    nested = KINDS[item["type"]].repeats
    if is_section(address) or (is_list(part) and inside and not nested):
        order = found.order.get(address, [])
        return address, order[-1] if order else ""
    if nested and not is_section(part.home):
        return found.parts[part.home].home, part.home
    return part.home, address


def place(found: Outline, address: str, fields: Document, home: str, behind: str) -> None:
    settle(found, address, fields, home)
    there = found.order[home]
    there.insert(there.index(behind) + 1 if behind in there else len(there) * bool(behind), address)


def settle(found: Outline, address: str, fields: Document, home: str) -> None:
    """The part and what stands in it; where among the others, `place` says."""
    if address in found.parts:
        raise Refused(_("“%(id)s” is there already.") % {"id": fields["id"]})
    found.parts[address] = Part(closed(fields), home)
    if "items" in fields:
        found.order[address] = [address_of(inner) for inner in fields["items"]]
        for inner in fields["items"]:
            settle(found, address_of(inner), inner, address)


def replaced(document: Document, address: str, fields: Document) -> Document:
    """The part with these fields, and with nothing in it but what they bring along."""
    found = outline(document)
    home = part_at(found, address).home
    del found.parts[address]
    found.order.pop(address, None)
    settle(found, address, fields, home)
    return found.document()


def moved(document: Document, address: str, home: str, behind: str = "") -> Document:
    """The part in this home, behind this one there; at its front where nothing is named."""
    found = outline(document)
    part = part_at(found, address)
    require_home(found, address, home)
    found.order[part.home].remove(address)
    there = found.order[home]
    if behind and behind not in there:
        raise Refused(_("This part is no longer there."))
    there.insert(there.index(behind) + 1 if behind else 0, address)
    found.parts[address] = Part(part.fields, home)
    return found.document()


def require_home(found: Outline, address: str, home: str) -> None:
    if is_section(address):
        if home != TOP:
            raise Refused(_("A section cannot stand inside another part."))
        return
    part, into = part_at(found, address), part_at(found, home)
    if not is_section(home) and not is_list(into):
        raise Refused(_("Questions stand in a section or in a list."))
    if is_list(part) and not is_section(home):
        raise Refused(_("A list cannot stand inside another list."))


def stepped(document: Document, address: str, step: int) -> Document:
    """One place up (-1) or down (1); from the edge of a section into the one beside it."""
    found = outline(document)
    part = part_at(found, address)
    there = found.order[part.home]
    index = there.index(address) + step
    if 0 <= index < len(there):
        before = [one for one in there if one != address][:index]
        return moved(document, address, part.home, before[-1] if before else "")
    home = beside(found, part.home, step)
    if not home:
        raise Refused(_("It stands at the edge already."))
    inside = found.order[home]
    return moved(document, address, home, inside[-1] if step < 0 and inside else "")


def beside(found: Outline, home: str, step: int) -> str:
    """The section before or after this one; nothing beside a list, whose questions would lose their entry."""
    sections = found.order[TOP]
    index = sections.index(home) + step if home in sections else -1
    return sections[index] if 0 <= index < len(sections) else ""


def duplicated(document: Document, address: str) -> Document:
    """A copy behind the part, with ids of its own; what speaks of each other inside speaks of the copies."""
    found = outline(document)
    part = part_at(found, address)
    kind = address.partition(".")[0]
    copy = copied(whole(found, address), set(taken_in(document)), kind)
    place(found, address_of(copy, kind), copy, part.home, address)
    return found.document()


def whole(found: Outline, address: str) -> Document:
    fields = found.parts[address].fields
    return {**fields, "items": list(found.inside(address))} if "items" in fields else fields


def copied(part: Document, taken: set[str], kind: str) -> Document:
    names: dict[str, str] = {}
    for id_ in ids_in(part):
        names[id_] = unused(id_, taken)
        taken.add(names[id_])
    fresh = {"id": names[part["id"]]}
    if kind == SECTION:
        # Sections have names of their own: a question outside may be called the same.
        del names[part["id"]]
    choices = choice_ids(part)
    clear = {old: new for old, new in names.items() if old not in choices}
    return without_past(rewritten(part, names, clear) | fresh)


def ids_in(part: Document) -> Iterator[str]:
    yield part["id"]
    for inner in part.get("items", ()):
        yield from ids_in(inner)


def without_past(part: Document) -> Document:
    """A copy has no former ids, so that no answer is found under two questions."""
    kept = {key: value for key, value in part.items() if key != "was"}
    return (
        kept | {"items": [without_past(one) for one in part["items"]]} if "items" in kept else kept
    )


def removed(document: Document, address: str) -> Document:
    """Without the part and what stands in it, whoever speaks of it (uses.py knows)."""
    found = outline(document)
    part = part_at(found, address)
    gone = list(within(found, address))
    found.order[part.home].remove(address)
    for one in gone:
        del found.parts[one]
        found.order.pop(one, None)
    return found.document()


def within(found: Outline, address: str) -> Iterator[str]:
    yield address
    for inner in found.order.get(address, ()):
        yield from within(found, inner)

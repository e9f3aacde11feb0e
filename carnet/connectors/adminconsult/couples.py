"""Who is whose partner, by the links between two customers. Pure."""

from collections.abc import Collection, Iterable
from datetime import date

from carnet.connectors.adminconsult.answers import Row
from carnet.connectors.adminconsult.meanings import joins_partners
from carnet.connectors.adminconsult.values import day, number, text

Pair = tuple[str, str]


def partner_types(types: Iterable[Row]) -> list[int]:
    """Firms name the kinds of links themselves; these join partners."""
    found = {
        number(row.get("CustomerLinkTypeId"))
        for row in types
        if joins_partners(text(row.get("CustomerLinkTypeDescription")))
    }
    return sorted(found - {0})


def standing(links: Iterable[Row], types: Collection[int], today: date) -> list[Pair]:
    """The couples of today among them, the latest first. `types`: those that join partners."""
    found = [
        link
        for link in links
        if number(link.get("CustomerLinkTypeId")) in types and not is_over(link, today)
    ]
    return [both(link) for link in sorted(found, key=_since, reverse=True)]


def both(link: Row) -> Pair:
    return text(link.get("CustomerIdPk")), text(link.get("CustomerIdFk"))


def is_over(link: Row, today: date) -> bool:
    end = day(link.get("EndMandate"))
    return bool(end) and end < today.isoformat()


def _since(link: Row) -> tuple[str, int]:
    began = day(link.get("DateOfMariage")) or day(link.get("BeginMandate"))
    return began, number(link.get("CustomerLinkCustomerId"))


def partners(pairs: Iterable[Pair], people: Collection[str]) -> dict[str, str]:
    """Both ways. Who has several has the latest, and nobody is two people's."""
    found: dict[str, str] = {}
    for one, other in pairs:
        if one != other and one in people and other in people and not {one, other} & found.keys():
            found[one], found[other] = other, one
    return found

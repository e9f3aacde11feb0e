"""Which questions stand together on one page of the client's.

One question a page, unless the questionnaire groups them; an entry of a list is asked in one go. Knows no
addresses: the portal gives each page its own, the preview draws them below each other, a persona turns them.
"""

from collections.abc import Iterable, Iterator, Sequence

from carnet.questionnaires.definition import repeated
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.outcome import Instance

MOST_ON_A_PAGE = 5


def meant_for(instance: Instance, person: str) -> bool:
    """A colleague who fills in together with a couple sees what either of them does."""
    return person == "staff" or not instance.item.who or person in instance.item.who


def pages(asked: Iterable[Instance], person: str, entry: str = "") -> list[tuple[Instance, ...]]:
    """The pages of a section, or those of one entry of a list in it, from all that is asked there."""
    own = [one for one in asked if one.entry == entry and meant_for(one, person)]
    return [tuple(group) for group in _groups(own)]


def _groups(asked: Sequence[Instance]) -> Iterator[list[Instance]]:
    """Consecutive questions of one page; what only tells something waits for the next question."""
    group: list[Instance] = []
    for instance in asked:
        if _complete(group) and not _belongs(group, instance):
            yield group
            group = []
        group.append(instance)
    if group:
        yield group


def _complete(group: Sequence[Instance]) -> bool:
    return any(not _silent(one) for one in group)


def _belongs(group: Sequence[Instance], instance: Instance) -> bool:
    asking = [one for one in group if not _silent(one)]
    alone = any(KINDS[one.item.kind].repeats for one in (*asking, instance))
    if alone or _silent(instance) or len(asking) == MOST_ON_A_PAGE or _names(instance, asking):
        return False
    return bool(_page(instance)) and _page(instance) == _page(asking[0])


def _names(instance: Instance, asking: Sequence[Instance]) -> bool:
    """Its text says what was answered before, so that must have been answered."""
    named = {name for text in instance.item.text.values() for name in repeated(text)}
    return any(one.item.id in named for one in asking)


def _silent(instance: Instance) -> bool:
    kind = KINDS[instance.item.kind]
    return not (kind.asks or kind.repeats)


def _page(instance: Instance) -> str:
    return instance.item.page or instance.entry

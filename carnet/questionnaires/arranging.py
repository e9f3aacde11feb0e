"""The order of a list that two people changed at once: every one keeps the place that somebody gave it."""

from collections.abc import Collection, Iterable, Sequence


def arranged(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str], *, members: Collection[str]
) -> list[str]:
    """The members in order. Theirs is followed unless ours was moved about; what the other one has of its
    own stays behind what it followed there."""
    kept = [one for one in base if one in ours and one in members]
    moved = [one for one in ours if one in kept] != kept
    first, second = (ours, theirs) if moved else (theirs, ours)
    return followed([one for one in first if one in members], second, members)


def followed(arranged: list[str], other: Iterable[str], members: Collection[str]) -> list[str]:
    """With what only the other order has, each behind the one before it."""
    result, place = list(arranged), 0
    for one in other:
        if one in result:
            place = result.index(one) + 1
        elif one in members:
            result.insert(place, one)
            place += 1
    return result

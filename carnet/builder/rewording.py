"""A sentence with a condition more, less or other. Pure.

Conditions have addresses: `1` is the second part, `1.0` the first condition of the group there, and `new` is one
more at the end.
"""

from dataclasses import replace

from carnet.builder.sentences import ALL, Condition, Group, Sentence

NEW = "new"


class NoSuchCondition(LookupError):
    """The sentence has no condition there, perhaps not any more."""


def put(sentence: Sentence | None, at: str, condition: Condition) -> Sentence:
    """With this condition in the place of the one there, or added."""
    first, inner = split(at)
    if sentence is None:
        return Sentence(ALL, (condition,))
    parts = list(sentence.parts)
    if first == NEW:
        parts.append(condition)
    elif not inner:
        parts[place(parts, first)] = condition
    else:
        here = place(parts, first)
        parts[here] = in_group(parts[here], inner, condition)
    return simple(replace(sentence, parts=tuple(parts)))


def in_group(part: Condition | Group, inner: str, condition: Condition) -> Group:
    conditions = list(part.conditions if isinstance(part, Group) else (part,))
    if inner == NEW:
        conditions.append(condition)
    else:
        conditions[place(conditions, inner)] = condition
    return Group(tuple(conditions))


def without(sentence: Sentence, at: str) -> Sentence | None:
    """None when it was the last one."""
    first, inner = split(at)
    parts = list(sentence.parts)
    here = place(parts, first)
    part = parts[here]
    if inner and isinstance(part, Group):
        left = list(part.conditions)
        del left[place(left, inner)]
        parts[here] = Group(tuple(left))
    else:
        del parts[here]
    return simple(replace(sentence, parts=tuple(parts))) if parts else None


def condition_at(sentence: Sentence | None, at: str) -> Condition | None:
    """None where there is none yet."""
    first, inner = split(at)
    if sentence is None or NEW in (first, inner):
        return None
    part = sentence.parts[place(sentence.parts, first)]
    if isinstance(part, Group):
        return part.conditions[place(part.conditions, inner)]
    return part


def turned(sentence: Sentence) -> Sentence:
    """Any one of them instead of all, or the other way round."""
    return replace(sentence, join=sentence.other)


def simple(sentence: Sentence) -> Sentence:
    """No group of one, and no group alone."""
    parts = tuple(
        part.conditions[0] if isinstance(part, Group) and len(part.conditions) == 1 else part
        for part in sentence.parts
    )
    if len(parts) == 1 and isinstance(parts[0], Group):
        return Sentence(sentence.other, parts[0].conditions)
    return Sentence(sentence.join if len(parts) > 1 else ALL, parts)


def split(at: str) -> tuple[str, str]:
    first, _dot, inner = at.partition(".")
    return first, inner


def place(listed: object, word: str) -> int:
    size = len(listed)  # type: ignore[arg-type]
    if not word.isdigit() or int(word) >= size:
        raise NoSuchCondition(word)
    return int(word)

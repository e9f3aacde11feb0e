"""Whether two names may be one person's: a slip of the pen, parts the other way round, initials, double names.
Names arrive folded (clients/search.py). Pure, and bounded: the work does not grow with how unlike they are."""

Name = tuple[str, str]  # first and last

DIFFERENT = 3  # letters
SHORT, LONG = 3, 5  # letters: so short a one may only lack one, so long a one may have two slips


def words(name: Name) -> str:
    """Equal for two names of the same words, whatever their order."""
    return " ".join(sorted(f"{name[0]} {name[1]}".split()))


def similar(one: Name, two: Name) -> bool:
    """Two slips in all, first and last name together."""
    (first, last), (other_first, other_last) = one, two
    if not (first and last and other_first and other_last):
        return False
    straight = _slips(last, other_last)
    if straight < DIFFERENT and straight + _slips(first, other_first) < DIFFERENT:
        return True
    crossed = _slips(last, other_first)
    return crossed < DIFFERENT and crossed + _slips(first, other_last) < DIFFERENT


def alike(one: str, two: str) -> bool:
    """Of companies or parts of names: “Peeters BV” and “Peeters”, “Bakkerij Maes” and “Bakerij Maes”."""
    return bool(one and two) and _slips(one, two) < DIFFERENT


def _slips(one: str, two: str) -> int:
    """How many letters are wrong; none where one is only a shorter way of writing the other."""
    if one == two or (len(one) != len(two) and _shorter(*sorted((one, two), key=len))):
        return 0
    least = min(len(one), len(two))
    most = 2 if least >= LONG else 1
    # Each slip brings in one letter and takes one away, at most: most names differ by far more.
    if len(set(one) ^ set(two)) > 2 * most or (least <= SHORT and len(one) == len(two)):
        return DIFFERENT
    return next((slips for slips in range(1, most + 1) if within(one, two, slips)), DIFFERENT)


def _shorter(one: str, two: str) -> bool:
    """Of two: an initial, one half of a double name, or the same without its spaces."""
    if len(one) == 1:
        return two.startswith(one)
    if " " not in two:
        return False
    return two.replace(" ", "") == one or set(one.split()) < set(two.split())


def within(one: str, two: str, slips: int) -> bool:
    """Whether so many letters added, left out, exchanged or swapped with their neighbour make them equal."""
    if abs(len(one) - len(two)) > slips:
        return False
    same = _same_start(one, two)
    one, two = one[same:], two[same:]
    if not slips or not one or not two:
        return max(len(one), len(two)) <= slips
    if one[:2] == two[1::-1] and len(two) > 1 and within(one[2:], two[2:], slips - 1):
        return True
    ways = ((one[1:], two[1:]), (one[1:], two), (one, two[1:]))
    return any(within(ours, theirs, slips - 1) for ours, theirs in ways)


def _same_start(one: str, two: str) -> int:
    for at, (ours, theirs) in enumerate(zip(one, two, strict=False)):
        if ours != theirs:
            return at
    return min(len(one), len(two))

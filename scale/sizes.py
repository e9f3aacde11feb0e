"""How many of what, whole and in small. Firms are unequal, as firms are."""

import os
from dataclasses import dataclass
from fractions import Fraction

# How many firms have how many clients each: 2,000 firms, two million clients.
LARGE, MIDDLE = 50_000, 1_500
SIZES = [(5, LARGE), (45, 8_000), (450, MIDDLE), (1_499, 476), (1, 1_476)]
CAMPAIGNS, LABELS = 3, 8
# Of a firm's clients every one is in the campaigns of last year and of this one, and every second in a third.
HALF = 2


@dataclass(frozen=True)
class Firm:
    id: int
    first: int  # of its clients
    many: int


def part() -> Fraction:
    return Fraction(os.environ.get("SCALE", "1"))


def firms(whole: Fraction) -> list[Firm]:
    """In small there are fewer firms, and none of them is smaller; the large ones shrink below a tenth."""
    made, first = [], 1
    for count, many in SIZES:
        few = max(1, round(count * whole))
        size = many if many < LARGE else max(MIDDLE, round(many * min(1, whole * 10)))
        for _each in range(few):
            made.append(Firm(len(made) + 1, first, size))
            first += size
    return made


def of_size(found: list[Firm], wanted: int) -> Firm:
    """The firm of which the pages are measured."""
    return min(found, key=lambda one: (abs(one.many - wanted), one.id))

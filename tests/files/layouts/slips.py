"""What goes wrong when numbers are typed, and what spreadsheets do to them."""

from collections.abc import Callable, Iterator

from stdnum import iban
from stdnum.be import ssn


def swapped(number: str, valid: Callable[[str], bool] = ssn.is_valid) -> str:
    """Two signs beside each other swapped, where turning two back gives one valid number only."""
    for wrong in _swaps(number):
        if not valid(wrong) and [again for again in _swaps(wrong) if valid(again)] == [number]:
            return wrong
    raise AssertionError(number)


def _swaps(number: str) -> Iterator[str]:
    for place in range(len(number) - 1):
        one, other = number[place : place + 2]
        if one != other:
            yield f"{number[:place]}{other}{one}{number[place + 2 :]}"


def swapped_iban(number: str) -> str:
    return swapped(number, lambda text: iban.is_valid(text, check_country=False))


def one_off(number: str) -> str:
    """The last digit wrong, so that nothing proves what it should be."""
    for more in range(1, 10):
        wrong = f"{number[:-1]}{(int(number[-1]) + more) % 10}"
        if not any(map(ssn.is_valid, (wrong, *_swaps(wrong)))):
            return wrong
    raise AssertionError(number)


def scientific(number: str) -> str:
    """As a text file saved from a narrow column shows it, 8,50730E+10: the other digits are gone."""
    return f"{int(number):.5E}".replace(".", ",")

"""The codes of official forms, as they are printed, with their check digits."""

import re
from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

BELGIAN = re.compile(r"([1-4]\d{3})-(\d{2})")
FREE = re.compile(r"[\w.§-]+(?: [\w.§-]+)*")


def belgian(left: str, right: str) -> Iterator[str]:
    """Income tax of natural persons: 1250-11 in the left column is 2250-78 in the right one."""
    for code in (left, *filter(None, [right])):
        match = BELGIAN.fullmatch(code)
        if not match:
            yield _("“%(code)s” is no code of this form. Write it like 1250-11.") % {"code": code}
        elif (digits := f"{97 - int(match[1]) % 97:02}") != match[2]:
            yield _("The check digits of %(code)s are wrong: after %(bare)s come %(digits)s.") % {
                "code": code,
                "bare": match[1],
                "digits": digits,
            }
    if right and (right[:1] + left[1:4] != right[:4] or left[:1] + right[:1] not in ("12", "34")):
        yield _("%(right)s is not the right column of %(left)s.") % {"right": right, "left": left}


def free(left: str, right: str) -> Iterator[str]:
    for code in (left, *filter(None, [right])):
        if not FREE.fullmatch(code):
            yield _("“%(code)s” is no code. Write it as the form prints it.") % {"code": code}


SCHEMES: dict[str, Callable[[str, str], Iterator[str]]] = {
    "": free,
    "be_income_tax": belgian,
}

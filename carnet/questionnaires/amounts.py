"""Numbers as people write them, in any country, to exact decimals. What can be read in two ways is refused."""

import re
import unicodedata
from decimal import Decimal

from django.utils.translation import gettext as _

# A space of any width, an apostrophe straight or curly, an Arabic thousands sign.
GROUPING = "[ \u00a0\u2009\u202f'’٬]"
CURRENCY = re.compile(
    r"^(?:€|EUR|CHF|Fr\.?|\$|£)\s*|\s*(?:€|EUR|CHF|Fr\.?|\$|£|%|\.-|[–—-])$", re.I
)
SPACED = re.compile(rf"\d{{1,3}}(?:{GROUPING}\d{{3}})+(?=$|[.,])")
ENGLISH = re.compile(r"\d{1,3}(?:,\d{3})+\.\d+")
CONTINENTAL = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+")
GROUPED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3}){2,}|[1-9]\d{0,2}(?:,\d{3}){2,}")
ONE_GROUP = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
SIMPLE = re.compile(r"\d+(?:[.,]\d+)?|[.,]\d+")
MOST_DIGITS = 15


class NotANumber(Exception):
    """Carries the sentence that tells what to type instead."""


def read_amount(typed: str) -> Decimal:
    """An amount of money: at most two decimals, so 1.250 and 1,250 can only be a thousand."""
    amount = read(typed, three_decimals_possible=False)
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -2:
        raise NotANumber(_("Write an amount with at most two decimals, such as 1250.50."))
    return amount


def read_number(typed: str) -> Decimal:
    return read(typed, three_decimals_possible=True)


def read(typed: str, *, three_decimals_possible: bool) -> Decimal:
    bare = CURRENCY.sub("", latin_digits(typed).strip()).strip()
    sign, figures = split_sign(bare)
    if len(re.findall(r"\d", figures)) > MOST_DIGITS:
        raise NotANumber(_("This number is too long."))
    figures = SPACED.sub(lambda match: re.sub(GROUPING, "", match[0]), figures)
    if three_decimals_possible and ONE_GROUP.fullmatch(figures):
        raise NotANumber(
            _("“%(typed)s” can be read in two ways. Write %(thousands)s or %(decimals)s.")
            % {
                "typed": typed.strip(),
                "thousands": re.sub(r"\D", "", figures),
                "decimals": figures + "0",
            }
        )
    return Decimal(sign + plain_figures(figures))


def plain_figures(figures: str) -> str:
    if GROUPED.fullmatch(figures) or ONE_GROUP.fullmatch(figures):
        return re.sub(r"\D", "", figures)
    if ENGLISH.fullmatch(figures):
        return figures.replace(",", "")
    if CONTINENTAL.fullmatch(figures):
        return figures.replace(".", "").replace(",", ".")
    if SIMPLE.fullmatch(figures):
        return figures.replace(",", ".")
    raise NotANumber(_("Write a number in figures, such as 1250 or 1250.50."))


def split_sign(bare: str) -> tuple[str, str]:
    if bare[:1] in ("-", "−", "+"):
        return ("" if bare[0] == "+" else "-"), bare[1:].strip()
    return "", bare


def latin_digits(typed: str) -> str:
    """Arabic-Indic and other decimal digits as 0 to 9; the Arabic decimal sign as a comma."""
    return "".join(
        str(unicodedata.digit(sign)) if unicodedata.category(sign) == "Nd" else sign
        for sign in typed.replace("٫", ",")
    )

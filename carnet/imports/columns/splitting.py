"""Splits one cell that holds a whole name or a whole address, by one rule each.

What cannot be split stays whole; the plan shows the parts before anything is written.
"""

import re

NUMBER = r"\d+\s?(?:bis|ter|[A-Za-z])?(?:\s?[-–]\s?\d+[A-Za-z]?)?"
BOX = r"(?:\s*[,/]?\s*(?:boîte|boite|bte|bt|bus|box|b)\.?\s*(?P<box>\w{1,6})|\s*/\s*(?P<slash>\w{1,6}))?"
NUMBER_LAST = re.compile(rf"(?P<street>\D.*?)[\s,]+(?P<house_number>{NUMBER}){BOX}", re.IGNORECASE)
NUMBER_FIRST = re.compile(rf"(?P<house_number>{NUMBER})[\s,]+(?P<street>\D.+)", re.IGNORECASE)
PLACE = re.compile(
    r"(?:[A-Z]{1,2}[-–\s])?(?P<postcode>\d{4}\s?[A-Z]{2}(?=\s)|\d{4,5})[\s,]+(?P<city>[^\d,;\n(]+)"
    r"(?:[,;\n(]\s*(?P<country>[^\d()]+)\)?)?$"
)


def split_name(text: str, *, first_name_first: bool) -> dict[str, str]:
    """A comma ends the last name; capitals are a last name; otherwise the order is the header's."""
    if "," in text:
        last, _, first = text.partition(",")
        return {"last_name": " ".join(last.split()), "first_name": " ".join(first.split())}
    words = text.split()
    shouted = [word for word in words if len(word) > 1 and word == word.upper()]
    if shouted and len(shouted) < len(words):
        return _names(shouted, [word for word in words if word not in shouted])
    if first_name_first:
        return _names(words[1:], words[:1])
    return _names(words[:-1], words[-1:]) if len(words) > 1 else _names(words, [])


def _names(last: list[str], first: list[str]) -> dict[str, str]:
    return {"last_name": " ".join(last), "first_name": " ".join(first)}


def split_address(text: str) -> dict[str, str]:
    """Street, number and box before the postcode; city and country behind it."""
    text = text.strip(" ,;\n")
    place = PLACE.search(text)
    if place is None:
        return _split_street(" ".join(text.split()))
    parts = {key: part.strip(" ,;-\n") for key, part in place.groupdict().items() if part}
    return _split_street(" ".join(text[: place.start()].split()).rstrip(" ,;-")) | parts


def _split_street(text: str) -> dict[str, str]:
    match = NUMBER_LAST.fullmatch(text) or NUMBER_FIRST.fullmatch(text)
    if match is None:
        return {"street": text} if text else {}
    found = match.groupdict()
    found["box"] = found.get("box") or found.pop("slash", None)
    found.pop("slash", None)
    return {key: part.strip(" ,") for key, part in found.items() if part}

"""Why a mail did not arrive, in words. Pure.

A problem is noted as `word detail`: the word says who found it, the detail is what the mail server
answered, a reply code (RFC 5321), an enhanced status code (RFC 3463) or both: `recipient 550 5.1.1`. A piece of
the server's own words follows where its codes say nothing: `bounce 5.0.0: Not accepted here`.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

PROBLEMS: Mapping[str, Any] = {
    "recipient": _("The mail server refused this address (%(detail)s)."),
    "content": _("The mail server refused the text of this mail (%(detail)s)."),
    "sender": _("The mail server refused our own address (%(detail)s)."),
    "signin": _("The mail server refused our sign-in (%(detail)s)."),
    "connection": _("The mail server could not be reached (%(detail)s)."),
    "encryption": _("The encrypted connection to the mail server failed (%(detail)s)."),
    "characters": _("Our mail server cannot write to addresses with letters such as é or ø."),
    "unwritable": _("This mail could not be written."),
    "bounce": _("Their mail server sent it back (%(detail)s)."),
    "delayed": _("Their mail server has not taken it yet (%(detail)s)."),
}
# Where the server says more than no: subject and detail of RFC 3463, the class left out.
STATUSES: Mapping[str, Any] = {
    "1": _("This address does not work (%(detail)s)."),
    "1.1": _("This address does not exist (%(detail)s)."),
    "1.2": _("There is no mail server for the part after the @ (%(detail)s)."),
    "1.10": _("This address does not exist (%(detail)s)."),
    "2": _("The mailbox takes no mail (%(detail)s)."),
    "2.1": _("The mailbox is switched off (%(detail)s)."),
    "2.2": _("The mailbox is full (%(detail)s)."),
    "2.3": _("The mail is too large for the mailbox (%(detail)s)."),
    "3": _("Their mail server has a fault (%(detail)s)."),
    "4": _("Their mail server cannot be reached (%(detail)s)."),
    "4.4": _("There is no mail server for the part after the @ (%(detail)s)."),
    "7": _("Their mail server refused it as unwanted mail (%(detail)s)."),
}
# Class 4, where the class matters: greylisting and other distrust that ends by itself.
PUT_OFF: Mapping[str, Any] = {
    "7": _(
        "Their mail server put it off, as many do with senders they do not know yet (%(detail)s)."
    ),
    "2.0": PROBLEMS["delayed"],
}
ABOUT_THE_RECIPIENT = {"recipient", "content", "bounce", "delayed"}
STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
# The address is refused for now, and tried again: greylisting, mostly.
FOR_NOW = re.compile(r"recipient 4\d\d(?: 4\.0\.0)?")


def in_words(problem: str) -> str:
    """A sentence; empty for no problem."""
    word, _space, detail = problem.partition(" ")
    if not word:
        return ""
    sentence = (_by_status(detail) if word in ABOUT_THE_RECIPIENT else None) or PROBLEMS[word]
    if FOR_NOW.fullmatch(problem):
        sentence = PROBLEMS["delayed"]
    return str(sentence) % {"detail": detail}


def _by_status(detail: str) -> Any:
    found = STATUS.search(detail)
    if not found:
        return None
    kind, subject, more = found.groups()
    known = {**STATUSES, **PUT_OFF} if kind == "4" else STATUSES
    return known.get(f"{subject}.{more}") or known.get(subject)

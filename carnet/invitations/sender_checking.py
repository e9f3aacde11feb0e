"""The look at the sender's domain, remembered for an hour, in words for people."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from carnet.core import lookup
from carnet.firms.models import Firm
from carnet.invitations import sender_check
from carnet.invitations.route_check import Route
from carnet.invitations.sender_check import MISSING, PASSES, UNKNOWN, WRONG, Line

REMEMBERED, TRIED_AGAIN = 60 * 60, 60  # seconds
STATES = {
    PASSES: _("in order"),
    MISSING: _("missing"),
    WRONG: _("to repair"),
    UNKNOWN: _("could not be checked"),
}
NAMES = {
    "mx": _("Mails that come back (MX)"),
    "spf": _("Who may send for the domain (SPF)"),
    "dkim": _("Signature (DKIM)"),
    "dmarc": _("What to do with forgeries (DMARC)"),
}
# What it means and what to ask of the person who runs the domain.
WORDS: dict[tuple[str, str, str], Any] = {
    ("mx", PASSES, ""): _("The domain takes mail: we learn of mails that cannot be delivered."),
    ("mx", MISSING, ""): _(
        "The domain takes no mail, so nobody learns what could not be delivered. Ask for an MX record."
    ),
    ("mx", WRONG, "none"): _(
        "The domain says that it takes no mail. Ask for an MX record, or send from another address."
    ),
    ("spf", PASSES, ""): _("There is one. It must name the mail server Carnet sends through."),
    ("spf", PASSES, "allowed"): _("It allows %(host)s, through which Carnet sends."),
    ("spf", UNKNOWN, "relay"): _(
        "We cannot know from which address %(host)s sends; the record of %(domain)s allows %(terms)s. "
        "Ask your mail provider whether that includes its servers."
    ),
    ("spf", UNKNOWN, "macro"): _(
        "Its part “%(term)s” depends on more than we can know. Send a mail to yourself and look whether "
        "it says spf=pass."
    ),
    ("spf", WRONG, "refused"): _(
        "Mails that Carnet sends through %(host)s are not allowed by the SPF record of %(domain)s. "
        "Ask the person who runs the domain to add %(terms)s."
    ),
    ("spf", WRONG, "nobody"): _(
        "The SPF record of %(domain)s allows nobody. Ask the person who runs the domain to add the mail "
        "server Carnet sends through."
    ),
    ("spf", WRONG, "syntax"): _(
        "Receivers cannot read it, for its part “%(term)s” is no valid one. Ask to repair it."
    ),
    ("spf", WRONG, "lookups"): _(
        "It leads to more than ten other names, so receivers use none of it. Ask to shorten it."
    ),
    ("spf", WRONG, "void"): _(
        "More than two of the names in it do not exist, so receivers use none of it. Ask to remove "
        "“%(term)s” and other old parts."
    ),
    ("spf", WRONG, "include"): _(
        "Its part “%(term)s” leads to a domain without one valid SPF record, so receivers use none of it. "
        "Ask to repair or remove it."
    ),
    ("spf", MISSING, ""): _(
        "Without it many mails land among the spam. Ask for an SPF record that names the mail server "
        "Carnet sends through."
    ),
    ("spf", WRONG, "several"): _(
        "There are several, so receivers use none. Ask to make one of them."
    ),
    ("spf", WRONG, "open"): _(
        "It lets anybody send for the domain. Ask to end it with -all or ~all."
    ),
    ("dkim", PASSES, ""): _("The key is published. The mail server must sign with it."),
    ("dkim", MISSING, ""): _(
        "There is no key under this selector. Ask the person who runs the mail server for the selector "
        "and to publish the key."
    ),
    ("dkim", WRONG, "revoked"): _("The key is withdrawn. Ask for the selector in use."),
    ("dkim", UNKNOWN, "selector"): _(
        "Nobody can look it up without its selector. Ask the person who runs the mail server, and write "
        "it down here."
    ),
    ("dmarc", PASSES, ""): _("Forged mails in your name are refused or set apart."),
    ("dmarc", PASSES, "watching"): _(
        "It only watches. Once SPF and DKIM are in order, ask for p=quarantine."
    ),
    ("dmarc", MISSING, ""): _(
        "Large mail services expect one. Ask for a DMARC record, to begin with: v=DMARC1; p=none."
    ),
    ("dmarc", WRONG, "several"): _(
        "There are several, so receivers use none. Ask to make one of them."
    ),
}
UNANSWERED = _("No answer from the name server. This says nothing about your domain: try later.")


@dataclass(frozen=True)
class Told:
    """One line for people."""

    line: Line

    @property
    def state(self) -> str:
        return self.line.state

    @property
    def name(self) -> str:
        return str(NAMES[self.line.what])

    @property
    def word(self) -> str:
        return str(STATES[self.line.state])

    @property
    def sentence(self) -> str:
        where = self.line.what, self.line.state, self.line.detail
        sentence = str(WORDS.get(where, UNANSWERED))
        return sentence % self.line.names if self.line.names else sentence


@dataclass(frozen=True)
class Checked:
    domain: str
    lines: list[Told]

    @property
    def state(self) -> str:
        """The worst there is; a selector that nobody wrote down is no fault."""
        states = {line.state for line in self.lines if line.line.detail != "selector"}
        return next((s for s in (WRONG, MISSING, UNKNOWN) if s in states), PASSES)


def checked(firm: Firm, *, again: bool = False) -> Checked:
    """Takes up to four seconds where nothing is remembered. Without lines for a domain that is nobody's."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].lower()
    if not sender_check.real(domain):
        return Checked(domain, [])
    route = Route(settings.MAIL_HOST, settings.BOUNCE_ADDRESS or settings.DEFAULT_FROM_EMAIL)
    key = f"sender:{domain}:{firm.dkim_selector}:{route.host}:{route.sender}"
    lines = None if again else cache.get(key)
    if lines is None:
        found = sender_check.look(domain, firm.dkim_selector, route, lookup.asking())
        lines = [tuple(line) for line in found]
        silent = any(line.detail == "unanswered" for line in found)
        cache.set(key, lines, TRIED_AGAIN if silent else REMEMBERED)
    return Checked(domain, [Told(Line(*line)) for line in lines])

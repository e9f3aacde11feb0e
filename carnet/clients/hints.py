"""Small things worth saying while somebody types: never errors, only questions."""

from collections.abc import Iterator
from functools import lru_cache

from carnet.core.countries import country_codes

DOMAINS = (
    *("gmail.com", "googlemail.com", "hotmail.com", "hotmail.be", "hotmail.fr", "hotmail.nl"),
    *("hotmail.de", "hotmail.ch", "outlook.com", "outlook.be", "outlook.fr", "outlook.de"),
    *("live.be", "live.com", "live.fr", "live.nl", "msn.com", "icloud.com", "me.com", "mac.com"),
    *("yahoo.com", "yahoo.fr", "yahoo.be", "yahoo.de", "ymail.com", "protonmail.com", "proton.me"),
    *("skynet.be", "telenet.be", "proximus.be", "scarlet.be", "voo.be", "pandora.be", "gmx.be"),
    *("bluewin.ch", "hispeed.ch", "sunrise.ch", "gmx.ch", "orange.fr", "wanadoo.fr", "free.fr"),
    *("sfr.fr", "laposte.net", "pt.lu", "internet.lu", "gmx.de", "gmx.net", "gmx.com", "web.de"),
    *("t-online.de", "ziggo.nl", "kpnmail.nl", "xs4all.nl", "mail.com", "aol.com", "live.de"),
    *("belgacom.net", "brutele.be", "vodafone.de", "freenet.de", "arcor.de", "planet.nl"),
    *("home.nl", "casema.nl", "email.com", "email.de", "bbox.fr", "neuf.fr", "club-internet.fr"),
)
KNOWN = frozenset(DOMAINS)
# Shorter names are one letter away from too many others.
SHORTEST = 4
# At home in many countries: yahoo.it is no slip of yahoo.fr.
EVERYWHERE = frozenset({"hotmail", "outlook", "live", "yahoo", "gmx", "msn", "orange", "vodafone"})

# People add their own country's ending to these, where nobody has a mailbox.
NOWHERE_ELSE = {"gmail": "gmail.com", "icloud": "icloud.com"}


def better_address(email: str) -> str:
    """The address that was probably meant, or nothing."""
    local, at, domain = email.lower().rpartition("@")
    meant = better_domain(domain) if at else ""
    return f"{local}@{meant}" if meant else ""


@lru_cache(maxsize=4096)
def better_domain(domain: str) -> str:
    """The well-known domain that differs by one letter: missing, too many, another, or moved."""
    name, _dot, ending = domain.partition(".")
    if domain in KNOWN or (name in EVERYWHERE and ending.upper() in country_codes()):
        return ""
    if name in NOWHERE_ELSE:
        return NOWHERE_ELSE[name]
    return next((SLIPS[form] for form in _without_a_letter(domain) if form in SLIPS), "")


def _without_a_letter(domain: str) -> Iterator[str]:
    """The domain, and all that is left of it when one letter is struck out. Two domains share such a form when
    one slip lies between them; looking them up costs nothing, however many are known."""
    yield domain
    for place in range(len(domain)):
        yield domain[:place] + domain[place + 1 :]


# The first in the list of domains owns a form that several share.
SLIPS = {
    form: domain
    for domain in reversed(DOMAINS)
    if len(domain.partition(".")[0]) >= SHORTEST
    for form in _without_a_letter(domain)
}

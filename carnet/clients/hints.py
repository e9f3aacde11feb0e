"""Small things worth saying while somebody types: never errors, only questions."""

from difflib import get_close_matches

DOMAINS = (
    *("gmail.com", "googlemail.com", "hotmail.com", "hotmail.be", "hotmail.fr", "hotmail.nl"),
    *("hotmail.de", "hotmail.ch", "outlook.com", "outlook.be", "outlook.fr", "outlook.de"),
    *("live.be", "live.com", "live.fr", "live.nl", "msn.com", "icloud.com", "me.com", "mac.com"),
    *("yahoo.com", "yahoo.fr", "yahoo.be", "yahoo.de", "ymail.com", "protonmail.com", "proton.me"),
    *("skynet.be", "telenet.be", "proximus.be", "scarlet.be", "voo.be", "pandora.be", "gmx.be"),
    *("bluewin.ch", "hispeed.ch", "sunrise.ch", "gmx.ch", "orange.fr", "wanadoo.fr", "free.fr"),
    *("sfr.fr", "laposte.net", "pt.lu", "internet.lu", "gmx.de", "gmx.net", "gmx.com", "web.de"),
    *("t-online.de", "ziggo.nl", "kpnmail.nl", "xs4all.nl", "mail.com", "aol.com", "live.de"),
)
KNOWN = frozenset(DOMAINS)


def better_address(email: str) -> str:
    """The address that was probably meant, or nothing."""
    local, at, domain = email.lower().rpartition("@")
    if not at or domain in KNOWN:
        return ""
    close = get_close_matches(domain, DOMAINS, n=1, cutoff=0.84)
    return f"{local}@{close[0]}" if close else ""

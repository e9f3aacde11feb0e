"""What mail servers write in prose when they give no code that says anything: English, French, Dutch, German.
Pure; may meet anything."""

import re

# To subject and detail of RFC 3463. The first that is found counts: a missing domain is written with the same
# words as a missing mailbox, and "try again later" stands under many other reasons.
PHRASES: list[tuple[str, str]] = [
    (
        "1.2",
        r"(?:host|domain)(?: or domain)?(?: name)? (?:not found|unknown|does ?n[o']t exist)|no such domain"
        r"|find any host named|(?:domaine|h[oô]te) (?:\S+ )?(?:introuvable|inconnu|n['’]existe pas)"
        r"|domein (?:\S+ )?(?:bestaat niet|niet gevonden|onbekend)"
        r"|dom[aä]i?ne? (?:\S+ )?(?:existiert nicht|nicht gefunden|unbekannt|wurde nicht gefunden)",
    ),
    (
        "2.2",
        r"mailbox (?:\S+ ){0,3}(?:is )?full|over ?quota|quota (?:\S+ ){0,2}exceeded|exceed\w+ (?:\S+ ){0,3}"
        r"(?:quota|storage)|insufficient (?:system )?storage|bo[iî]te (?:\S+ ){0,5}(?:est )?pleine"
        r"|quota (?:\S+ ){0,2}d[eé]pass[eé]|(?:postvak|mailbox|brievenbus) (?:\S+ ){0,4}(?:is )?vol\b"
        r"|(?:postfach|mailbox) (?:\S+ ){0,5}(?:ist )?(?:voll\b|[uü]berf[uü]llt)|speicherplatz (?:\S+ ){0,3}"
        r"ersch[oö]pft",
    ),
    (
        "2.3",
        r"message (?:\S+ ){0,3}too (?:large|big)|exceeds (?:\S+ ){0,5}size|trop (?:volumineux|grand|gros)"
        r"|(?:bericht|mail) (?:\S+ ){0,3}te groot|(?:nachricht|mail) (?:\S+ ){0,3}zu gro(?:ß|ss)",
    ),
    (
        "2.1",
        r"(?:account|mailbox|user) (?:\S+ ){0,4}(?:disabled|deactivated|suspended|inactive|locked)"
        r"|(?:compte|bo[iî]te) (?:\S+ ){0,4}(?:d[eé]sactiv|suspendu|bloqu|inacti)"
        r"|(?:account|postvak) (?:\S+ ){0,4}(?:gedeactiveerd|uitgeschakeld|geblokkeerd|opgeheven)"
        r"|(?:konto|postfach) (?:\S+ ){0,4}(?:deaktiviert|gesperrt|stillgelegt)",
    ),
    (
        "7.1",
        r"\bspam\b|black ?list|block ?list|unsolicited|considered (?:\S+ ){0,2}(?:junk|unwanted)|ind[eé]sirable"
        r"|ongewenste|unerw[uü]nscht|content (?:\S+ ){0,2}(?:rejected|policy)|(?:message|mail) (?:\S+ ){0,3}"
        r"(?:violates|blocked)",
    ),
    (
        "1.1",
        r"(?:unknown|no such|invalid) (?:\S+ )?(?:user|recipient|mailbox|address|account)|(?:user|recipient|mailbox"
        r"|address|account)\S* (?:\S+ ){0,6}(?:unknown|not found|(?:does|did|do) ?n[o'’]t exist|couldn['’]t be found"
        r"|not be found)|no mailbox (?:here )?by that name|(?:adresse|destinataire|utilisateur|bo[iî]te) (?:\S+ ){0,6}"
        r"(?:introuvable|inconnue?\b|n['’]existe (?:pas|plus)|n['’]a pas (?:\S+ )?(?:trouv))"
        r"|(?:onbekende?|ongeldige?) (?:gebruiker|ontvanger|adres|geadresseerde)|(?:gebruiker|ontvanger|adres|postvak"
        r"|geadresseerde)\S* (?:\S+ ){0,6}(?:bestaat niet|niet (?:worden )?gevonden|onbekend|niet bekend)"
        r"|unbekannter? (?:empf[aä]nger|benutzer|nutzer|adresse)|(?:empf[aä]nger|benutzer|nutzer|adresse|postfach)\S* "
        r"(?:\S+ ){0,6}(?:existiert nicht|nicht gefunden|unbekannt|nicht bekannt|gibt es nicht)",
    ),
    (
        "4.1",
        r"connection (?:timed out|refused)|no route to host|establish an smtp connection|host (?:\S+ ){0,2}unreachable"
        r"|retry time(?:out)? (?:not reached|exceeded)|connexion (?:\S+ ){0,2}(?:refus|expir)"
        r"|verbinding (?:\S+ ){0,3}(?:geweigerd|mislukt|verlopen)|verbindung (?:\S+ ){0,3}(?:abgelehnt|fehlgeschlagen)",
    ),
]
SAYS = [(place, re.compile(pattern, re.I)) for place, pattern in PHRASES]
# Put off because the sender is not known yet; the server that asks for it gives all kinds of codes.
GREYLISTED = re.compile(r"gr[ea]y-?list", re.I)
PUT_OFF = re.compile(
    r"try (?:it )?(?:again )?later|temporarily (?:deferred|rejected|unavailable)|r[eé]essay\w+ (?:\S+ )?plus tard"
    r"|later (?:nog eens|opnieuw)|sp[aä]ter (?:noch ?mal|erneut|wieder)|erneut (?:\S+ )?sp[aä]ter",
    re.I,
)
STILL_TRYING = re.compile(
    r"\bdelayed\b|\bwarning\b|will (?:keep|be|continue) (?:\S+ )?(?:re)?try|not (?:yet )?been delivered yet"
    r"|\bretard[eé]|nouvelle tentative|continuer\w* (?:\S+ )?essayer|\bvertraagd\b|vertraging|blijven proberen"
    r"|opnieuw geprobeerd|verz[oö]ger|weiterhin versuch|noch nicht zugestellt",
    re.I,
)
RETURNED = re.compile(
    r"undeliver|returned (?:mail|to sender)|delivery (?:\S+ ){0,3}(?:fail|error)|failure notice|mail delivery"
    r"|could not be delivered|non[ -](?:remis|distribu|livr)|pas [eé]t[eé] (?:remis|distribu)"
    r"|[eé]chec de (?:la )?(?:remise|distribution|livraison)"
    r"|niet (?:te )?(?:bezorg|afgelever)|onbestelbaar|unzustellbar|nicht (?:\S+ )?zugestellt",
    re.I,
)
ADDRESS = re.compile(r"<?[^\s<>@]{1,64}@[^\s<>@]{1,255}>?:?")
LINK = re.compile(r"\b(?:https?://|www\.)\S*", re.I)
LONGEST_QUOTE = 120


def status_of(words: str, final: bool) -> str:
    """What the words mean, as 5.1.1; empty where they say nothing we know."""
    if GREYLISTED.search(words):
        return "4.7.1"
    place = next((place for place, says in SAYS if says.search(words)), "")
    if place:
        return f"{5 if final else 4}.{place}"
    return "4.7.1" if PUT_OFF.search(words) else ""


def quote(words: str, code: re.Pattern[str]) -> str:
    """The piece that tells most, short, without addresses and links: from the server's code on, or what stands
    behind the address, or the beginning."""
    found = code.search(words)
    address = ADDRESS.search(words)
    start = found.start() if found else address.end() if address else 0
    rest = words[start:] if words[start:].strip(" .:<>") else words
    plain = " ".join(LINK.sub("…", ADDRESS.sub("…", rest[: 4 * LONGEST_QUOTE])).split())
    cut = plain if len(plain) <= LONGEST_QUOTE else plain[:LONGEST_QUOTE].rpartition(" ")[0] + "…"
    return cut.strip(" -:;")

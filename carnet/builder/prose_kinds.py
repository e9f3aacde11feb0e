"""What kind of answer a question wants, told from its words. Pure.

Three tables: how a question that wants yes or no begins, what asks for papers, and nouns. Of nouns the first one in
the sentence counts, since it is what is asked: "the date of the payment" is a date.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from carnet.builder.prose_words import whole


@dataclass(frozen=True)
class Guess:
    """A kind, the words it was told from ("" when there were none), and whether that is sure."""

    kind: str
    found: str = ""
    sure: bool = True
    format: str = ""


# Behind these no yes or no can follow.
ASKS_WHAT = {
    "fr": whole(
        r"\b(?:quel(?:le)?s?|combien|quand|où|qui|que|qu['’](?!il|elle)|comment|pourquoi|lesquel(?:le)?s|"
        r"auquel|quoi)\b"
    ),
    "nl": whole(r"\b(?:welke?|hoeveel|wanneer|waar\w*|wie|wat|hoe|waarom|sinds wanneer)\b"),
    "de": whole(
        r"\b(?:welche[rsnm]?|wie|wie ?viele?|wann|wo(?:her|hin|mit|für)?|wer|wem|wen|was|warum|wieso)\b"
    ),
    "en": whole(r"\b(?:what|which|how|when|where|who|whom|whose|why)\b"),
}
YES_OR_NO = {
    "fr": whole(
        r"^est-ce (?:que|qu['’])", r"\b\w+-(?:vous|t-(?:il|elle|on)|ils?|elles?|on|tu|je|nous|ce)\b"
    ),
    "nl": whole(
        r"^(?:\w+, ?)?(?:heeft|hebt|hebben|heb|had(?:den)?|bent|ben|is|was|waren|zijn|werd(?:en)?|wordt|"
        r"worden|kreeg|"
        r"zal|zult|kan|kunt|mag|moet|gaat|ging|gaf|nam|kocht|verkocht|stortte|volgt|loopt|bestaat|maakt)\b",
        r"^\w+ (?:u|je|jij|er|uw|jullie|hij|zij)\b.*\?",
    ),
    "de": whole(
        r"^(?:hab(?:en|t)|hatten?|hat|sind|ist|waren?|wurden?|werden|wird|gibt|gab|kann|können|soll|"
        r"liegen|liegt|"
        r"besteht|bestehen)\b",
        r"^\w+en sie\b.*\?",
    ),
    "en": whole(
        r"^(?:do|does|did|have|has|had|are|is|was|were|will|would|can|could|should|am)\b(?!.*\bplease\b)"
    ),
}
PAPERS = {
    "fr": whole(
        r"\b(?:joindre|joignez|annexer|annexez|transmettre|transmettez|fourni[rs]?(?:sez)?|remettre|"
        r"envoyer|déposer)\b",
        r"^(?:photo)?(?:copies?|attestations?|certificats?|fiches?|extraits?|avertissements?[- ]extraits?|"
        r"preuves?|"
        r"justificatifs?|contrats?|relevés?|factures?|scans?|décomptes?|bilans?|statuts|acte)\b",
    ),
    "nl": whole(
        r"\b(?:toe(?: te )?voegen|bij(?: te )?voegen|(?:bezorg|stuur) ons|bezorgen|opladen|uploaden|"
        r"meesturen|door(?: te )?sturen|bijlage)\b",
        r"^(?:graag |gelieve )?(?:een |de )?(?:kopie|kopieën|attest(?:en)?|bewijs|bewijzen|"
        r"(?:loon)?fiches?|contract|"
        r"factu(?:ur|ren)|uittreksel|aanslagbiljet|akte|statuten|jaarrekening)\b",
    ),
    "de": whole(
        r"\b(?:beilegen|beifügen|einreichen|hochladen|anhängen|mitschicken|zusenden|zuschicken)\b|\bhoch\.?$",
        r"^(?:bitte )?(?:\w*kopien?|\w*belege?|\w*bescheinigung(?:en)?|\w*nachweise?|lohnausweise?|"
        r"kontoauszüge?|"
        r"\w*vertrag|rechnung(?:en)?|\w*auszüge?|jahresabschluss|\w*ausweise?)\b",
    ),
    "en": whole(
        r"\b(?:attach|upload|enclose|send us|provide (?:a copy|copies|your|the))\b",
        r"^(?:an? |the )?(?:cop(?:y|ies) of|proof of|certificates?|(?:bank )?statements?|payslips?|"
        r"contracts?|invoices?|"
        r"p60|p45|p11d|vouchers?)\b",
    ),
}
# Nouns and turns of all four languages: they hardly ever mean something else in another one.
NOUNS = {
    "text": whole(
        r"\b(?:pré)?noms?\b|\bmarque\b|\bprofession\b|\b(?:voor)?na(?:am|men?)\b|\bberoep\b|\bberuf\b|"
        r"\b(?:sur)?names?\b"
        r"|\boccupation\b|\bbenaming\b"
    ),
    "money": whole(
        r"\b(?:montants?|loyers?|revenus?|prix|coûts?|valeur|primes?|frais|salaires?|soldes?|"
        r"chiffre d['’]affaires|intérêts|dividendes)\b",
        r"combien (?:avez|as|a|ont|payez|touchez)-?(?:vous|t-il|t-elle|ils)?\b(?! \w* ?(?:d['’]|de )\w+)",
        r"combien (?:coût|vous a|cela)|combien de? ?(?:d['’])?(?:loyer|frais|revenus|primes|intérêts|"
        r"dividendes)",
        r"hoeveel \w+ (?:betaal|ontv|verdien|kost|kreeg)\w*|wie ?viel \w+ (?:bezahl|zahl|verdien|erhielt)\w*",
        r"\b\w*(?:bedrag(?:en)?|huurprijs|huurinkomsten|inkom(?:en|sten)|aankoopprijs|verkoopprijs|prijs|"
        r"kosten|premies?|"
        r"bezoldiging|omzet|interesten)\b",
        r"\b(?:de|uw|welke|huidige|geschatte)? ?(?:huur|waarde|saldo)\b",
        r"hoeveel (?:heeft|hebt|betaal\w*|bedraagt|kost\w*|ontving|verdien\w*)\b",
        r"\b\w*(?:betrag|beträge|miete|kaltmiete|einkommen|einkünfte|preis|kosten|prämien?|umsatz|"
        r"kaufpreis|lohn|gehalt|schuld|zinsen|beiträge)\b",
        r"\b\w*wert\b|\bhöhe (?:der|des|ihrer)\b|wie hoch (?:war|ist|sind|waren)|wie ?viel (?:haben|"
        r"bezahl\w*|kostet)",
        r"\b(?:amounts?|rent|income|price|costs?|value|premiums?|balance|salary|turnover|fees?|how much|"
        r"rents|interest|dividends)\b",
        r"[€£]|\b(?:EUR|CHF|GBP)\b",
    ),
    "number": whole(
        r"\b(?:combien (?:de|d['’])|nombre (?:de|d['’])|combien\b|kilomètres|superficie|surface|distance)",
        r"\b(?:hoeveel|aantal|kilometers|oppervlakte|afstand)\b",
        r"\b(?:wie ?viele?n?|(?:an)?zahl der|anzahl|entfernung|kilometer|wohnfläche)\b",
        r"\b(?:how many|number of|mileage|miles)\b",
    ),
    "percent": whole(
        r"\b(?:pourcentage|taux|quote-part|percentage|prozent(?:satz)?|procent)\b|%|\bin prozent\b"
    ),
    "date": whole(
        r"\b(?:dates?|quand)\b|à quelle date|depuis quand",
        r"\b\w*(?:datum|wanneer)\b",
        r"\b\w*datum\b|\b(?:wann|am welchem tag)\b",
        r"\bwhen\b",
    ),
    "month": whole(
        r"\b(?:quel mois|mois (?:de|du)\b(?! \w+ \w+ \w+))|\bin which month\b|\bmonth of\b",
        r"\b(?:welke maand|in welchem monat|monat der|monat des)\b|\((?:mois|maand|monat|month)\)",
    ),
    "year": whole(
        r"\b(?:quelle année|année (?:de|d['’]|du)|which year|what year|year of|welk jaar|jaar van|"
        r"bouwjaar|aankoopjaar)",
        r"\b(?:welchem jahr|baujahr|jahr der|jahr des|kaufjahr)\b",
    ),
    "email": whole(r"\be-?mail(?:s|adres(?:se)?)?\b|\bcourriel\b|\bmailadresse?\b"),
    "phone": whole(
        r"\b(?:t[ée]l[ée]phone|gsm|portable|telefoon\w*|telefon\w*|handy\w*|phone|mobile|mobil)\b"
    ),
    "bank_account": whole(
        r"\biban\b|\biban-\w+|num[ée]ro de compte|compte bancaire pour|coordonnées bancaires",
        r"\b(?:bank)?rekeningnummer\b|\bbankverbindung\b|\bkontonummer\b|\bbank account (?:number|details)\b",
    ),
    "id_number": whole(
        r"\b(?:n(?:uméro|[°o]\.?) )?(?:de )?(?:registre national|national\b(?!it)|nrn?\b|niss|avs|fiscal|"
        r"d['’]entreprise|de tva)",
        r"\b(?:national insurance|(?:tax|vat)(?: identification| registration| reference)?) (?:number|"
        r"no\b)|\b(?:utr|pps|matricule)\b",
        r"\b(?:rijksregister(?:nummer)?|ondernemingsnummer|btw-nummer|kbo-nummer)\b",
        r"\b(?:ahv(?:-nummer|-nr\.?)|steuernummer|steuer-id\w*|sozialversicherungsnummer|unternehmensnummer)\b",
    ),
    "address": whole(
        r"\b(?:nom|naam|name)s? (?:et|en|und|and) (?:adresse?|adres|address)\b",
        r"\badresses?\b(?! (?:e-?mail|mail|électronique|ip))|\b(?:post|woon)?adres\b|\b\w*anschrift\b|"
        r"\baddress(?:es)?\b",
    ),
    "country": whole(
        r"\b(?:quel(?:s)? pays|pays (?:de|d['’])|nationalité|welke? land(?:en)?|land van|nationaliteit)\b",
        r"\b(?:welche[ms]? (?:land|staat)|staatsangehörigkeit|wohnsitzland|nationalität)\b",
        r"\b(?:which country|what country|country\b|nationality)",
    ),
    "long_text": whole(
        r"\b(?:précise[rz]|décri(?:re|vez)|détaille[rz]|explique[rz]|commentaires?|remarques?|observations?)\b",
        r"\b(?:beschrijf|beschrijving|toelicht(?:en|ing)|licht toe|verduidelijk|specificeer|"
        r"opmerking(?:en)?|waarom|moeten weten|andere (?:zaken|informatie))\b",
        r"\b(?:beschreiben|erläutern|erklären|bemerkung(?:en)?|anmerkung(?:en)?|warum|angaben zu|wissen|"
        r"mitteilung(?:en)?)\b",
        r"\b(?:describe|explain|details of|give details|comments?|remarks?|anything else|why|tell us)\b",
        r"^pourquoi\b|^comment\b(?! vous)|que devons-nous|autres (?:informations|éléments)|devons savoir",
    ),
}
# Written in brackets or behind the words it settles the kind: "Loyer annuel (€)".
UNITS = {
    "money": whole(
        r"\((?:[^)]*\s)?(?:€|eur|euros?|chf|£|gbp)\)|\ben (?:€|euros?|chf)\b|\bin (?:€|euro|chf)\b"
    ),
    "percent": whole(r"\(%\)|\(en %\)|\(in %\)|\bin prozent\b|\ben pour ?cent\b"),
    "month": whole(r"\((?:mois|maand|monat|month)\)"),
    "address": whole(r"\((?:adresse|adres|address)\)"),
    "bank_account": whole(r"\(iban\b"),
    "number": whole(r"\((?:en |in )?(?:km|m²|m2|kwh|jours|dagen|tage|days|stuks|stück)\b[^)]*\)"),
}
BRACKETS = re.compile(r"\([^()]*\)")
BARE_WHEN = whole(r"quand|depuis quand|wanneer|wann|seit wann|when")
FORMATS = (
    (whole(r"avs|ahv"), "ch_national"),
    (whole(r"entreprise|tva|onderneming|btw|kbo|unternehmensnummer"), "enterprise"),
    (whole(r"steuer|fiscal|insurance"), ""),
    (whole(r"rijksregister|registre national|num[ée]ro national|n° national|niss"), "be_national"),
)
# Asked politely, and meant as papers or as words, not as yes or no.
POLITE = whole(
    r"^(?:pouvez|pourriez|voulez|voudriez)-vous\b|^(?:kunt|kan|wilt|zou) u\b|^(?:können|könnten|würden) sie\b",
    r"^(?:can|could|would|will) you\b",
)


def guess(words: str, language: str) -> Guess:
    """Never nothing: what gives no sign is a text, and said to be unsure."""
    return next(guesses(words.strip(), language))


def guesses(words: str, language: str) -> Iterator[Guess]:
    polite = POLITE.search(words)
    if not polite:
        yield from yes_or_no(words, language)
    if papers := PAPERS[language].search(words):
        yield Guess("file", papers[0])
    yield from by_unit(words)
    yield from by_noun(words, language)
    if polite:
        yield from yes_or_no(words, language)
    if ASKS_WHAT[language].search(words):
        yield Guess("text", "", sure=len(words.split()) < 12)
    elif words.endswith("?"):
        yield Guess("yes_no", "?", sure=False)
    yield Guess("text", "", sure=False)


def yes_or_no(words: str, language: str) -> Iterator[Guess]:
    opening = YES_OR_NO[language].search(words)
    asked = ASKS_WHAT[language].search(words)
    if opening and not (asked and asked.start() <= opening.start()):
        yield Guess("yes_no", opening[0])


def by_unit(words: str) -> Iterator[Guess]:
    for kind, pattern in UNITS.items():
        if found := pattern.search(words):
            yield Guess(kind, found[0].strip("()"))


def by_noun(words: str, language: str) -> Iterator[Guess]:
    """The noun that stands first; of two at the same place the longer one, such as e-mail address."""
    outside = BRACKETS.sub("", words)
    matches = [
        (kind, found) for kind, pattern in NOUNS.items() if (found := pattern.search(outside))
    ]
    asked = ASKS_WHAT[language].search(outside)
    if asked:  # "which function, and since when?" is no day
        matches = [
            (kind, found)
            for kind, found in matches
            if found.start() <= asked.end() or not BARE_WHEN.fullmatch(found[0])
        ]
    for kind, found in sorted(matches, key=lambda one: (one[1].start(), -len(one[1][0]))):
        yield Guess(kind, found[0].strip(), format=format_of(words) if kind == "id_number" else "")


def format_of(words: str) -> str:
    return next((name for pattern, name in FORMATS if re.search(pattern, words)), "")

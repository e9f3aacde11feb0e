"""Whose a column is (“NISS du conjoint”, “Contribuable 2: nom”) and of which place (“Rue (bureau)”).

Takes those words out of a header and hands over what is left. Knows no field.
"""

from dataclasses import dataclass

from carnet.imports.columns.words import word_set

CLIENT = word_set(
    "client, cliente, clients, klant, klanten, contribuable, contribuables, déclarant, déclarante,"
    " belastingplichtige, aangever, hoofdaangever, contact, contactpersoon, interlocuteur, kunde,"
    " kunden, mandant, mandanten, customer, taxpayer, steuerpflichtiger, relatie, personne, persoon,"
    " person, kontaktperson, kontakt, principal, dirigeant, gérant, zaakvoerder, bestuurder, monsieur"
)
PARTNER = word_set(
    "partenaire, partenaires, conjoint, conjointe, conjoints, époux, épouse, cohabitant, cohabitante,"
    " partner, partners, echtgenoot, echtgenote, echtgeno, spouse, spouses, husband, wife, ehepartner,"
    " ehepartners, ehepartnerin, ehegatte, ehegatten, ehegattin, ehefrau, ehemann, partnerin, co,"
    " codéclarant, samenwonende, medeaangever, madame"
)
OTHERS = word_set(
    "enfant, enfants, kinderen, kinder, child, children, mère, père, parent, parents, moeder, vader,"
    " mother, father, mutter, vater, notaire, notaris, notar, urgence, emergency, assistant, assistent,"
    " assistante, secrétaire, curateur, tuteur, bewindvoerder, employeur, werkgever, employer, fiduciaire"
)
HOME = word_set(
    "domicile, privé, privée, privat, prive, maison, thuis, huisadres, thuisadres, woonadres, home,"
    " private, personal, personnel, personnelle, persoonlijk, wohnadresse"
)
WORK = word_set(
    "bureau, travail, professionnel, professionnelle, pro, siège, werk, werkadres, zakelijk, kantoor,"
    " work, business, office, geschäftlich, geschaftlich, arbeit, büro"
)
ELSEWHERE = word_set(
    "facturation, facture, facturatie, factuur, invoice, billing, rechnung, rechnungs, livraison,"
    " levering, delivery, lieferung, correspondance, correspondentie, correspondence, autre, andere,"
    " other, weitere, exploitation, exploitatie"
)
FILLERS = word_set(
    "de, du, des, d, la, le, les, l, van, der, den, het, dem, vom, von, of, the, s, zum, zur, a, à, au,"
    " op, voor, for, pour, für, in, adr"
)
WHOSE_WORDS = CLIENT | PARTNER | OTHERS | HOME | WORK | ELSEWHERE
PLACES = {
    **dict.fromkeys(HOME, "home"),
    **dict.fromkeys(WORK, "work"),
    **dict.fromkeys(ELSEWHERE, "elsewhere"),
}


@dataclass(frozen=True)
class Whose:
    """`owner` is client, partner, others or empty; `place` home, work, elsewhere or empty."""

    owner: str
    place: str
    rest: str


def whose(words: str) -> Whose:
    """Of normalised words; `rest` is empty when they name nobody but an owner or a place."""
    tokens = words.split()
    owner = _owner(tokens)
    places = [PLACES[token] for token in tokens if token in PLACES]
    kept = [token for token in tokens if token not in PLACES]
    if owner:
        kept = _without_owner(kept)
    return Whose(owner, places[0] if places else "", " ".join(_without_fillers(kept)))


def _owner(tokens: list[str]) -> str:
    """Whoever is counted (“contribuable 2”, “partner 1”) is the client or the partner by that number."""
    people = CLIENT | PARTNER
    for token, following in zip(tokens, [*tokens[1:], ""], strict=False):
        if token in people and following in {"1", "2"}:
            return "client" if following == "1" else "partner"
    for owner, names in (("others", OTHERS), ("partner", PARTNER), ("client", CLIENT)):
        if not names.isdisjoint(tokens):
            return owner
    return ""


def _without_owner(tokens: list[str]) -> list[str]:
    people = CLIENT | PARTNER | OTHERS
    before = ["", *tokens]
    return [
        token
        for token, previous in zip(tokens, before, strict=False)
        if token not in people and not (token in {"1", "2"} and previous in people)
    ]


def _without_fillers(tokens: list[str]) -> list[str]:
    while tokens and tokens[0] in FILLERS:
        tokens = tokens[1:]
    while tokens and tokens[-1] in FILLERS:
        tokens = tokens[:-1]
    return tokens

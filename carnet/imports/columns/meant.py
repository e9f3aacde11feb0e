"""Words in cells that clients' own checks do not know, as words that they know. What is new here stays as it is."""

from functools import lru_cache

from carnet.clients.countries import country_code, language_code
from carnet.clients.fields import KIND_OF
from carnet.clients.search import fold
from carnet.imports.columns.legal_forms import is_legal_form

_KINDS = {
    "person": "privat, privatkunde, private, physique, natuurlijke persoon, natuurlijke personen, personnes"
    " physiques, particuliers, individuals, pp, np, non, nee, nein, no, faux, onwaar, falsch,"
    " natural person, physical person, prive persoon, m, mme, particulier belge, salarié,"
    " pensionné",
    "sole_trader": "indépendant personne physique, indépendant en personne physique, indépendants,"
    " zelfstandigen, pp indépendant, ei, auto-entrepreneur, micro-entreprise, einzelfirmen,"
    " freelancer, independent, self-employed",
    "company": "pm, rp, personnes morales, sociétés, entreprises, bedrijven, vennootschappen,"
    " rechtspersonen, companies, oui, ja, yes, vrai, waar, wahr, x, legal person, moral, morale,"
    " firmen, société ou association, association, vereniging, partnership, corporation, trust,"
    " eigen bedrijf",
}
KINDS = {fold(word): kind for kind, words in _KINDS.items() for word in words.split(",")}
_COUNTRIES = {
    "LU": "grand duché, grand duché de luxembourg, gd luxembourg, g d luxembourg, groothertogdom luxemburg, luxbg",
    "BE": "royaume de belgique, koninkrijk belgie, belgie belgique, belgique belgie, b e, bel",
    "NL": "the netherlands, pays bas hollande, holland",
    "CH": "confédération suisse, schweizerische eidgenossenschaft, suisse schweiz, swisse",
    "DE": "république fédérale d'allemagne, rfa, bundesrepublik deutschland, brd",
    "FR": "france métropolitaine, république française",
    "GB": "great britain, royaume uni de grande bretagne, grande bretagne, groot brittannie, grossbritannien",
    "US": "united states of america, états unis d'amérique, u s a",
}
COUNTRIES = {fold(word): code for code, words in _COUNTRIES.items() for word in words.split(",")}
REMEMBERED = 2048


@lru_cache(maxsize=REMEMBERED)
def kind_meant(text: str) -> str:
    """`person`, `sole_trader` or `company`; a legal form (SRL) is a company's."""
    folded = fold(text)
    if folded in KIND_OF:
        return text
    return KINDS.get(folded) or ("company" if is_legal_form(text) else text)


@lru_cache(maxsize=REMEMBERED)
def is_company(text: str) -> bool:
    return KIND_OF.get(fold(kind_meant(text))) == "company"


@lru_cache(maxsize=REMEMBERED)
def country_meant(text: str) -> str:
    """“BE - Belgique” and “Belgique (BE)” are what either part says."""
    if country_code(text):
        return text
    if code := COUNTRIES.get(fold(text)):
        return code
    words = text.replace("(", " - ").replace(")", "").replace("/", " - ").split(" - ")
    codes = {code for word in words if (code := country_code(word.strip()))}
    return codes.pop() if len(codes) == 1 else text


@lru_cache(maxsize=REMEMBERED)
def language_meant(text: str) -> str:
    """“FR - Français” is French; two languages in one cell are left for a person to decide."""
    if language_code(text):
        return text
    words = fold(text).split()
    codes = {code for word in words if (code := language_code(word))}
    return codes.pop() if len(codes) == 1 else text

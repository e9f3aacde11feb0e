"""Countries and languages as people write them, in four languages, and their codes. Knows no database."""

from functools import cache, lru_cache

from babel import Locale
from babel.core import get_global
from django.conf import settings
from django.utils.translation import get_language

from carnet.clients.search import fold
from carnet.core.countries import country_codes

LANGUAGES = [code for code, _name in settings.LANGUAGES]

# Signs of cars and what people call the countries around.
ALSO_COUNTRIES = {
    "BE": "b belge belg belgische belgisch belgischer belgian",
    "FR": "f francais francaise frans franse franzosisch franzose franzosin french",
    "LU": "l luxembourgeois luxembourgeoise luxemburgs luxemburgse luxemburgisch luxemburger"
    " luxembourgish",
    "CH": "confoederatio suisse zwitser zwitserse schweizer schweizerin schweizerisch swiss",
    "DE": "d allemand allemande duits duitse deutsch deutscher deutsche german",
    "NL": "neerlandais neerlandaise hollande holland nederlander nederlandse niederlander"
    " niederlandisch dutch",
    "IT": "i italien italienne italiaan italiaanse italiener italienisch italian",
    "ES": "e espagnol espagnole spaans spaanse spanier spanisch spanish",
    "PT": "p portugais portugaise portugees portugese portugiese portugiesisch portuguese",
    "GB": "uk angleterre engeland england britannique brits britse britisch british",
    "US": "usa americain americaine amerikaans amerikaanse amerikaner amerikanisch american",
}
ALSO_LANGUAGES = {
    "fr": "f fra fre francophone franstalig frans franzosischsprachig",
    "nl": "n nld dut neerlandophone nederlandstalig vlaams flamand flamisch niederlandischsprachig",
    "de": "d deu ger germanophone duitstalig deutschsprachig",
    "en": "e eng anglophone engelstalig englischsprachig",
}


@lru_cache(maxsize=1024)
def country_code(text: str) -> str | None:
    return _countries().get(fold(text.replace(".", "")))


def country_name(code: str) -> str:
    return _locale().territories.get(code, code) if code else ""


@lru_cache(maxsize=1024)
def language_code(text: str) -> str | None:
    """`fr`, `FR`, `fr-BE`, `français`, `Frans`… give `fr`."""
    words = _languages()
    folded = fold(text)
    return words.get(folded) or words.get(folded.partition(" ")[0])


def language_name(code: str) -> str:
    return _locale().languages.get(code, code) if code else ""


def language_choices() -> list[tuple[str, str]]:
    """Each language under its own name: whoever reads it, finds it."""
    return [(code, Locale(code).languages[code].capitalize()) for code in LANGUAGES]


def _locale() -> Locale:
    return Locale.parse(get_language() or settings.LANGUAGE_CODE, sep="-")


@cache
def _countries() -> dict[str, str]:
    codes = country_codes()
    words = {
        fold(Locale(language).territories[code].replace(".", "")): code
        for language in LANGUAGES
        for code in codes
    }
    three_letters = get_global("territory_aliases")
    for alias, targets in three_letters.items():
        if alias.isalpha() and len(targets) == 1 and targets[0] in codes:
            words[alias.lower()] = targets[0]
    for code, names in ALSO_COUNTRIES.items():
        words.update(dict.fromkeys(names.split(), code))
    words.update({code.lower(): code for code in codes})
    return words


@cache
def _languages() -> dict[str, str]:
    words = {
        fold(Locale(language).languages[code]): code for language in LANGUAGES for code in LANGUAGES
    }
    for code, names in ALSO_LANGUAGES.items():
        words.update(dict.fromkeys([code, *names.split()], code))
    return words

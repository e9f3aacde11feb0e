"""What keeps a draft from being published although all is well with it: words that are missing in a language that
is called complete. They are written in place, or the language need not be complete. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce

from django.conf.locale import LANG_INFO
from django.utils.text import get_text_list
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from carnet.builder.grid import Row, rows, spoken
from carnet.builder.grid_actions import completing
from carnet.builder.grid_languages import completed
from carnet.questionnaires.loading import Document

# So many texts are written in place; who has more of them wants the page of translations.
MOST = 12
# Names of languages begin with a capital in the other languages of the office.
NO_CAPITAL = {"fr"}


@dataclass(frozen=True)
class Text:
    """A text that says nothing in some languages, each by its code and name; `source` is what it says in the first
    that has it."""

    key: str
    source: str
    language: str
    lacks: tuple[tuple[str, str], ...]


class Lacking:
    def __init__(self, document: Document) -> None:
        self.document, (self.first, *_more) = document, spoken(document)
        self.strict = [code for code in spoken(document) if code in completed(document)]

    @cached_property
    def texts(self) -> list[Text]:
        found = ((row, self.lacked_by(row)) for row in rows(self.document))
        return [told(row, lacks) for row, lacks in found if lacks]

    def lacked_by(self, row: Row) -> tuple[str, ...]:
        strict = dict.fromkeys((self.first, *self.strict))
        return tuple(code for code in strict if row.lacks(code))

    @property
    def shown(self) -> list[Text]:
        return self.texts[:MOST]

    @property
    def more(self) -> int:
        return max(0, len(self.texts) - MOST)

    @cached_property
    def languages(self) -> list[str]:
        """Those that need not be complete; the first stands in for others, so it must."""
        lacked = {code for text in self.texts for code, _name in text.lacks}
        return [code for code in self.strict if code in lacked and code != self.first]

    @property
    def names(self) -> str:
        return named(self.languages)

    @property
    def stands_in(self) -> str:
        return named([self.first])

    @property
    def into(self) -> str:
        return next(iter(self.languages), self.first)


def told(row: Row, lacks: tuple[str, ...]) -> Text:
    language, source = next(iter(row.words.items()), ("", row.key))
    return Text(row.key, source, language, tuple((code, spoken_of(code)) for code in lacks))


def named(languages: Sequence[str]) -> str:
    return get_text_list([spoken_of(code) for code in languages], _("and"))


def spoken_of(code: str) -> str:
    """As in the middle of a sentence."""
    name = str(get_language_info(code)["name_translated"]) if code in LANG_INFO else code
    return name.lower() if get_language() in NO_CAPITAL else name


def opening(languages: Sequence[str]) -> Callable[[Document], Document]:
    """None of these needs to be complete any more."""

    def alter(document: Document) -> Document:
        return reduce(
            lambda text, code: completing(code, complete=False)(text), languages, document
        )

    return alter

"""The standard words of a firm's letters: its own where it wrote some, else Carnet's."""

from django.db import transaction
from django.utils.translation import gettext_noop

from carnet.audit import record as audit
from carnet.campaigns.models import StandardText
from carnet.campaigns.wording import LETTERS
from carnet.firms.models import Colleague, Firm

CHANGED = gettext_noop("text of a mail changed")

Words = dict[str, tuple[str, str]]


def standard(firm: Firm, letter: str = "invitation") -> Words:
    """Subject and message by language, of the languages the firm offers and those it has words for."""
    own = {text.language: text for text in firm.standard_texts.filter(letter=letter)}
    return {
        language: _either(own.get(language), LETTERS[letter].words(language))
        for language in {*own, *firm.languages, firm.language}
    }


def of_language(firm: Firm, language: str, letter: str = "invitation") -> tuple[str, str]:
    own = firm.standard_texts.filter(letter=letter, language=language).first()
    return _either(own, LETTERS[letter].words(language))


def _either(own: StandardText | None, ours: tuple[str, str]) -> tuple[str, str]:
    return (own.subject or ours[0], own.message or ours[1]) if own else ours


@transaction.atomic
def write(
    firm: Firm, letter: str, language: str, subject: str, message: str, *, by: Colleague
) -> bool:
    """Keep what differs from Carnet's words: the rest follows them when they get better. Whether anything
    changed."""
    before = of_language(firm, language, letter)
    if (subject, message) == before:
        return False
    ours = LETTERS[letter].words(language)
    own = {
        "subject": "" if subject == ours[0] else subject,
        "message": "" if message == ours[1] else message,
    }
    if any(own.values()):
        firm.standard_texts.update_or_create(letter=letter, language=language, defaults=own)
    else:
        firm.standard_texts.filter(letter=letter, language=language).delete()
    audit.record(CHANGED, firm, firm=firm, by=by, letter=letter, language=language)
    return True

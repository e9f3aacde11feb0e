"""What clients are told before their first answer: who gets it, what for, how long, what they may ask (GDPR art. 13).

A firm's own text comes in numbered versions (models.Notice). Number 0 is Carnet's standard text, which also stands in
for a language that the firm has left empty."""

import hashlib
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.firms.models import Firm, Notice


@dataclass(frozen=True)
class Shown:
    """`text` in paragraphs with an empty line between them; `sha256` of its UTF-8, in hexadecimal."""

    number: int
    text: str
    sha256: str


def latest(firm: Firm) -> Notice | None:
    """None while the firm has written nothing of its own."""
    return firm.privacy_notices.first()


def current(firm: Firm, language: str) -> Shown:
    """As clients read it now, in `language` (a code of settings.LANGUAGES)."""
    return shown(firm, latest(firm), language)


def shown(firm: Firm, notice: Notice | None, language: str) -> Shown:
    own = notice.texts.get(language, "") if notice else ""
    text = own or standard(firm, language)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Shown(notice.number if notice else 0, text, sha256)


def standard(firm: Firm, language: str) -> str:
    """Carnet's own words, with the name, the period and the addresses of the firm."""
    with translation.override(language):
        return "\n\n".join([*_purposes(firm.name), _how_long(firm), _rights(), _whom(firm)])


def _purposes(firm: str) -> list[str]:
    sentences = [
        _(
            "%(firm)s receives your answers and documents, and uses them for the work you have asked it to do."
        ),
        _(
            "This rests on your agreement with %(firm)s, and on what the law asks of accountants, such as "
            "knowing who their clients are."
        ),
        _(
            "Only the people who work at %(firm)s and those who run its server can see them. When %(firm)s files "
            "a return for you, the authorities receive what belongs in it."
        ),
    ]
    return [sentence % {"firm": firm} for sentence in sentences]


def _how_long(firm: Firm) -> str:
    return ngettext(
        "They are kept for as long as the law asks %(firm)s to keep them. If you are a client for this one time "
        "only, they are erased %(days)d day after you have sent them.",
        "They are kept for as long as the law asks %(firm)s to keep them. If you are a client for this one time "
        "only, they are erased %(days)d days after you have sent them.",
        firm.keep_days,
    ) % {"firm": firm.name, "days": firm.keep_days}


def _rights() -> str:
    return _(
        "You may ask to see what is kept about you and to receive a copy, to have it corrected or erased, and to "
        "have its use limited or ended. You may also complain to the data protection authority."
    )


def _whom(firm: Firm) -> str:
    ways = ", ".join(filter(None, (firm.email or firm.reply_to, firm.phone_shown)))
    if not ways:
        return _("For all of this, turn to %(firm)s.") % {"firm": firm.name}
    return _("For all of this, turn to %(firm)s: %(ways)s") % {"firm": firm.name, "ways": ways}

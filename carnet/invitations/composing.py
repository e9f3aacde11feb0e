"""The last step before clients are invited: which languages they read, and what each of them will read.
Writes nothing."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.forms import BoundField

from carnet.campaigns.actions import Terms, language_for
from carnet.campaigns.choosing import Who
from carnet.campaigns.models import Campaign
from carnet.clients.models import Client
from carnet.core.mail import Letter
from carnet.firms.models import Firm
from carnet.invitations import letters
from carnet.invitations.forms import NAMES, MessageForm


@dataclass(frozen=True)
class Sample:
    """The clients of one language, the fields for their mail, and the mail one of them gets."""

    language: str
    name: str
    count: int
    subject: BoundField | None
    message: BoundField | None
    client: Client
    letter: Letter

    @property
    def wrong(self) -> bool:
        return any(field.errors for field in (self.subject, self.message) if field)


def languages_of(who: Who, terms: Terms | Campaign, firm: Firm) -> dict[str, int]:
    """How many clients read which language, the most read first."""
    offered = terms.revision.definition.languages
    counts: Counter[str] = Counter()
    known = who.clients.order_by().values_list("language").annotate(count=Count("pk"))
    for language, count in known:
        counts[language_for(language, firm, offered)] += count
    return dict(counts.most_common())


def samples(
    who: Who, terms: Terms | Campaign, firm: Firm, form: MessageForm | None = None
) -> list[Sample]:
    offered = terms.revision.definition.languages
    found = []
    for language, count in languages_of(who, terms, firm).items():
        client = _first_reading(who, language, firm, offered)
        own = form.words(language) if form else ("", "")
        words = letters.Words.of(terms, firm, client.called, language, own)
        found.append(
            Sample(
                language=language,
                name=str(NAMES[language]),
                count=count,
                subject=form[f"subject_{language}"] if form else None,
                message=form[f"message_{language}"] if form else None,
                client=client,
                letter=letters.write(words, f"{settings.SITE_URL}/q/…"),
            )
        )
    return found


def _first_reading(who: Who, language: str, firm: Firm, offered: Any) -> Client:
    """The client whose mail is shown: the first in the list who reads this language."""
    spoken = {code for code in NAMES if language_for(code, firm, offered) == language}
    return who.clients.filter(language__in=spoken).order_by("sort_name", "pk")[0]


def last_words(terms: Terms, firm: Firm) -> tuple[dict[str, str], dict[str, str]]:
    """What the firm wrote the last time it sent this questionnaire."""
    before = firm.campaigns.filter(revision__questionnaire=terms.revision.questionnaire_id).first()
    return (before.subjects, before.messages) if before else ({}, {})


def address_of(firm: Firm) -> str:
    return f"{firm.sender} <{settings.DEFAULT_FROM_EMAIL}>"

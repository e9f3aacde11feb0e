"""The last step before clients are invited: which languages they read, and what each of them will read.
Writes nothing but a test mail to the colleague who asks for one."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count
from django.forms import BoundField
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from carnet.campaigns import texts
from carnet.campaigns.actions import Terms, language_for
from carnet.campaigns.choosing import Who
from carnet.campaigns.models import Campaign
from carnet.clients.models import Client
from carnet.core.mail import Letter
from carnet.core.models import Mail
from carnet.firms.models import Colleague, Firm
from carnet.invitations import letters
from carnet.invitations.forms import NAMES, MessageForm

# How long the words somebody is typing are kept for the frame that shows them.
TYPED_LASTS = 60 * 60


@dataclass(frozen=True)
class Sample:
    """The clients of one language, the fields for their mail, and the mail one of them gets."""

    language: str
    name: str
    count: int
    client: Client
    letter: Letter
    version: str
    subject: BoundField | None = None
    message: BoundField | None = None

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
) -> Iterator[Sample]:
    for language, count in languages_of(who, terms, firm).items():
        own = form.words(language) if form else ("", "")
        if found := sample(who, terms, firm, language, own):
            yield replace(
                found,
                count=count,
                subject=_field(form, "subject", language),
                message=_field(form, "message", language),
            )


def _field(form: MessageForm | None, part: str, language: str) -> BoundField | None:
    return form[f"{part}_{language}"] if form else None


def sample(
    who: Who, terms: Terms | Campaign, firm: Firm, language: str, own: tuple[str, str]
) -> Sample | None:
    """What the first client who reads this language gets; None when nobody does."""
    client = _first_reading(who, language, firm, terms.revision.definition.languages)
    if client is None:
        return None
    words = letters.Words.of(terms, firm, client.called, language, own)
    letter = letters.write(words, f"{settings.SITE_URL}/q/…")
    return Sample(language, str(NAMES[language]), 0, client, letter, _version(own))


def _version(own: tuple[str, str]) -> str:
    """Part of the frame's address: other words, another address."""
    return sha256("\0".join(own).encode()).hexdigest()[:12]


def _first_reading(who: Who, language: str, firm: Firm, offered: Any) -> Client | None:
    """The client whose mail is shown: the first in the list who reads this language."""
    clients = who.clients
    if language == language_for("", firm, offered):  # what everybody else reads
        others = [code for code in NAMES if language_for(code, firm, offered) != language]
        clients = clients.exclude(language__in=others)
    else:
        clients = clients.filter(language=language)
    return clients.order_by("sort_name", "pk").first()


def last_words(terms: Terms, firm: Firm) -> tuple[dict[str, str], dict[str, str]]:
    """What the firm wrote the last time it sent this questionnaire, where that was not its standard text."""
    before = firm.campaigns.filter(revision__questionnaire=terms.revision.questionnaire_id).first()
    return (before.subjects, before.messages) if before else ({}, {})


def message_form(
    data: Any, who: Who, terms: Terms, firm: Firm, languages: list[str] | None = None
) -> MessageForm:
    languages = languages or list(languages_of(who, terms, firm))
    subjects, messages = last_words(terms, firm)
    standard = texts.standard(firm)
    for language in languages:  # one that the questionnaire speaks and the firm does not
        standard.setdefault(language, texts.of_language(firm, language))
    return MessageForm(
        data, languages=languages, standard=standard, subjects=subjects, messages=messages
    )


def keep_typed(firm: Firm, key: object, language: str, own: tuple[str, str]) -> None:
    """For the frame, which fetches the mail by itself. Words only: whom they are for is in its address."""
    cache.set(_typed(firm, key, language), own, TYPED_LASTS)


def typed(firm: Firm, key: object, language: str) -> tuple[str, str] | None:
    return cache.get(_typed(firm, key, language))


def _typed(firm: Firm, key: object, language: str) -> str:
    return f"typed:{firm.pk}:{key}:{language}"


def send_test(
    terms: Terms | Campaign, language: str, own: tuple[str, str], *, to: Colleague
) -> Mail:
    """The letter as a client would get it, to the colleague alone; its link leads to a page that says so."""
    firm = to.firm
    words = letters.Words.of(terms, firm, to.name, language, own)
    letter = letters.write(words, settings.SITE_URL + reverse("invitations:test_link"))
    with translation.override(language):
        subject = _("Test: %(subject)s") % {"subject": letter.subject}
    return Mail.objects.create(
        firm=firm,
        letter="trial",
        to=to.email,
        language=language,
        subject=subject[:250],
        text=letter.text,
        html=letter.html,
    )


def example(firm: Firm, language: str, own: tuple[str, str], today: date) -> Letter:
    """The letter to an invented client about an invented questionnaire."""
    with translation.override(language):
        questionnaire = _("Personal income tax")
    words = letters.Words(
        firm=firm,
        language=language,
        first_name="Marie",
        questionnaire=questionnaire,
        due_date=today + timedelta(days=30),
        period=(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
        subject=own[0],
        message=own[1],
    )
    return letters.write(words, f"{settings.SITE_URL}/q/…")


def address_of(firm: Firm) -> str:
    return f"{firm.sender} <{settings.DEFAULT_FROM_EMAIL}>"

"""Questions a colleague wants to ask again, collected until all of them leave as one message to the client."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from carnet.answers.adapting import NoSuchQuestion
from carnet.answers.asking_again import Asked, ask_again
from carnet.answers.reading import load
from carnet.campaigns.models import Dossier
from carnet.firms.models import Colleague
from carnet.questionnaires.outcome import Instance
from carnet.reviews.actions import begin, row_seen
from carnet.reviews.desk import desk_of
from carnet.reviews.models import ToAsk

MOST_SIGNS = 500
# What is asked most; the client reads it in their own language.
REASONS = {
    "explain": gettext_noop("Could you explain this answer?"),
    "check": gettext_noop("Please check this amount once more."),
    "mismatch": gettext_noop("This does not match the document."),
    "document": gettext_noop("Please add the document for this."),
    "unreadable": gettext_noop("The document cannot be read. Please send it again."),
    "last_year": gettext_noop("This is quite different from last year. Is it right?"),
}


def askable(instance: Instance) -> bool:
    return instance.asked and instance.wants_a_word


def reason_words(reason: str, language: str) -> str:
    """The picked reason as the client reads it; nothing for one that is not on offer."""
    if reason not in REASONS:
        return ""
    with translation.override(language):
        return _(REASONS[reason])


@transaction.atomic
def put(
    dossier: Dossier, path: str, words: str, seen: str, *, by: Colleague, now: datetime
) -> ToAsk:
    """Into this colleague's tray, or with newer words. Nobody is told anything yet."""
    begin(dossier, now=now)
    desk = desk_of(dossier, today=timezone.localdate(now), language=dossier.language)
    if not askable(row_seen(desk, path, seen).instance):
        raise NoSuchQuestion(path)
    values = {"words": words.strip()[:MOST_SIGNS], "at": now}
    row, _new = dossier.to_ask.update_or_create(colleague=by, path=path, defaults=values)
    return row


def tray_of(dossier: Dossier, colleague: Colleague) -> QuerySet[ToAsk]:
    return dossier.to_ask.filter(colleague=colleague)


def take_out(dossier: Dossier, key: int, *, by: Colleague) -> bool:
    deleted, _kinds = tray_of(dossier, by).filter(pk=key).delete()
    return bool(deleted)


@transaction.atomic
def send(
    dossier: Dossier, words: Mapping[str, str], due: date | None, *, by: Colleague, now: datetime
) -> Asked | None:
    """One message with all that is in the tray, with these words by path where they were changed. None when there
    was nothing in it: somebody pressed twice."""
    begin(dossier, now=now)
    held = {row.path: row.words for row in tray_of(dossier, by)}
    instances = load(dossier, today=timezone.localdate(now)).instances
    asked = {
        path: (words.get(path, "").strip() or kept)[:MOST_SIGNS]
        for path, kept in held.items()
        if path in instances and askable(instances[path])
    }
    tray_of(dossier, by).delete()
    return ask_again(dossier, asked, due=due, by=by, now=now) if asked else None

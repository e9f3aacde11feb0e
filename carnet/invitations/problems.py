"""Why mails to clients did not arrive, in words: by dossier, and by address. The number of queries does not
grow with either."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import F, Q, prefetch_related_objects

from carnet.campaigns.models import Dossier
from carnet.clients.erasure import LETTERS
from carnet.clients.states import State
from carnet.core.models import Mail
from carnet.core.reasons import in_words
from carnet.firms.models import Firm
from carnet.invitations.models import Person

INVITATION, REMINDER = "invitation", "reminder"
# A letter, and the number of what it is about, as the outbox notes them.
About = tuple[str, str]


def last_problems(dossiers: Sequence[Dossier]) -> dict[int, str]:
    """By dossier; without those whose last mail to the client arrived. Of one that still waits nothing is known."""
    if not dossiers:
        return {}
    about = _about(dossiers)
    wanted = Q(letter=INVITATION, about__in=_numbers(about, INVITATION))
    wanted |= Q(letter=REMINDER, about__in=_numbers(about, REMINDER))
    ended = Q(sent_at__isnull=False) | Q(failed_at__isnull=False)
    mails = Mail.objects.filter(wanted & ended).only("letter", "about", "problem")
    last = {
        dossier: mail.reason
        for mail in mails.order_by("pk")
        for dossier in about[mail.letter, mail.about]
    }
    return {dossier: reason for dossier, reason in last.items() if reason}


def _about(dossiers: Sequence[Dossier]) -> Mapping[About, list[int]]:
    """What the mails to the clients are about; a reminder may name several dossiers."""
    found: dict[About, list[int]] = defaultdict(list)
    prefetch_related_objects(dossiers, "invitations")
    for dossier in dossiers:
        for one in dossier.invitations.all():
            if one.person == Person.CLIENT:
                found[INVITATION, str(one.pk)].append(dossier.pk)
    steps = Dossier.objects.filter(
        pk__in=[one.pk for one in dossiers], reminder_steps__person=Person.CLIENT
    )
    for number, dossier in steps.values_list(LETTERS[REMINDER], "pk").distinct():
        found[REMINDER, str(number)].append(dossier)
    return found


def _numbers(about: Mapping[About, list[int]], letter: str) -> list[str]:
    return [number for kind, number in about if kind == letter]


def bounced(firm: Firm) -> dict[str, str]:
    """To whom a mail server refused to deliver, and from whom an invitation came back: the addresses in lower
    case, each with the last reason."""
    refused = Q(failed_at__isnull=False, problem__startswith="recipient")
    mails = firm.mails.filter(refused | Q(bounced_at__isnull=False)).order_by("pk")
    rows = list(mails.values_list("to", "problem", "bounced_at"))
    reasons = {to.lower(): in_words(problem) for to, problem, _back in rows}
    back = firm.invitations.filter(
        Q(dossier__state=State.NOT_DELIVERED), email=F("dossier__client__email")
    )
    addresses = [to for to, _problem, bounced_at in rows if not bounced_at]
    addresses += back.values_list("email", flat=True)
    return {to.lower(): reasons.get(to.lower(), "") for to in addresses}

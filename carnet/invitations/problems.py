"""Why mails to clients did not arrive, in words: by dossier, and by address. The number of queries does not
grow with either."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from operator import attrgetter

from django.db.models import F, Q

from carnet.campaigns.models import Dossier
from carnet.clients.erasure import LETTERS
from carnet.clients.states import State
from carnet.core.asked_often import AskedOften
from carnet.core.models import Mail
from carnet.core.reasons import in_words
from carnet.firms.models import Firm
from carnet.invitations.models import Invitation, Person

INVITATION, REMINDER = "invitation", "reminder"
# A letter, and the number of what it is about, as the outbox notes them.
About = tuple[str, str]


def last_problems(dossiers: Sequence[Dossier]) -> dict[int, str]:
    """By dossier; without those whose last mail to the client arrived. Of one that still waits nothing is known."""
    if not dossiers:
        return {}
    about = _about(dossiers)
    mails = [
        mail
        for letter in (INVITATION, REMINDER)
        for mail in ENDED(letter=letter, about=_numbers(about, letter))
    ]
    last = {
        dossier: mail.reason
        for mail in sorted(mails, key=attrgetter("pk"))
        for dossier in about[mail.letter, mail.about]
    }
    return {dossier: reason for dossier, reason in last.items() if reason}


def _about(dossiers: Sequence[Dossier]) -> Mapping[About, list[int]]:
    """What the mails to the clients are about; a reminder may name several dossiers."""
    found: dict[About, list[int]] = defaultdict(list)
    numbers = [one.pk for one in dossiers]
    for number, dossier in INVITED(dossiers=numbers):
        found[INVITATION, str(number)].append(dossier)
    for number, dossier in REMINDED(dossiers=numbers):
        found[REMINDER, str(number)].append(dossier)
    return found


# By their numbers alone, which are the firm's: asked for the firm besides, SQLite would read all it has.
INVITED = AskedOften(
    lambda dossiers: Invitation._base_manager.filter(
        dossier__pk__in=dossiers, person=Person.CLIENT
    ).values_list("pk", "dossier")
)
REMINDED = AskedOften(
    lambda dossiers: (
        Dossier._base_manager.filter(pk__in=dossiers, reminder_steps__person=Person.CLIENT)
        .values_list(LETTERS[REMINDER], "pk")
        .distinct()
    )
)
ENDED = AskedOften(
    lambda letter, about: (
        Mail._base_manager.filter(letter=letter, about__in=about)
        .filter(Q(sent_at__isnull=False) | Q(failed_at__isnull=False))
        .only("letter", "about", "problem")
    )
)


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

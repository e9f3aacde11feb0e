"""Answers a client's message, and says what became of questions that were asked again."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from carnet.answers.asking_again import unlock
from carnet.answers.messages import note_read, reaches, reply
from carnet.answers.signing import first_name
from carnet.campaigns.models import WrongState
from carnet.questionnaires.kinds import cleaned
from carnet.reviews.views import dossier_of, say_changed


@require_POST
def answer(request, pk: int):
    found = dossier_of(request, pk)
    path, key, text = (
        "".join(cleaned(request.POST.getlist(name))) for name in ("path", "key", "text")
    )
    path, now = path[:200], timezone.now()
    if reply(found, text, path=path, by=request.user, key=key[:64], now=now):
        say_answered(request, found, reached=reaches(found, path, now))
    else:
        messages.warning(request, _("Nothing was sent: write your answer first."))
    return redirect("reviews:dossier", pk)


def say_answered(request, found, *, reached: bool) -> None:
    names = {"name": found.client.name}
    if reached:
        sentence = _(
            "%(name)s finds your answer on the pages of the questionnaire, and gets a mail."
        )
        messages.success(request, sentence % names)
        return
    sentence = _(
        "Your answer is on the pages of the questionnaire, but %(name)s has no link that works: no mail was sent. "
        "Send a new link from the list of dossiers."
    )
    messages.warning(request, sentence % names)


@require_POST
def read(request, pk: int):
    note_read(dossier_of(request, pk), timezone.now())
    return redirect("reviews:dossier", pk)


def tell_asked(request, found, asked) -> None:
    """How many are with the client now, and whom no mail reaches."""
    count, names = len(asked.rows), {"name": found.client.name, "count": len(asked.rows)}
    sentence = ngettext(
        "%(count)d question is with %(name)s again.",
        "%(count)d questions are with %(name)s again.",
        count,
    )
    if asked.reached:
        sentence = ngettext(
            "%(count)d question is with %(name)s again. A mail is on its way.",
            "%(count)d questions are with %(name)s again. A mail is on its way.",
            count,
        )
    messages.success(request, sentence % names)
    for person in asked.unreached:
        sentence = _(
            "%(name)s has no link that works: no mail was sent. Send a new link from the list of dossiers."
        )
        messages.warning(request, sentence % {"name": first_name(found, person) or _("Partner")})


@require_POST
def unlock_all(request, pk: int):
    found = dossier_of(request, pk)
    try:
        unlock(found, by=request.user, now=timezone.now())
    except WrongState:
        say_changed(request)
    else:
        sentence = _("%(name)s can change all answers again.")
        messages.success(request, sentence % {"name": found.client.name})
    return redirect("reviews:dossier", pk)

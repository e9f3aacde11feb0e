"""The mails of this stage, composed while they are sent: their secrets never rest in the outbox."""

from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils import timezone
from django.utils.http import int_to_base36

from carnet.core import mail
from carnet.core.models import Mail
from carnet.firms import devices, letterhead, watching
from carnet.firms.models import Colleague, ColleagueInvitation


@mail.letter("colleague", urgent=True)
def invitation(row: Mail) -> mail.Letter | None:
    """None when the invitation was used or withdrawn, or the colleague left, meanwhile."""
    wanted = ColleagueInvitation.objects.open().select_related("colleague__firm")
    found = wanted.filter(pk=row.about).first()
    if found is None:
        return None
    path = reverse("firms:join", args=[found.make_token(timezone.now())])
    return _letter("colleague", found.colleague, {"link": settings.SITE_URL + path})


@mail.letter("password", urgent=True)
def new_password(row: Mail) -> mail.Letter | None:
    colleague = Colleague.objects.working().select_related("firm").filter(pk=row.about).first()
    if colleague is None:
        return None
    path = reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": int_to_base36(colleague.pk),
            "key": default_token_generator.make_token(colleague),
        },
    )
    return _letter("password", colleague, {"link": settings.SITE_URL + path})


@mail.letter(devices.LETTER, urgent=True)
def new_device(row: Mail) -> mail.Letter | None:
    return _warning("new_device", row)


@mail.letter(watching.LETTER, urgent=True)
def paused(row: Mail) -> mail.Letter | None:
    return _warning("paused", row)


def _warning(name: str, row: Mail) -> mail.Letter | None:
    """About something at the moment the mail was queued, for somebody who works here still."""
    colleague = Colleague.objects.working().select_related("firm").filter(pk=row.about).first()
    if colleague is None:
        return None
    link = settings.SITE_URL + reverse("firms:account")
    return _letter(name, colleague, {"link": link, "at": row.created_at})


def _letter(name: str, colleague: Colleague, context: dict[str, Any]) -> mail.Letter:
    return letterhead.composed(name, colleague.firm, {"colleague": colleague, **context})

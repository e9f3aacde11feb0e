from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_init, pre_save
from django.http import HttpRequest
from django.utils import timezone


class FirmsConfig(AppConfig):
    name = "carnet.firms"

    def ready(self) -> None:
        from allauth.mfa.models import Authenticator  # noqa: PLC0415

        from carnet.firms.sealing import bind, hold  # noqa: PLC0415

        post_init.connect(hold, sender=Authenticator)
        pre_save.connect(bind, sender=Authenticator)
        user_logged_in.connect(note_the_moment)


def note_the_moment(request: HttpRequest, **about: Any) -> None:
    """How long a session may last, and whether somebody must show again who they are, counts from here."""
    request.session["signed_in_at"] = timezone.now().timestamp()

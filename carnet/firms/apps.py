from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils import timezone


class FirmsConfig(AppConfig):
    name = "carnet.firms"

    def ready(self) -> None:
        user_logged_in.connect(note_the_moment)


def note_the_moment(request: HttpRequest, **about: Any) -> None:
    """How long a session may last, and whether somebody must show again who they are, counts from here."""
    request.session["signed_in_at"] = timezone.now().timestamp()

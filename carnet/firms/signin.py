"""How allauth works here: nobody signs up alone, and every mail goes through the outbox.

Its own limits on attempts are switched off (settings): they read, then write. Ours are in limits.py.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from carnet.audit import record as audit
from carnet.core import mail
from carnet.firms import devices, letterhead, limits
from carnet.firms.again import is_fresh
from carnet.firms.models import Colleague, Tries
from carnet.firms.sealing import open_secret, seal_secret


class Adapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "This e-mail address and this password do not belong together."
        ),
        "enter_current_password": _("This is not your password of today."),
        "incorrect_password": _("This is not your password."),
        "incorrect_code": _("This code is not right, or no longer. Type the one shown now."),
        "invalid_password_reset": _("This link no longer works. Ask for a new one."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who has just signed in need not type the password a second time."""
        asked = super().is_reauthentication_required(app=app, **kwargs)
        return asked and not is_fresh(context.request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Colleague | None:
        """At sign-in and when somebody shows again who they are."""

        def check() -> Colleague | None:
            return super(Adapter, self).authenticate(request, **credentials)

        return limits.guarded(Tries.Kind.PASSWORD, request, credentials.get("email", ""), check)

    def post_login(self, request: HttpRequest, user: Colleague, **how: Any) -> HttpResponse:
        audit.record("signed in", user, firm=user.firm, by=user)
        response = super().post_login(request, user, **how)
        limits.signed_in(request, user)
        if not devices.known(request, user):
            letterhead.once_a_day(devices.LETTER, user)
        devices.remember(request, response, user)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            keep_language(response, user.language)
        return response

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("firms:account")

    def send_password_reset_mail(
        self, user: Colleague, email: str, context: dict[str, Any]
    ) -> None:
        """Who never joined has no password to forget: only the invitation opens the door."""
        if user.joined_at:
            mail.post("password", about=user, to=user.email, language=user.language, firm=user.firm)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Colleague,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        with translation.override(user.language):
            facts = {**(context or {}), "firm": user.firm, "user": user}
            super().send_notification_mail(template_prefix, user, facts, email)

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """The header tells the outbox whose mail this is (carnet/core/mail.py)."""
        firm = context.get("firm")
        named = {"X-Firm": str(firm.pk)} if firm else {}
        return super().render_mail(template_prefix, email, context, {**(headers or {}), **named})


class SecondFactor(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": Adapter.error_messages["incorrect_code"],
    }

    def encrypt(self, text: str) -> str:
        return seal_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        return open_secret(encrypted_text)

    def generate_authenticator_name(self, user: Colleague, type: str) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Key %(number)s") % {"number": number}

    def _get_site_name(self) -> str:
        return "Carnet"


def keep_language(response: HttpResponse, language: str) -> None:
    """As Django's own language switch does it."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )

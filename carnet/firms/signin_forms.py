"""allauth's forms in which a secret can be guessed, each counted by limits.py (the password at sign-in: signin.py)."""

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.base import forms as second

from carnet.firms import limits
from carnet.firms.models import Tries


class Code(second.AuthenticateForm):
    """The code of an app or a recovery code, at sign-in."""

    def clean_code(self) -> str:
        return limits.guarded(Tries.Kind.CODE, context.request, self.user.email, super().clean_code)


class CodeAgain(second.ReauthenticateForm):
    def clean_code(self) -> str:
        return limits.guarded(Tries.Kind.CODE, context.request, self.user.email, super().clean_code)


class ChangePassword(account.ChangePasswordForm):
    """Whoever sits down at an open session must not find out the password in peace."""

    def clean_oldpassword(self) -> str:
        check = super().clean_oldpassword
        return limits.guarded(Tries.Kind.PASSWORD, context.request, self.user.email, check)


class ResetPassword(account.ResetPasswordForm):
    def clean_email(self) -> str:
        """Nothing is ever right about it: each stays counted."""
        email = super().clean_email()
        limits.guarded(Tries.Kind.RESET, context.request, email, bool)
        return email

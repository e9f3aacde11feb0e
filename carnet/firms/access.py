"""Who may open which page. A page someone has no right to answers 403 with a sentence."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _

View = Callable[..., HttpResponse]


def administrators_only(view: View) -> View:
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.is_administrator:
            raise PermissionDenied(_("Only administrators of the firm may open this page."))
        return view(request, *args, **kwargs)

    return guarded


def importers_only(view: View) -> View:
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.may_import:
            raise PermissionDenied(
                _("Only administrators may import clients. They can open this to accountants.")
            )
        return view(request, *args, **kwargs)

    return guarded

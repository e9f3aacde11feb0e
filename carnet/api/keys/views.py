"""The page where administrators make and revoke keys."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carnet.api.keys import actions
from carnet.api.keys.forms import KeyForm
from carnet.api.keys.scopes import SCOPES
from carnet.core import keyset
from carnet.firms.access import administrators_only


@administrators_only
def keys(request):
    form = KeyForm(request.POST or None, today=timezone.localdate())
    if form.is_valid():
        return _made(request, form)
    page = keyset.page(
        request.firm.api_keys.select_related("created_by"), ["-created_at", "-pk"], request.GET
    )
    now = timezone.now()
    rows = [
        {
            "key": key,
            "stands": key.stands(now),
            "scopes": [name for one, name in SCOPES.items() if one in key.scopes],
        }
        for key in page.rows
    ]
    return render(request, "api/keys.html", {"form": form, "page": page, "rows": rows})


def _made(request, form):
    """The secret is nowhere but on this page."""
    data = form.cleaned_data
    key, secret = actions.make(
        request.firm,
        name=data["name"],
        scopes=data["scopes"],
        expires_at=form.expires_at,
        by=request.user,
    )
    return render(request, "api/key_made.html", {"key": key, "secret": secret})


@administrators_only
@require_POST
def revoke(request, pk: int):
    key = get_object_or_404(request.firm.api_keys, pk=pk)
    actions.revoke(key, by=request.user, now=timezone.now())
    messages.success(request, _("“%(name)s” opens nothing any more.") % {"name": key})
    return redirect("keys:keys")

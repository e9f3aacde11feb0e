"""The page of kept views, for every list that has a shelf for them: the register, the dossiers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carnet.clients import saved
from carnet.clients.list_forms import ViewForm


@dataclass(frozen=True)
class Shelf:
    """Where the views of one list stand. `space` is the namespace of its addresses, `clean` makes of what stands
    in an address what may be kept, `address` is the list a form came from, with this query."""

    page: str
    space: str
    title: str | Promise
    clean: Callable[[Mapping[str, Any]], str]
    address: Callable[[Mapping[str, Any], str], str]

    def named(self, verb: str) -> str:
        return f"{self.space}:{verb}"

    @property
    def save(self) -> str:
        return self.named("save_view")

    @property
    def delete(self) -> str:
        return self.named("delete_view")


def urls(shelf: Shelf) -> list:
    own = {"shelf": shelf}
    return [
        path("views/", saved_views, own, name="views"),
        path("views/save/", save_view, own, name="save_view"),
        path("views/<int:pk>/delete/", delete_view, own, name="delete_view"),
    ]


@require_safe
def saved_views(request, shelf):
    return _page(request, shelf, ViewForm(), request.GET, shelf.clean(request.GET))


@require_POST
def save_view(request, shelf):
    form = ViewForm(request.POST)
    query = shelf.clean(QueryDict(request.POST.get("query", "")))
    if not form.is_valid():
        return _page(request, shelf, form, request.POST, query)
    view = saved.save_view(query, page=shelf.page, **form.cleaned_data, by=request.user)
    messages.success(request, _("View “%(name)s” kept.") % {"name": view.name})
    return redirect(shelf.address(request.POST, query))


def _page(request, shelf, form, params, query):
    context = {
        "form": form,
        "query": query,
        "shelf": shelf,
        "campaign": params.get("campaign", ""),
        "views": [
            {"view": view, "url": shelf.address({}, view.query)}
            for view in saved.views_for(request.user, shelf.page)
        ],
        "back": shelf.address(params, query),
    }
    return render(request, "clients/views.html", context)


@require_POST
def delete_view(request, shelf, pk):
    mine = request.firm.saved_views.filter(colleague=request.user, page=shelf.page)
    view = get_object_or_404(mine, pk=pk)
    saved.delete_view(view, by=request.user)
    messages.success(request, _("View “%(name)s” deleted.") % {"name": view.name})
    return redirect(shelf.named("views"))

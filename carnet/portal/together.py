"""Filling in together: a colleague opens a client's own pages, on the telephone with them or at the desk.

The pages are the same ones, mounted below the address of the dossier: whatever they link to leads back in here, so
two dossiers in two tabs never meet. This door asks the office's sign-in and the firm's dossier, and never looks at
a client's visit; theirs never looks at it.
"""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, get_script_prefix, resolve, reverse, set_script_prefix
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from carnet.answers.beginning import begin as fill_in_what_is_known
from carnet.answers.submitting import Incomplete, Moved, Sender, hand_over
from carnet.audit import record as audit
from carnet.campaigns.models import Dossier, WrongState
from carnet.firms.models import Colleague
from carnet.portal.access import View
from carnet.portal.frame import language, while_open, whole_of
from carnet.portal.posted import whole
from carnet.portal.sending import warn_moved
from carnet.portal.speaking import only_looks

START = "q/tasks/"
# The client's pages on which a colleague may stand in. What is not here is the client's own affair.
PAGES = {
    *("tasks", "section", "question", "entry", "save", "add", "remove", "restore"),
    *("document", "small", "check", "send", "start", "paper", "notice"),
    *("uploads", "upload", "finish_upload", "forget_upload", "shoebox", "join"),
}
# What every page brings along.
FRAME = {"set_language", "firms:style", "firms:logo"}


@dataclass(frozen=True)
class Together:
    """`back` is the dossier in the office."""

    dossier: Dossier
    back: str


@require_POST
def begin(request, pk: int):
    dossier = dossier_of(request, pk)
    if not dossier.open:
        messages.warning(request, _("The answers are in. Reopen the dossier first."))
        return redirect("reviews:dossier", pk)
    fill_in_what_is_known(dossier, now=timezone.now())
    audit.record("filled in together", dossier, firm=dossier.firm, by=request.user)
    return redirect("together:page", pk, START)


def page(request, pk: int, rest: str):
    dossier = dossier_of(request, pk)
    if not dossier.open:
        return redirect("reviews:dossier", pk)
    request.together = Together(dossier, reverse("reviews:dossier", args=[pk]))
    try:
        found = resolve(f"/{rest}")
    except Resolver404:
        raise Http404 from None
    if found.view_name in FRAME:
        return found.func(request, *found.args, **found.kwargs)
    if found.namespace != "portal" or found.url_name not in PAGES:
        raise Http404
    view = send if found.url_name == "send" else found.func
    return mounted(reverse("together:begin", args=[pk]), view, request, **found.kwargs)


def mounted(prefix: str, view: View, request: HttpRequest, **kwargs) -> HttpResponse:
    """With every address that the page makes below this one."""
    before = get_script_prefix()
    set_script_prefix(prefix)
    try:
        return view(request, **kwargs)
    finally:
        set_script_prefix(before)


def dossier_of(request, pk: int) -> Dossier:
    related = ("firm", "client", "campaign", "revision__questionnaire")
    found = request.firm.dossiers.select_related(*related).defer("revision__document")
    return get_object_or_404(found, pk=pk)


HOW = {
    "phone": gettext_lazy("by phone"),
    "office": gettext_lazy("at our office"),
    "letter": gettext_lazy("by letter or e-mail"),
}


class ToldForm(forms.Form):
    """Who said that this may be sent, and how. The sentence is kept with the submission in place of a signature."""

    how = forms.ChoiceField(
        label=gettext_lazy("How did the client say so?"),
        choices=list(HOW.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how.")},
    )
    name = forms.CharField(
        label=gettext_lazy("Who said so: first and last name"),
        max_length=200,
        error_messages={"required": gettext_lazy("Write the first and last name.")},
    )

    def declared(self, by: Colleague) -> dict[str, str]:
        typed = self.cleaned_data
        sentence = _("Told to us %(how)s on %(date)s by %(name)s; sent by %(colleague)s.")
        words = {"how": HOW[typed["how"]], "name": typed["name"], "colleague": by.name}
        text = sentence % {**words, "date": date_format(timezone.localdate())}
        return {"text": text, "name": typed["name"], "how": typed["how"], "by": str(by.pk)}


@while_open
def send(request):
    """In place of the client's own page: nobody signs for somebody else. Where the firm allows it, a colleague
    sends what the client has told, and says how."""
    seq = request.POST.get("seq") or request.GET.get("seq", "")
    pressed = request.method == "POST" and not only_looks(request)
    form = ToldForm(request.POST if pressed else None, initial=request.POST)
    allowed = request.firm.may_send_for_clients
    if pressed and allowed and form.is_valid():
        return try_to_send(request, whole(seq), form)
    context = {"form": form, "seq": seq, "allowed": allowed}
    context |= {"ready": whole_of(request).outcome.ready}
    return render(request, "portal/send_together.html", context)


def try_to_send(request, seq: int, form: ToldForm) -> HttpResponse:
    by = Sender(request.person, language(), form.declared(request.user), request.user)
    try:
        hand_over(request.dossier, by, seq=seq, now=timezone.now())
    except Moved as moved:
        warn_moved(request, len(moved.paths))
        return redirect(f"{reverse('portal:check')}?since={seq}")
    except (Incomplete, WrongState):
        messages.warning(request, _("Not sent yet: some questions are still open."))
        return redirect("portal:check")
    return redirect(request.together.back)

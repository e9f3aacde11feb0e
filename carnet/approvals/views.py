"""The office's pages about approvals and filings."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from carnet.answers.documents import response
from carnet.answers.room import Refused
from carnet.approvals import actions, filing
from carnet.approvals.actions import NotSent, Settled, Wish
from carnet.approvals.forms import AskForm, FilingForm, PaceForm, PaperForm
from carnet.approvals.returns import returns_of
from carnet.core import keyset
from carnet.firms.access import administrators_only
from carnet.invitations.actions import NoAddress


@require_GET
def returns(request):
    """Every return on its road, by what waits."""
    return render(request, "approvals/returns.html", returns_of(request))


def ask(request, pk: int):
    """Put a document up for approval, the first or a newer version of one."""
    dossier = dossier_of(request, pk)
    before = _before(request, dossier)
    may_ask = actions.may_ask(dossier)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = AskForm(*sent, firm=request.firm, may_ask=may_ask)
    if request.method == "POST" and form.is_valid() and _asked(request, dossier, form, before):
        return redirect("reviews:dossier", pk)
    context = {"dossier": dossier, "form": form, "before": before, "may_ask": may_ask}
    return render(request, "approvals/ask.html", context)


def _before(request, dossier):
    number = keyset.number_in(request.POST.get("replaces") or request.GET.get("replaces", ""))
    return get_object_or_404(dossier.approvals.counting(), pk=number) if number else None


def _asked(request, dossier, form, before) -> bool:
    typed = form.cleaned_data
    wish = Wish(typed["key"], typed["words"], form.people(), typed["remind_days"], before)
    try:
        actions.ask(dossier, typed["file"], wish, by=request.user, now=timezone.now())
    except Refused as problem:
        form.add_error("file", str(problem))
    except NotSent:
        form.add_error(None, _("The client has not sent the answers yet."))
    except Settled:
        form.add_error(None, _("A colleague has put up a newer version meanwhile."))
    except NoAddress:
        form.add_error(None, _("The client’s file has no e-mail address to ask at."))
    else:
        messages.success(request, _("The document waits for approval. A mail tells the client."))
        return True
    return False


@require_GET
def approval(request, uuid):
    """What was asked, who decided what, and when: the evidence."""
    found = approval_of(request, uuid)
    voices = found.voices.select_related("noted_by", "invitation").prefetch_related("nudges")
    context = {"approval": found, "dossier": found.dossier, "voices": voices}
    return render(request, "approvals/approval.html", context)


@require_GET
def document(request, uuid):
    return response(approval_of(request, uuid).paper)


@require_POST
def withdraw(request, uuid):
    found = approval_of(request, uuid)
    try:
        actions.withdraw(found, by=request.user, now=timezone.now())
    except Settled:
        _say_changed(request)
    else:
        messages.success(request, _("Withdrawn. The client is not asked any more."))
    return redirect("reviews:dossier", found.dossier_id)


@require_POST
def mail_again(request, uuid, person: str):
    voice = voice_of(request, uuid, person)
    try:
        actions.mail_again(voice, by=request.user, now=timezone.now())
    except Settled:
        _say_changed(request)
    except NoAddress:
        messages.warning(request, _("The client’s file has no e-mail address to ask at."))
    else:
        messages.success(request, _("The mail is on its way again."))
    return redirect("approvals:approval", uuid)


def on_paper(request, uuid, person: str):
    """Approved, but not here: a signature on paper, a word at the desk."""
    voice = voice_of(request, uuid, person)
    form = PaperForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason, now = form.cleaned_data["reason"], timezone.now()
        try:
            actions.approve_on_paper(voice, reason=reason, by=request.user, now=now)
        except Settled:
            _say_changed(request)
        return redirect("approvals:approval", uuid)
    context = {"form": form, "voice": voice, "approval": voice.approval}
    return render(request, "approvals/on_paper.html", context)


@require_POST
def filed(request):
    """Ticked returns, or the one of the dossier's own page."""
    form = FilingForm(request.POST, today=timezone.localdate())
    numbers = [keyset.number_in(one) for one in request.POST.getlist("dossiers")]
    known = [one for one in numbers if one]
    if not form.is_valid():
        messages.warning(request, " ".join(e for some in form.errors.values() for e in some))
    elif not known:
        messages.warning(request, _("Tick the returns that were filed."))
    else:
        _note_filed(request, form, known)
    return _back(request)


def _note_filed(request, form, numbers):
    on, reference = form.cleaned_data["on"], form.cleaned_data["reference"]
    count = filing.note_filed(
        request.firm, numbers, on=on, reference=reference, by=request.user, now=timezone.now()
    )
    text = ngettext(
        "%(count)d return is noted as filed.", "%(count)d returns are noted as filed.", count
    )
    messages.success(request, text % {"count": count})


@require_POST
def take_back(request, pk: int):
    dossier = dossier_of(request, pk)
    if filing.take_back(dossier, by=request.user, now=timezone.now()):
        messages.success(request, _("The filing is taken back."))
    return _back(request)


@administrators_only
@require_POST
def pace(request):
    form = PaceForm(request.POST, instance=getattr(request.firm, "approval_pace", None))
    form.instance.firm = request.firm
    if form.is_valid():
        form.save()
        messages.success(request, _("From now on new requests begin with this."))
    else:
        messages.warning(request, _("Write whole numbers: up to 60 days, up to 10 reminders."))
    return redirect("approvals:returns")


def dossier_of(request, pk: int):
    related = ("client", "firm", "campaign", "revision__questionnaire")
    found = request.firm.dossiers.select_related(*related).defer("revision__document")
    return get_object_or_404(found, pk=pk)


def approval_of(request, uuid):
    related = ("dossier__client", "dossier__firm", "dossier__campaign", "asked_by", "replaces")
    for dossier in request.firm.dossiers.filter(approvals__uuid=uuid):
        return dossier.approvals.select_related(*related).get(uuid=uuid)
    raise Http404


def voice_of(request, uuid, person: str):
    found = approval_of(request, uuid)
    voice = get_object_or_404(found.voices.select_related("invitation"), person=person)
    voice.approval = found
    return voice


def _say_changed(request):
    messages.warning(request, _("It has changed meanwhile. This is how it stands now."))


def _back(request):
    """To the page the button stood on."""
    page = request.POST.get("next", "")
    inside = page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
    return redirect(page if inside else "approvals:returns")

"""Adding a client and changing one; what is said while somebody types; two versions side by side."""

from dataclasses import asdict

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carnet.clients import actions
from carnet.clients.actions import ChangedMeanwhile
from carnet.clients.duplicates import likely
from carnet.clients.fields import check
from carnet.clients.forms import ClientForm, typed_values
from carnet.clients.hints import better_address
from carnet.clients.national import born
from carnet.clients.record import FIELDS, NAMES
from carnet.clients.shown import shown


def add(request):
    form = ClientForm(request.POST or None, firm=request.firm, by=request.user)
    found = []
    if form.is_valid():
        found = unseen(request, likely(request.firm, asdict(form.record)))
        if not found and (client := add_unless_taken(request, form)):
            return added(request, client)
    ends = actions.first_end(request.firm, timezone.localdate())
    return render(request, "clients/add.html", {"form": form, "duplicates": found, "ends": ends})


def unseen(request, found):
    """Duplicates hold nobody up twice: the list names who was on it, and comes back with the form."""
    seen = set(request.POST.getlist("seen"))
    return found if {str(likeness.client.pk) for likeness in found} - seen else []


def add_unless_taken(request, form):
    try:
        return actions.add_client(
            request.firm,
            form.record,
            keep=form.cleaned_data["keep"],
            by=request.user,
            today=timezone.localdate(),
        )
    except actions.NumberTaken:
        form.refuse_taken_number()


def added(request, client):
    messages.success(
        request,
        _("%(name)s was added. No questionnaire has been sent yet.") % {"name": client.name},
    )
    ask_about_address(request, client)
    match request.POST.get("then"):
        case "another":
            return redirect("clients:add")
        case "invite":
            return redirect(invitation_url(client))
    return redirect("clients:card", client.pk)


def ask_about_address(request, client):
    if better := better_address(client.email):
        messages.warning(
            request,
            _("The address %(email)s looks misspelt. Did you mean %(better)s?")
            % {"email": client.email, "better": better},
        )


def invitation_url(client):
    """Inviting belongs to a later stage; without it the card is the next best place."""
    try:
        return f"{reverse('campaigns:invite')}?client={client.pk}"
    except NoReverseMatch:
        return reverse("clients:card", args=[client.pk])


def edit(request, pk):
    client = get_object_or_404(request.firm.clients, pk=pk)
    data = with_choices(request.POST, client) if request.POST else None
    form = ClientForm(data, firm=request.firm, by=request.user, client=client)
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            changed = actions.change_client(client, form.record, version=version, by=request.user)
        except ChangedMeanwhile:
            return both_versions(request, form)
        except actions.NumberTaken:
            form.refuse_taken_number()
        else:
            tell_saved(request, client, changed)
            return redirect("clients:card", client.pk)
    return render(request, "clients/edit.html", {"form": form, "client": client})


def tell_saved(request, client, changed):
    if changed:
        messages.success(request, _("%(name)s is saved.") % {"name": client.name})
        if "email" in changed:
            ask_about_address(request, client)
    else:
        messages.info(request, _("Nothing was different, so nothing was saved."))


def both_versions(request, form):
    """Somebody saved first: both versions side by side; those one has not touched are preset."""
    client = get_object_or_404(request.firm.clients, pk=form.client.pk)
    touched = set(form.changed_data)
    rows = [
        {
            "key": key,
            "name": NAMES[key],
            "mine": shown(key, mine),
            "theirs": shown(key, theirs),
            "touched": key in touched or (key == "label" and "new_label" in touched),
        }
        for key, (theirs, mine) in client.differences(form.record).items()
    ]
    posted = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in {"csrfmiddlewaretoken", "version"} and not name.startswith("choice_")
    ]
    context = {"client": client, "rows": rows, "posted": posted}
    return render(request, "clients/both_versions.html", context, status=409)


def with_choices(posted: QueryDict, client) -> QueryDict:
    """The form as it was typed, with the saved value wherever that one was chosen."""
    theirs = [key for key in FIELDS if posted.get(f"choice_{key}") == "theirs"]
    if not theirs:
        return posted
    data, saved = posted.copy(), typed_values(client)
    for key in theirs:
        value = saved[key]
        data.setlist(key, value if isinstance(value, list) else [value])
        if key == "label":
            data["new_label"] = ""
    return data


@require_POST
def hints(request):
    """What can be said before anything is saved. The answer replaces the list of likely duplicates."""
    clean, errors = check(
        request.POST.dict(), country=request.firm.default_country, today=timezone.localdate()
    )
    besides = request.POST.get("besides", "")
    found = likely(request.firm, clean, int(besides) if besides.isdigit() else 0)
    context = {
        "duplicates": found,
        "address": better_address(clean.get("email", "")),
        "numbers": {
            key: number_hint(request.POST.get(key, ""), clean.get(key), errors.get(key))
            for key in ("national_number", "partner_national_number")
        },
    }
    return render(request, "clients/_hints.html", context)


def number_hint(typed, number, errors):
    """Only once all digits are there: nobody wants to hear that half a number is wrong."""
    if errors:
        return errors[0] if sum(sign.isdigit() for sign in typed) >= 11 else ""
    birth_date = born(number) if number else None
    if not birth_date:
        return ""
    return _("Born on %(date)s.") % {"date": date_format(birth_date, "DATE_FORMAT")}

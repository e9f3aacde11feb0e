"""“My partner fills in too”: a client gives the first name and the address, and the partner gets a separate link."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.clients.forms import InvalidRecord
from carnet.invitations.models import Person
from carnet.invitations.naming import AlreadyNamed, name_partner
from carnet.invitations.secret import masked
from carnet.portal.couple import may_name_partner
from carnet.portal.frame import while_open
from carnet.portal.speaking import only_looks


class PartnerForm(forms.Form):
    """Taken as typed: the rules of the client form judge it."""

    first_name = forms.CharField(
        label=gettext_lazy("First name of your partner"),
        max_length=80,
        error_messages={"required": gettext_lazy("Write the first name.")},
    )
    email = forms.CharField(
        label=gettext_lazy("E-mail address of your partner"),
        help_text=gettext_lazy(
            "The same as yours is possible: then each of you gets a separate mail."
        ),
        max_length=254,
        widget=forms.EmailInput(),
        error_messages={"required": gettext_lazy("Write the e-mail address.")},
    )

    def refuse(self, problem: InvalidRecord) -> None:
        names = {"partner_first_name": "first_name", "partner_email": "email"}
        for key, sentences in problem.errors.items():
            self.add_error(names[key], sentences or [_("Please look at this once more.")])


@while_open
def partner(request):
    if request.person != Person.CLIENT or not may_name_partner(request.dossier):
        raise Http404
    client = request.dossier.client
    pressed = request.method == "POST" and not only_looks(request)
    typed = {name: request.POST[name] for name in PartnerForm.base_fields if name in request.POST}
    initial = {"first_name": client.partner_first_name} | typed
    form = PartnerForm(request.POST if pressed else None, initial=initial)
    ready = pressed and not client.partner_email and form.is_valid()
    if ready and asked(request, form):
        return redirect("portal:tasks")
    theirs = request.dossier.invitations.filter(person=Person.PARTNER, revoked_at=None).last()
    context = {
        "form": form,
        "name": client.partner_first_name,
        "mailbox": masked(client.partner_email) if client.partner_email else "",
        "opened": bool(theirs and theirs.opened_at),
        "invited": theirs is not None,
    }
    return render(request, "portal/partner.html", context)


def asked(request, form: PartnerForm) -> bool:
    typed = form.cleaned_data
    try:
        name_partner(request.dossier, typed["first_name"], typed["email"], now=timezone.now())
    except InvalidRecord as problem:
        form.refuse(problem)
        return False
    except AlreadyNamed:
        return True  # pressed twice
    sentence = _("%(name)s gets a mail with a separate link within a minute.")
    messages.success(request, sentence % {"name": typed["first_name"]})
    return True

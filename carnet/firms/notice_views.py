"""The settings page of the privacy notice: its text in each language of the firm, and the earlier versions."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.firms import actions
from carnet.firms.access import administrators_only
from carnet.firms.forms import NoticeForm
from carnet.firms.notices import latest, shown

NAMES = dict(settings.LANGUAGES)


@administrators_only
def notice(request):
    newest = latest(request.firm)
    form = NoticeForm(request.POST or None, firm=request.firm, newest=newest)
    if form.is_valid() and _save(request, form):
        return redirect("firms:notice")
    newest = latest(request.firm)
    versions = request.firm.privacy_notices.select_related("by")
    context = {
        "form": form,
        "number": newest.number if newest else 0,
        "parts": [_part(request.firm, form, newest, language) for language in form.languages],
        "versions": [_version(one) for one in versions],
    }
    return render(request, "firms/notice.html", context)


def _save(request, form) -> bool:
    after = form.cleaned_data["version"]
    try:
        made = actions.publish_notice(
            request.firm, form.texts(), after=after, by=request.user, now=timezone.now()
        )
    except actions.NoticeMoved:
        form.add_error(
            None,
            _(
                "Somebody else has saved another version meanwhile: it stands at the end of this page. Bring "
                "both texts together here and save again."
            ),
        )
        return False
    if made:
        messages.success(request, _("The notice is saved. Clients read it from now on."))
    else:
        messages.info(request, _("Nothing was different, so nothing was saved."))
    return True


def _part(firm, form, newest, language):
    return {
        "language": language,
        "name": NAMES[language],
        "field": form[language],
        "own": bool(newest and newest.texts.get(language)),
        "text": shown(firm, newest, language).text,
    }


def _version(notice):
    """With the languages that had a text of the firm's own."""
    texts = [
        (code, name, notice.texts[code]) for code, name in NAMES.items() if code in notice.texts
    ]
    return {"notice": notice, "texts": texts}

from django.http import FileResponse, Http404
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carnet.audit.record import record as trace
from carnet.campaigns.criteria import in_order, read
from carnet.campaigns.overview import Asking, dossiers_of
from carnet.campaigns.selection import campaign_in
from carnet.exports.follow_up import write_workbook


@require_safe
def follow_up(request):
    """What the overview shows at the same address: this campaign or all, these filters."""
    now = timezone.now()
    campaign = campaign_in(request.firm, request.GET)
    if request.GET.get("campaign") and not campaign:
        raise Http404
    asking = Asking(request.firm, request.user, timezone.localdate(now))
    found = asking.narrowed(dossiers_of(request.firm, campaign), read(request.GET))
    file = write_workbook(request.firm, in_order(found), now, several=campaign is None)
    about = campaign or request.firm
    trace("dossiers exported", about, firm=request.firm, by=request.user, count=found.count())
    name = slugify(campaign.name) if campaign else _("dossiers")
    return FileResponse(
        file, as_attachment=True, filename=f"{name or 'dossiers'}-{asking.today:%Y-%m-%d}.xlsx"
    )

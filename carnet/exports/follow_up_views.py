from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carnet.audit.record import record as trace
from carnet.campaigns.criteria import in_order, read
from carnet.campaigns.overview import Asking, dossiers_of
from carnet.campaigns.selection import campaign_in
from carnet.exports.follow_up import write_workbook
from carnet.imports.repair import XLSX


@require_safe
def follow_up(request):
    """What the overview shows at the same address: this campaign or all, these filters."""
    now = timezone.now()
    campaign = campaign_in(request.firm, request.GET)
    if request.GET.get("campaign") and not campaign:
        raise Http404
    asking = Asking(request.firm, request.user, timezone.localdate(now))
    found = asking.narrowed(dossiers_of(request.firm, campaign), read(request.GET))
    with write_workbook(request.firm, in_order(found), now, several=campaign is None) as file:
        response = HttpResponse(file.read(), content_type=XLSX)
    about = campaign or request.firm
    trace("dossiers exported", about, firm=request.firm, by=request.user, count=found.count())
    name = (campaign and slugify(campaign.name)) or _("dossiers")
    header = content_disposition_header(True, f"{name}-{asking.today:%Y-%m-%d}.xlsx")
    response.headers["Content-Disposition"] = header
    return response

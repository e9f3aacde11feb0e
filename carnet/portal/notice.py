"""What happens with what a client tells: open to whoever has the link, also after everything was sent."""

from django.shortcuts import render

from carnet.firms.notices import current
from carnet.portal.access import for_client
from carnet.portal.frame import language


@for_client
def notice(request):
    return render(request, "portal/notice.html", {"notice": current(request.firm, language())})

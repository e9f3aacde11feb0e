from django.views.decorators.http import require_http_methods

from carnet.campaigns import bulk_views
from carnet.reminders.by_hand import REMIND


@require_http_methods(["GET", "POST"])
def remind(request):
    return bulk_views.take(request, REMIND)

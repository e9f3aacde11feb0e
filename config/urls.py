"""One line per stage, in the order of the work."""

from django.conf import settings
from django.urls import include, path

from carnet.core.styleguide import styleguide
from carnet.core.views import home
from carnet.firms.doors import language

urlpatterns = [
    path("", home, name="home"),
    path("language/", language, name="set_language"),
    path("", include("carnet.core.urls")),
    path("account/", include("carnet.firms.signin_urls")),
    path("firm/", include("carnet.firms.urls")),
    path("firm/events/", include("carnet.exports.trail_urls")),
    path("firm/keys/", include("carnet.api.keys.urls")),
    path("firm/mails/", include("carnet.invitations.settings_urls")),
    path("firm/account/notices/", include("carnet.notices.urls")),
    path("firm/connections/", include("carnet.connectors.urls")),
    path("firm/retention/", include("carnet.retention.urls")),
    path("firm/privacy/", include("carnet.privacy.urls")),
    path("firm/webhooks/", include("carnet.api.webhooks.urls")),
    path("firm/connections/", include("carnet.connectors.fields_urls")),
    path("firm/connections/adminpulse/", include("carnet.connectors.adminpulse.urls")),
    path("firm/deliveries/", include("carnet.deliveries.urls")),
    path("clients/", include("carnet.clients.urls")),
    path("questionnaires/", include("carnet.questionnaires.urls")),
    path("questionnaires/", include("carnet.answers.revision_urls")),
    path("questionnaires/new/", include("carnet.builder.new_urls")),
    path("questionnaires/from-list/", include("carnet.builder.list_urls")),
    path("questionnaires/<int:pk>/build/", include("carnet.builder.urls")),
    path("imports/", include("carnet.imports.urls")),
    path("campaigns/", include("carnet.campaigns.urls")),
    path("invitations/", include("carnet.invitations.urls")),
    path("reminders/", include("carnet.reminders.urls")),
    path("approvals/", include("carnet.approvals.urls")),
    path("dossiers/", include("carnet.reviews.urls")),
    path("dossiers/", include("carnet.portal.together_urls")),
    path("exports/", include("carnet.exports.urls")),
    path("q/", include("carnet.portal.urls")),
    path("api/", include("carnet.api.urls")),
]

handler500 = "carnet.core.views.failed"

if settings.DEBUG:
    urlpatterns.append(path("styleguide/", styleguide))

"""One line per stage, in the order of the work."""

from django.conf import settings
from django.urls import include, path

from carnet.core.views import home

urlpatterns = [
    path("", home, name="home"),
    path("", include("carnet.core.urls")),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("firm/", include("carnet.firms.urls")),
    path("clients/", include("carnet.clients.urls")),
    path("questionnaires/", include("carnet.questionnaires.urls")),
    path("imports/", include("carnet.imports.urls")),
    path("campaigns/", include("carnet.campaigns.urls")),
    path("invitations/", include("carnet.invitations.urls")),
    path("dossiers/", include("carnet.reviews.urls")),
    path("exports/", include("carnet.exports.urls")),
    path("q/", include("carnet.portal.urls")),
]

if settings.DEBUG:
    urlpatterns.append(path("styleguide/", include("carnet.core.styleguide")))

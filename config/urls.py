"""One line per stage, in the order of the work."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from carnet.core.styleguide import styleguide
from carnet.core.views import home

urlpatterns = [
    path("", home, name="home"),
    path("language/", login_not_required(set_language), name="set_language"),
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
    urlpatterns.append(path("styleguide/", styleguide))

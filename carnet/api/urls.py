from typing import cast

from django.urls import URLPattern, include, path, re_path

from carnet.api import pages
from carnet.api.contract.door import View, guarded, nowhere
from carnet.api.v1 import api

app_name = "api"


def operations() -> list[URLPattern]:
    """Ninja's own routes, each behind the door."""
    found = [one for one in api.urls[0] if isinstance(one, URLPattern) and one.name != "api-root"]
    for pattern in found:
        pattern.callback = guarded(cast(View, pattern.callback))
    return found


urlpatterns = [
    path("v1/", pages.operations, name="operations"),
    path("v1/openapi.json", pages.openapi, name="openapi"),
    path("v1/", include(operations())),
    re_path("", nowhere),
]

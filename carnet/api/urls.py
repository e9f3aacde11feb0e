from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.urls import path

from carnet.api.v1 import PREFIX, api

app_name = "api"


@login_not_required
def openapi(request: HttpRequest) -> JsonResponse:
    return JsonResponse(api.get_openapi_schema(path_prefix=PREFIX))


urlpatterns = [path("v1/openapi.json", openapi, name="openapi")]

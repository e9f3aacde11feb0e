"""What anybody may see: the contract, for programs and for people. Nothing of any firm."""

from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from carnet.api.contract import describing
from carnet.api.keys.scopes import SCOPES
from carnet.api.v1 import PREFIX, api


@cache
def document() -> dict[str, Any]:
    return describing.described(api, PREFIX)


@login_not_required
@require_GET
def openapi(request: HttpRequest) -> JsonResponse:
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


@login_not_required
@require_GET
def operations(request: HttpRequest) -> HttpResponse:
    """The operations by subject. A page of our own: others fetch their scripts from strangers."""
    subjects: dict[str, list[dict[str, Any]]] = {}
    for method, path, operation in describing.operations(document()):
        parts = path.split("/")[1:]
        about = {"method": method.upper(), "parts": parts, "what": operation}
        about["scope"] = next(iter(operation["security"][0].values()))[0]
        subjects.setdefault(operation["tags"][0], []).append(about)
    context = {"subjects": subjects, "scopes": SCOPES}
    return render(request, "api/operations.html", context)

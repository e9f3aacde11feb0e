import sys

from django.db import OperationalError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string

AGAIN_AFTER = "5"  # seconds


def home(request):
    return redirect("clients:list")


def failed(request):
    """What nobody has caught. A database that is away, full, or busy for too long is no fault of the request, which
    may be made again: who sees a 503 knows so, be it a phone, a program or a proxy."""
    if not isinstance(sys.exception(), OperationalError):
        return HttpResponse(render_to_string("500.html", {"status": 500}), status=500)
    page = render_to_string("500.html", {"status": 503})
    return HttpResponse(page, status=503, headers={"Retry-After": AGAIN_AFTER})

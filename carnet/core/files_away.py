"""What people read when the bucket is away in the middle of what they do: a sentence, and the status that tells a
program to try again. Whatever was begun in the database is undone by whoever began it, as with any other fault."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from carnet.core.shelf import Away

RETRY_AFTER = "30"


class FilesAway:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Away):
            return None
        return _page(request)


def _page(request: HttpRequest) -> HttpResponse:
    response = render(request, "503.html", status=503)
    response.headers["Retry-After"] = RETRY_AFTER
    return response

"""What is wrong with a request, as RFC 9457 writes it, in the language of whoever sent it."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:carnet:problem:"
# Programs decide by the kind, people read the title.
KINDS = {
    "unreadable": (400, _("This request cannot be read.")),
    "no-key": (401, _("This request needs a valid key.")),
    "not-allowed": (403, _("This key may not do this.")),
    "not-found": (404, _("There is nothing of this name.")),
    "method": (405, _("This cannot be done here.")),
    "conflict": (409, _("This is not possible as things stand.")),
    "still-running": (409, _("The same request is being carried out at this moment.")),
    "gone": (410, _("The file is gone.")),
    "changed": (412, _("Somebody else changed this meanwhile.")),
    "too-large": (413, _("This is too large.")),
    "media-type": (415, _("This is no JSON.")),
    "invalid": (422, _("Some of what was sent cannot be taken.")),
    "key-reused": (422, _("This Idempotency-Key was used for another request.")),
    "too-many": (429, _("Too many requests.")),
    "fault": (500, pgettext_lazy("api", "Something went wrong here.")),
    "busy": (503, _("Carnet is busy at the moment. Send the request again.")),
    "away": (503, _("Files cannot be reached at the moment.")),
}


class Problem(Exception):
    """`errors` are sentences by field; `headers` go into the answer."""

    def __init__(
        self,
        kind: str,
        detail: Any = "",
        *,
        errors: Mapping[str, Iterable[Any]] | None = None,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(kind)
        self.kind, self.detail, self.more = kind, detail, more
        self.status, self.title = KINDS[kind]
        self.errors, self.headers = errors or {}, headers or {}


def answer(problem: Problem) -> HttpResponse:
    told: dict[str, Any] = {
        "type": TYPE + problem.kind,
        "title": str(problem.title),
        "status": problem.status,
        "detail": str(problem.detail),
        **problem.more,
    }
    if problem.errors:
        told["errors"] = [
            {"field": field, "message": str(sentence)}
            for field, sentences in problem.errors.items()
            for sentence in sentences
        ]
    body = json.dumps(told, ensure_ascii=False)
    headers = dict(problem.headers)
    return HttpResponse(body, MEDIA_TYPE, problem.status, headers=headers)

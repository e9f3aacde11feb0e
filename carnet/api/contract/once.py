"""A POST with an Idempotency-Key happens once, however often it is sent within a day.

The request is claimed first, for everybody to see. What it does and the note of its answer are then one transaction,
so that a process that dies in the middle leaves neither; whoever sends it again after a while takes over.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.api.contract.models import Repeat
from carnet.api.contract.problems import Problem
from carnet.api.keys.models import Key
from carnet.core.sealed import under
from carnet.core.worker import hourly

HEADER = "Idempotency-Key"
LONGEST = 255
NAME = re.compile(f"[!-~]{{1,{LONGEST}}}")
LASTS = timedelta(hours=24)
# So long a request may run before it counts as died.
RUNS = timedelta(minutes=2)
# Reading a file takes seconds, which nobody else may wait for: an import takes its own steps, each of them safe.
IN_STEPS = "/api/v1/imports"
KEPT_HEADERS = ("Content-Type", "Location", "ETag")


def once(request: HttpRequest, key: Key, run: Callable[[], HttpResponse]) -> HttpResponse:
    if request.method != "POST" or HEADER not in request.headers:
        return run()
    name = request.headers[HEADER]
    if not NAME.fullmatch(name):
        sentence = _("Write up to %(longest)s letters, digits and signs without spaces.")
        raise Problem("invalid", errors={HEADER: [sentence % {"longest": LONGEST}]})
    now = timezone.now()
    asked = f"{request.method} {request.get_full_path()}\n{name}"
    known, mine = _claim(key, _digest([asked.encode()]), _digest(_content(request)), now)
    if not mine:
        return _again(known)
    return _run(known, run, together=not request.path.startswith(IN_STEPS))


def _claim(key: Key, name: str, content: str, now: datetime) -> tuple[Repeat, bool]:
    """The row of this request, and whether it is ours to carry out."""
    known, new = Repeat.objects.get_or_create(
        key=key, name=name, defaults={"content": content, "claimed_at": now}
    )
    if not new and known.content != content and known.claimed_at > now - LASTS:
        raise Problem(
            "key-reused",
            _("Use a new Idempotency-Key for each request that asks for something else."),
        )
    over = LASTS if known.status else RUNS
    if new or known.claimed_at > now - over:
        return known, new
    same = Repeat.objects.filter(pk=known.pk, claimed_at=known.claimed_at)
    taken = same.update(claimed_at=now, content=content, status=None, answer=None)
    known.refresh_from_db()
    return known, bool(taken)


def _again(known: Repeat) -> HttpResponse:
    if known.status is None:
        raise Problem("still-running", headers={"Retry-After": "1"})
    told: Any = known.answer
    headers = {**told["headers"], "Idempotency-Replayed": "true"}
    return HttpResponse(told["body"], status=known.status, headers=headers)


def _run(claim: Repeat, run: Callable[[], HttpResponse], *, together: bool) -> HttpResponse:
    """Only what was done is remembered: a request that was refused may be corrected and sent again."""
    done = False
    try:
        with transaction.atomic() if together else nullcontext():
            response = run()
            done = response.status_code < 400 and _note(claim, response)
            if together and not done:
                transaction.set_rollback(True)
    finally:
        if not done:
            Repeat.objects.filter(pk=claim.pk, claimed_at=claim.claimed_at).delete()
    return response


def _note(claim: Repeat, response: HttpResponse) -> bool:
    """False when it ran so long that somebody else has taken over: then theirs counts."""
    told = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    kept = {"headers": told, "body": response.content.decode()}
    mine = Repeat.objects.filter(pk=claim.pk, claimed_at=claim.claimed_at)
    if not mine.update(**under(claim, {"status": response.status_code, "answer": kept})):
        raise Problem("still-running", headers={"Retry-After": "1"})
    return True


def _content(request: HttpRequest) -> Iterator[bytes]:
    """Files by what is in them: how they are wrapped differs each time."""
    if not (request.content_type or "").startswith("multipart/"):
        yield request.body
        return
    for name, value in sorted(request.POST.items()):
        yield f"{name}={value}\n".encode()
    for name, file in sorted(request.FILES.items()):
        assert isinstance(file, UploadedFile)
        yield f"{name}:{file.name}\n".encode()
        yield from file.chunks()
        file.seek(0)


def _digest(pieces: Iterator[bytes] | list[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def forget(now: datetime) -> int:
    return Repeat.objects.filter(claimed_at__lt=now - LASTS).delete()[0]


forget_hourly = hourly(forget)

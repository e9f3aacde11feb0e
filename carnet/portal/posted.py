"""What a posted page says: answers, files, and which button was pressed.

Only questions that are shown to this person are read, whatever else was posted.
"""

from collections.abc import Iterator
from datetime import datetime

from carnet.answers.actions import Hand, Said
from carnet.answers.reading import Standing
from carnet.portal.frame import ClientRequest
from carnet.portal.steps import Step, meant_for
from carnet.questionnaires.given import Given, Status
from carnet.questionnaires.kinds import KINDS, posted_at, read
from carnet.questionnaires.outcome import Instance

MOST = 64


def hand(request: ClientRequest, now: datetime) -> Hand:
    """Who writes: the person of the link, on this page as it was shown, in this request."""
    posted = request.POST
    return Hand(request.person, posted.get("page", "")[:MOST], posted.get("key", "")[:MOST], now)


def said(request: ClientRequest, standing: Standing) -> list[Said]:
    return [
        one
        for instance in on_page(request, standing)
        if request.POST.get(f"{instance.path}-keep") != "theirs"
        and (one := _said(request, standing, instance))
    ]


def on_page(request: ClientRequest, standing: Standing) -> Iterator[Instance]:
    for instance in standing.outcome.instances.values():
        asked = instance.shown and KINDS[instance.item.kind].asks
        if asked and meant_for(instance, request.person) and posted_at(request.POST, instance.path):
            yield instance


def _said(request: ClientRequest, standing: Standing, instance: Instance) -> Said | None:
    path, posted = instance.path, request.POST
    if f"{path}-already" in posted:
        return Said(path, Given(status=Status.ASK_ACCOUNTANT), posted[f"{path}-already"])
    reading = read(instance.item, posted, path, instance.choices or None)
    if KINDS[instance.item.kind].uploads and reading.given.status == Status.BLANK:
        return None  # The documents themselves are the answer, and they are handed in apart.
    kept = f"{path}-remark" not in posted
    remark = standing.remark(path) if kept else reading.remark
    return Said(path, reading.given, remark, _whole(posted.get(f"{path}-rev", "")))


def _whole(figures: str) -> int:
    return int(figures) if figures.isascii() and figures.isdigit() and len(figures) < 10 else 0


def pressed(request: ClientRequest, step: Step, button: str) -> str:
    """The value of this button at one of the questions of the page, if it was pressed."""
    names = (f"{one.path}-{button}" for one in step.asking)
    return next((request.POST[name] for name in names if name in request.POST), "")

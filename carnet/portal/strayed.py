"""Pages that were shown before the dossier got another revision. What was typed there is kept under the name the
question has now, or under its old one where it is gone: a page that was opened is never a dead form."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from carnet.answers.actions import Said
from carnet.answers.foreseeing import way
from carnet.answers.migrating import last_move
from carnet.answers.reading import Glimpse, Standing
from carnet.campaigns.models import Dossier
from carnet.portal.frame import ClientRequest
from carnet.portal.requests import url_of
from carnet.questionnaires.definition import Definition, Item
from carnet.questionnaires.given import Given, Status
from carnet.questionnaires.grouping import meant_for
from carnet.questionnaires.kinds import KINDS, parse, read
from carnet.questionnaires.outcome import Instance
from carnet.questionnaires.routes import Route

HERE = "-here"


@dataclass(frozen=True)
class Earlier:
    """The text a page may have been drawn from, and the way from there to the dossier's own."""

    definition: Definition
    route: Route


def earlier(dossier: Dossier) -> Earlier | None:
    move = last_move(dossier)
    if move is None:
        return None
    there = way(move.before, move.rollout.revision)
    if move.back_at:
        return Earlier(there.new.definition, there.route.back())
    return Earlier(there.old.definition, there.route)


def strayed(request: ClientRequest, standing: Standing | Glimpse) -> list[Said]:
    """What was typed beside questions that the dossier does not have under these names any more."""
    posted = (name.removesuffix(HERE) for name in request.POST if name.endswith(HERE))
    unknown = [path for path in posted if path not in standing.instances]
    before = earlier(request.dossier) if unknown else None
    return list(_said(request, standing, before, unknown)) if before else []


def _said(
    request: ClientRequest, standing: Standing | Glimpse, before: Earlier, paths: list[str]
) -> Iterator[Said]:
    items = {item.id: item for item in before.definition.all_items()}
    for path in paths:
        item = items.get(path.rpartition("/")[2])
        if item and KINDS[item.kind].asks and (not item.who or request.person in item.who):
            reading = read(item, request.POST, path)
            if reading.given.status != Status.BLANK:
                yield _placed(request, standing, before.route, path, reading.given, reading.remark)


def _placed(
    request: ClientRequest,
    standing: Standing | Glimpse,
    route: Route,
    path: str,
    given: Given,
    remark: str,
) -> Said:
    place = route.path(path) or path
    value = route.value(place, given.value)
    rev = request.POST.get(f"{path}-rev", "")
    base_rev = int(rev) if rev.isascii() and rev.isdigit() and len(rev) < 10 else 0
    return Said(place, replace(given, value=value), remark or standing.remark(place), base_rev)


def chosen_anew(item: Item, given: Given) -> Given:
    """A choice that was still on the page and has another name now."""
    raw = given.raw or {}
    words = [word for typed in raw.values() for word in typed]
    if given.status != Status.INVALID or not any(word in item.choice_map for word in words):
        return given
    renamed = {
        suffix: list(dict.fromkeys(item.choice_map.get(word, word) for word in typed))
        for suffix, typed in raw.items()
    }
    return parse(item, renamed)[0]


def lead_on(request: ClientRequest, standing: Standing, path: str) -> HttpResponse:
    """From the address of a question that is not there any more to where it went."""
    before = earlier(request.dossier)
    if before is None or path.rpartition("/")[2] not in {
        item.id for item in before.definition.all_items()
    }:
        raise Http404
    messages.info(request, _("Some questions have changed. What you answered has been kept."))
    return redirect(here(request, standing, before.route.path(path)) or "portal:tasks")


def here(request: ClientRequest, standing: Standing, path: str) -> str:
    """The page of this question, if it is asked."""
    found: Instance | None = standing.outcome.instances.get(path)
    if found is None or not found.asked or not meant_for(found, request.person):
        return ""
    return url_of(standing, found)

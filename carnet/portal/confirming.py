"""“Is this still right?”: a section that opens with what was answered last year."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.answers.actions import EditedMeanwhile, remove_entry
from carnet.answers.confirming import Carried, Recalled, confirm, recall, take_back
from carnet.answers.models import Entry
from carnet.answers.reading import Standing
from carnet.portal.drawing import taken_out
from carnet.portal.frame import ClientRequest, language, saved_at, standing_of, while_open
from carnet.portal.onward import RETURN, STILL
from carnet.portal.posted import hand, whole
from carnet.portal.steps import section_of, steps, unfinished
from carnet.questionnaires.definition import say
from carnet.questionnaires.kinds import show
from carnet.questionnaires.outcome import Outcome


@dataclass(frozen=True)
class Row:
    """One answer of last year with the page where it can be changed."""

    carried: Carried
    question: str
    answer: str
    url: str

    @property
    def seen(self) -> str:
        """What a button sends: this answer, in the version that was shown."""
        return f"{self.carried.instance.path}@{self.carried.rev}"


@dataclass(frozen=True)
class Card:
    """One child, one property: confirmed, changed or taken out as a whole."""

    path: str
    label: str
    about: str
    rows: Sequence[Row]
    url: str
    to_do: int

    @property
    def waiting(self) -> list[Row]:
        return [row for row in self.rows if row.carried.waits]

    @property
    def flagged(self) -> bool:
        return any(row.carried.flagged for row in self.waiting)


@while_open
def still(request, section: str):
    standing = standing_of(request)
    recalled = recall(standing)
    carried = recalled.of(section, request.person)
    if section_of(standing.outcome, section) is None or request.lock or not carried:
        raise Http404
    if request.method == "POST":
        return act(request, section, carried)
    return render(
        request, "portal/still.html", about(request, standing, recalled, section, carried)
    )


def about(
    request: ClientRequest,
    standing: Standing,
    recalled: Recalled,
    section: str,
    carried: Sequence[Carried],
) -> dict[str, Any]:
    found = section_of(recalled.outcome, section)
    if found is None:
        raise Http404
    rows = [row_of(recalled.outcome, section, one) for one in carried]
    waiting = [row for row in rows if row.carried.waits]
    return {
        "title": say(found.section.title, language()),
        "section": section,
        "rows": [row for row in rows if not row.carried.instance.entry],
        "cards": cards(request, recalled.outcome, section, rows),
        "waiting": waiting,
        "things": len(things(row.carried for row in waiting)),
        "flagged": any(row.carried.flagged for row in waiting),
        "confirmed": [row for row in rows if row.carried.confirmed],
        "removed": removed(request, standing),
        "onward": next_url(request, standing, section),
        "seq": request.dossier.seq,
        "page": secrets.token_hex(8),
        "key": secrets.token_hex(8),
        "saved_at": saved_at(standing),
    }


def row_of(outcome: Outcome, section: str, one: Carried) -> Row:
    instance, words = one.instance, language()
    parts = instance.path.split("/")
    name = "portal:entry" if instance.entry else "portal:question"
    return Row(
        one,
        outcome.wording(instance, instance.item.text, words),
        show(instance.item, instance.value or instance.given.value, words),
        f"{reverse(name, args=[section, *parts])}?{RETURN}={STILL}",
    )


def cards(
    request: ClientRequest,
    outcome: Outcome,
    section: str,
    rows: Sequence[Row],
) -> list[Card]:
    entries = dict.fromkeys(
        row.carried.instance.path.rpartition("/")[0] for row in rows if row.carried.instance.entry
    )
    return [
        card(request, outcome, section, path, [row for row in rows if inside(row, path)])
        for path in entries
    ]


def inside(row: Row, entry: str) -> bool:
    return row.carried.instance.path.startswith(f"{entry}/")


def card(
    request: ClientRequest,
    outcome: Outcome,
    section: str,
    path: str,
    rows: Sequence[Row],
) -> Card:
    list_id, entry = path.split("/")
    listing = outcome.instances[list_id]
    # Seen as if last year's answers were right, so that only what was never answered is left.
    found = section_of(outcome, section)
    listed = steps(found, request.person, entry) if found else []
    target = unfinished(listed) or (listed[0] if listed else None)
    return Card(
        path,
        outcome.label(list_id, entry, language()),
        outcome.wording(listing, listing.item.text, language()),
        rows,
        f"{target.url}?{RETURN}={STILL}" if target else rows[0].url,
        sum(step.to_do for step in listed),
    )


def removed(request: ClientRequest, standing: Standing) -> Entry | None:
    """The entry that was just taken out, to be put back if it was a mistake; of a list this person sees."""
    key = request.GET.get("removed", "")
    if not key:
        return None
    found = request.dossier.entries.exclude(deleted_at=None).filter(key=key).first()
    seen = found is not None and found.list_path in standing.instances
    return taken_out(request, found.list_path) if found and seen else None


def next_url(request: ClientRequest, standing: Standing, section: str) -> str:
    """What is left in the section, or else the list of sections."""
    found = section_of(standing.outcome, section)
    step = unfinished(steps(found, request.person)) if found else None
    return step.url if step else reverse("portal:tasks")


def act(request: ClientRequest, section: str, carried: Sequence[Carried]) -> HttpResponse:
    here = reverse("portal:still", args=[section])
    by = hand(request, timezone.now())
    own = {one.instance.path for one in carried}
    if gone := request.POST.get("gone"):
        return take_out(request, gone, here, {path.rpartition("/")[0] for path in own})
    if undo := request.POST.get("undo"):
        whole_card = undo.endswith("/")
        paths = [path for path in own if path == undo or (whole_card and path.startswith(undo))]
        take_back(request.dossier, paths, by=by)
        return redirect(here)
    seen = versions(request.POST.getlist("right" if "right" in request.POST else "seen"))
    done = confirm(request.dossier, {path: seen[path] for path in seen if path in own}, by=by)
    if len(done) < len(seen):
        warn_of_changes(request, set(seen) - set(done))
    # A page with one thing to look at is done with it.
    if ("right" in request.POST and len(things(carried)) > 1) or not done:
        return redirect(here)
    standing = standing_of(request)
    return redirect(f"{next_url(request, standing, section)}?confirmed={section}")


def things(carried: Iterable[Carried]) -> set[str]:
    """What is confirmed by one press: an answer, or a whole card."""
    paths = ((one.instance.path, one.instance.entry) for one in carried)
    return {path.rpartition("/")[0] if entry else path for path, entry in paths}


def versions(words: Sequence[str]) -> dict[str, int]:
    """`path@rev` as the page wrote it, several in one word when a button stands for a whole card."""
    pairs = [one.rpartition("@") for word in words for one in word.split()]
    return {path: whole(rev) for path, _at, rev in pairs}


def warn_of_changes(request: ClientRequest, left: set[str]) -> None:
    """What is confirmed already, as when a button was pressed twice, is no reason to warn."""
    recalled = recall(standing_of(request))
    still = [one for rows in recalled.rows.values() for one in rows if one.instance.path in left]
    if any(one.waits and not one.flagged for one in still):
        messages.warning(request, _("An answer has changed meanwhile. Please look once more."))


def take_out(request: ClientRequest, path: str, here: str, cards: set[str]) -> HttpResponse:
    """Only what has a card on this page: another section, or the partner's list, has its own."""
    if path not in cards:
        raise Http404
    list_id, _slash, key = path.partition("/")
    found = get_object_or_404(request.dossier.entries, list_path=list_id, key=key, deleted_at=None)
    found.dossier = request.dossier
    seen = whole(request.POST.get("seq", ""))
    try:
        remove_entry(found, seen=seen, person=request.person, now=timezone.now())
    except EditedMeanwhile:
        messages.warning(request, _("An answer has changed meanwhile. Please look once more."))
        return redirect(here)
    return redirect(f"{here}?removed={key}")

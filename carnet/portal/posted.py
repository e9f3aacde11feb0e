"""What a posted page says: answers, files, and which button was pressed.

Read is what this person may be asked, also when it is no longer asked since somebody else answered
differently meanwhile: what was typed is kept, and counts if the question comes back.
"""

from collections.abc import Iterator
from datetime import datetime

from carnet.answers.actions import Hand, Said
from carnet.answers.messages import was_sent
from carnet.answers.models import Entry
from carnet.answers.reading import Glimpse, Standing, split
from carnet.portal.frame import ClientRequest, closed_to, open_for
from carnet.portal.speaking import only_looks
from carnet.portal.steps import Step
from carnet.portal.strayed import chosen_anew, strayed
from carnet.questionnaires.given import Given, Status
from carnet.questionnaires.grouping import meant_for
from carnet.questionnaires.kinds import KINDS, posted_at, read
from carnet.questionnaires.outcome import Instance

MOST = 64


def hand(request: ClientRequest, now: datetime) -> Hand:
    """Who writes: the person of the link, or the colleague beside them, on this page as it was shown, in this
    request."""
    page, key = (_word(request.POST.get(name, "")) for name in ("page", "key"))
    return Hand(request.person, page, key, now, request.colleague.pk if request.colleague else None)


def _word(posted: str) -> str:
    """What we wrote into the page ourselves, if nobody has played with it."""
    return "".join(sign for sign in posted if sign.isprintable())[:MOST]


def said(request: ClientRequest, standing: Standing | Glimpse) -> list[Said]:
    found = [
        one
        for instance in on_page(request, standing)
        if request.POST.get(f"{instance.path}-keep") != "theirs"
        and (one := _said(request, standing, instance))
    ]
    return [*found, *_own(request, standing, strayed(request, standing))]


def _own(request: ClientRequest, standing: Standing | Glimpse, answers: list[Said]) -> list[Said]:
    """An old page may name a question that is the other's alone by now, or locked."""
    others = closed_to(request) if answers else frozenset()
    return [
        one
        for one in answers
        if split(one.path)[2] not in others and open_for(request, standing, one.path)
    ]


def on_page(request: ClientRequest, standing: Standing | Glimpse) -> Iterator[Instance]:
    for instance in standing.instances.values():
        here = posted_at(request.POST, instance.path)
        mine = here and instance.wants_a_word and meant_for(instance, request.person)
        if mine and open_for(request, standing, instance.path):
            yield instance


def paths(request: ClientRequest) -> list[str]:
    """The questions that were on the page, known or not."""
    return [name.removesuffix("-here") for name in request.POST if name.endswith("-here")]


def removed_entries(request: ClientRequest, standing: Standing | Glimpse) -> list[Entry]:
    """Entries that were taken out of their list while this page was being filled in."""
    gone = {split(path)[1] for path in paths(request) if path not in standing.instances} - {""}
    if not gone:
        return []
    removed = request.dossier.entries.filter(key__in=gone).exclude(deleted_at=None)
    return list(removed.exclude(list_path__in=closed_to(request)))


def whole(figures: str, *, most: int = 9) -> int:
    """A whole number of so many figures that came with an address or a form; 0 for anything else."""
    return int(figures) if figures.isascii() and figures.isdigit() and len(figures) <= most else 0


def _said(request: ClientRequest, standing: Standing | Glimpse, instance: Instance) -> Said | None:
    path, posted = instance.path, request.POST
    if KINDS[instance.item.kind].repeats:
        return Said(path, Given(status=Status.ANSWERED))  # "That is all"; the entries say the rest.
    if f"{path}-already" in posted:
        return Said(path, Given(status=Status.ASK_ACCOUNTANT), posted[f"{path}-already"])
    reading = read(instance.item, posted, path, instance.choices or None)
    if KINDS[instance.item.kind].uploads and reading.given.status == Status.BLANK:
        return None  # The documents themselves are the answer, and they are handed in apart.
    earlier, remark = standing.remark(path), reading.remark
    # An empty box keeps the question that has gone to the accountant already.
    if f"{path}-remark" not in posted or (
        earlier and not remark and was_sent(request.dossier, path, earlier)
    ):
        remark = earlier
    given = chosen_anew(instance.item, reading.given)
    return Said(path, given, remark, _seen(request, path))


def _seen(request: ClientRequest, path: str) -> int:
    """The version the page had shown. Where two answers stand side by side, another language chooses neither: it is
    as if nothing had been shown, and both are there again."""
    undecided = f"{path}-undecided" in request.POST and only_looks(request)
    return 0 if undecided else whole(request.POST.get(f"{path}-rev", ""))


def pressed(request: ClientRequest, step: Step, button: str) -> str:
    """The value of this button at one of the questions of the page, if it was pressed."""
    names = (f"{one.path}-{button}" for one in step.asking)
    return next((request.POST[name] for name in names if name in request.POST), "")

"""What was put up for approval rests sealed beside the database; rotate_keys is told of it here."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from carnet.answers.documents import FILE, SMALL, clear_of, file_of, place_of, small_of
from carnet.approvals import pages
from carnet.approvals.models import Approval
from carnet.core import sealed_files, shelf
from carnet.core.resting import Open, files_of
from carnet.core.sealed import sealed_elsewhere


@sealed_elsewhere("approvals.Approval.file")
def seal_again() -> int:
    approvals = Approval.objects.select_related("dossier__firm")
    return sum(_seal_again(one) for one in approvals.iterator(chunk_size=500))


def _seal_again(approval: Approval) -> int:
    paper = approval.paper
    both = ((file_of(paper), FILE), (small_of(paper), SMALL))
    there = [(path, place_of(paper, field)) for path, field in both if shelf.exists(path)]
    there += pages.all_of(paper, approval.drawn)
    return sum(sealed_files.seal_again(path, place) for path, place in there)


@files_of("approvals.Approval.file")
def papers() -> Iterator[tuple[Path, Open]]:
    for approval in Approval.objects.select_related("dossier__firm").iterator(chunk_size=500):
        paper = approval.paper
        yield file_of(paper), partial(clear_of, paper)

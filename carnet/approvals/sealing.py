"""What was put up for approval rests sealed beside the database; rotate_keys is told of it here."""

from carnet.answers.documents import FILE, SMALL, file_of, place_of, small_of
from carnet.approvals import pages
from carnet.approvals.models import Approval
from carnet.core import sealed_files
from carnet.core.sealed import sealed_elsewhere


@sealed_elsewhere("approvals.Approval.file")
def seal_again() -> int:
    approvals = Approval.objects.select_related("dossier__firm")
    return sum(_seal_again(one) for one in approvals.iterator(chunk_size=500))


def _seal_again(approval: Approval) -> int:
    paper = approval.paper
    both = ((file_of(paper), FILE), (small_of(paper), SMALL))
    there = [(path, place_of(paper, field)) for path, field in both if path.exists()]
    there += pages.all_of(paper, approval.drawn)
    return sum(sealed_files.seal_again(path, place) for path, place in there)

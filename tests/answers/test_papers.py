"""Documents under their questions: joined, separated, assigned."""

import io

import pikepdf
import pytest

from carnet.answers import documents, papers
from carnet.answers.actions import Hand
from carnet.answers.papers import NotTogether
from carnet.answers.reading import load
from carnet.answers.room import Refused
from carnet.answers.submitting import submit
from carnet.answers.summary import summarise
from carnet.audit.models import Event
from carnet.campaigns.models import State, WrongState
from tests import makers as make
from tests.answers.pictures import lively_pdf, pdf, picture, upload

pytestmark = pytest.mark.slow


@pytest.fixture
def by(now):
    return Hand("client", "page", "", now)


@pytest.fixture
def hand_in(dossier, by):
    def hand_in(*contents, path="proof"):
        files = [upload(content, f"page {place}") for place, content in enumerate(contents, 1)]
        kept, refused = papers.hand_in(dossier, files, path=path, by=by)
        assert not refused
        return kept

    return hand_in


def value(dossier, path="proof"):
    return dossier.answers.get(path=path).value


@pytest.mark.thorough
def test_photos_and_a_pdf_become_one_pdf_in_the_order_chosen(dossier, hand_in, by):
    wide, tall, paper = hand_in(picture("PNG", (80, 40)), picture("JPEG", (40, 80)), pdf(pages=2))
    joined = papers.join(dossier, [(paper.pk, 0), (tall.pk, 90), (wide.pk, 0)], by=by)
    assert (joined.kind, joined.pages, joined.name) == ("application/pdf", 4, "page 3 and more.pdf")
    with pikepdf.open(io.BytesIO(b"".join(documents.clear_of(joined)))) as whole:
        shapes = [page.MediaBox[2] > page.MediaBox[3] for page in whole.pages]
        assert shapes[2:] == [False, True]
        assert [int(page.get("/Rotate", 0)) for page in whole.pages] == [0, 0, 90, 0]
    assert value(dossier) == [str(joined.pk)]


@pytest.mark.thorough
def test_a_photo_stands_in_the_pdf_byte_for_byte(dossier, hand_in, by):
    both = hand_in(picture("PNG"), picture("JPEG"))
    photo = b"".join(documents.clear_of(both[0]))
    joined = papers.join(dossier, [(both[0].pk, 0), (both[1].pk, 0)], by=by)
    assert photo in b"".join(documents.clear_of(joined))
    assert joined.has_small
    assert next(documents.clear_of(joined, small=True)).startswith(b"\xff\xd8")


@pytest.mark.thorough
def test_what_was_joined_is_separated_again_as_it_was(dossier, hand_in, by):
    both = hand_in(picture("PNG"), pdf())
    before = [b"".join(documents.clear_of(one)) for one in both]
    joined = papers.join(dossier, [(one.pk, 0) for one in both], by=by)
    assert papers.separate(joined, by=by)
    assert value(dossier) == [str(one.pk) for one in both]
    assert [b"".join(documents.clear_of(one)) for one in both] == before
    assert not papers.separate(joined, by=by)
    joined.refresh_from_db()
    assert joined.removed_at


@pytest.mark.thorough
def test_a_page_of_a_joined_document_is_not_put_back_beside_it(dossier, hand_in, by):
    both = hand_in(picture("PNG"), pdf())
    joined = papers.join(dossier, [(one.pk, 0) for one in both], by=by)
    papers.put_back(both[0], by=by)
    assert value(dossier) == [str(joined.pk)]


@pytest.mark.thorough
def test_the_whole_is_marked_as_its_parts_were(dossier, hand_in, by):
    both = hand_in(lively_pdf("script"), lively_pdf("embedded"))
    joined = papers.join(dossier, [(one.pk, 0) for one in both], by=by)
    assert joined.remark == "embedded script"


@pytest.mark.thorough
@pytest.mark.parametrize("choose", ["one", "twice", "elsewhere", "gone", "another dossier's"])
def test_only_files_of_one_question_are_joined(dossier, ann, hand_in, by, choose):
    one, other = hand_in(picture("PNG"), pdf())
    (loose,) = hand_in(pdf(), path="")
    papers.take_back(loose, by=by) if choose == "gone" else None
    foreign = make.document(dossier=make.dossier(client=ann))
    keys = {
        "one": [one.pk],
        "twice": [one.pk, other.pk, one.pk],
        "elsewhere": [one.pk, loose.pk],
        "gone": [one.pk, loose.pk],
        "another dossier's": [one.pk, foreign.pk],
    }[choose]
    with pytest.raises(NotTogether):
        papers.join(dossier, [(key, 0) for key in keys], by=by)
    assert value(dossier) == [str(one.pk), str(other.pk)]


@pytest.mark.thorough
def test_more_than_a_file_may_have_is_not_joined(dossier, hand_in, by, settings):
    both = hand_in(picture("PNG"), pdf())
    dossier.documents.filter(pk=both[0].pk).update(size=100 * 2**20)
    with pytest.raises(Refused, match="larger than 100 MB"):
        papers.join(dossier, [(one.pk, 0) for one in both], by=by)


@pytest.mark.thorough
def test_what_was_dropped_in_is_assigned_afterwards(dossier, hand_in, by):
    one, other = hand_in(picture("PNG"), pdf(), path="")
    assert not dossier.answers.filter(path="").exists()
    assert papers.assign(dossier, {one.pk: "proof", other.pk: ""}, by=by) == 1
    assert value(dossier) == [str(one.pk)]
    assert [row.pk for row in dossier.documents.filter(path="")] == [other.pk]


@pytest.mark.thorough
def test_a_joined_document_takes_its_pages_along(dossier, hand_in, by):
    pages = hand_in(picture("PNG"), pdf(), pdf(), path="")
    first = papers.join(dossier, [(one.pk, 0) for one in pages[:2]], by=by)
    both = papers.join(dossier, [(first.pk, 0), (pages[2].pk, 0)], by=by)
    papers.assign(dossier, {both.pk: "proof"}, by=by)
    assert {one.path for one in dossier.documents.all()} == {"proof"}


def sent(dossier, now):
    for path in ("full_name", "rents"):
        dossier.answers.create(path=path, question=path, status="dont_know")
    dossier.answers.create(path="children", question="children", status="answered")
    dossier.answers.update_or_create(path="proof", defaults={"status": "not_have", "value": None})
    declared = {"text": "True.", "name": "Ann"}
    asked = {"person": "client", "language": "en", "declared": declared}
    return submit(dossier, seq=dossier.seq, now=now, **asked)


@pytest.mark.thorough
def test_what_nobody_assigned_is_sent_all_the_same(dossier, hand_in, now):
    (loose,) = hand_in(pdf(), path="")
    submission = sent(dossier, now)
    (paper,) = submission.content["parts"][-1]["lines"][0]["papers"]
    assert (paper["uuid"], paper["sha256"]) == (str(loose.uuid), loose.sha256)


@pytest.mark.thorough
def test_a_colleague_assigns_after_it_was_sent_and_the_client_is_not_at_work_again(
    dossier, hand_in, now, colleague
):
    (loose,) = hand_in(pdf(), path="")
    sent(dossier, now)
    papers.assign_for_client(dossier, loose, "proof", by=colleague, now=now)
    dossier.refresh_from_db()
    assert dossier.state == State.SUBMITTED
    answer = dossier.answers.get(path="proof")
    assert (answer.value, answer.source, answer.colleague) == ([str(loose.pk)], "staff", colleague)
    assert Event.objects.filter(what="document assigned", by=colleague).count() == 1
    lines = summarise(load(dossier, today=now.date()), "en").parts[-1].lines
    assert [paper.uuid for line in lines for paper in line.papers] == [str(loose.uuid)]


def test_in_an_accepted_dossier_nothing_is_assigned(dossier, hand_in, now, colleague):
    (loose,) = hand_in(pdf(), path="")
    dossier.state = State.ACCEPTED
    dossier.save()
    with pytest.raises(WrongState):
        papers.assign_for_client(dossier, loose, "proof", by=colleague, now=now)


def test_the_day_of_a_promise_can_be_read(dossier):
    answer = dossier.answers.create(path="proof", question="proof", status="later")
    assert answer.promised_for is None
    answer.value = "2026-05-12"
    assert str(answer.promised_for) == "2026-05-12"
    answer.status = "answered"
    assert answer.promised_for is None

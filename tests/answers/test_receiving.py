"""Files that go up piece by piece."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django_scopes import scopes_disabled

from carnet.answers import documents, receiving
from carnet.answers.actions import Hand
from carnet.answers.models import Document, Upload
from carnet.answers.receiving import PIECE, WrongOffset
from carnet.answers.room import Refused, Sized
from carnet.campaigns.models import State, WrongState
from tests import makers as make
from tests.answers.pictures import pdf, picture


@pytest.fixture
def content():
    """A PDF of a little more than two pieces, by what may stand behind its end."""
    return pdf(pages=2) + b"\n%" + os.urandom(2 * PIECE).hex().encode()[: 2 * PIECE]


@pytest.fixture
def by(now):
    return Hand("client", "page", "", now)


@pytest.fixture
def begin(dossier, by):
    def begin(content, path="proof", **about):
        file = Sized(about.get("name", "lease.pdf"), len(content))
        return receiving.start(dossier, file, path=path, fingerprint="end", by=by)

    return begin


def send(upload, content, now, *, most=10**9):
    while upload.received < min(most, upload.size):
        offset = upload.received
        receiving.receive(upload, offset, content[offset : offset + PIECE], now=now)


@pytest.mark.thorough
@pytest.mark.slow
def test_a_file_sent_in_pieces_becomes_the_document_it_was(dossier, begin, content, by, now):
    upload = begin(content)
    send(upload, content, now)
    receiving.finish(upload, by=by)
    assert upload.state == Upload.State.READY
    document = dossier.documents.get()
    assert b"".join(documents.clear_of(document)) == content
    assert dossier.answers.get(path="proof").value == [str(document.pk)]
    assert len(list(documents.folder_of(dossier).iterdir())) == 1


def test_pieces_on_their_way_rest_sealed(dossier, begin, content, now):
    upload = begin(content)
    send(upload, content, now, most=PIECE)
    stored = [one.read_bytes() for one in documents.folder_of(dossier).rglob("*") if one.is_file()]
    assert len(stored) == 1
    assert b"%PDF" not in stored[0]


@pytest.mark.thorough
@pytest.mark.slow
def test_finishing_twice_makes_one_document(dossier, begin, content, by, now):
    upload = begin(content)
    send(upload, content, now)
    receiving.finish(upload, by=by)
    again = receiving.finish(Upload.objects.get(pk=upload.pk), by=by)
    assert (again.state, again.document) == (Upload.State.READY, dossier.documents.get())


@pytest.mark.thorough
@pytest.mark.slow
def test_the_same_file_chosen_again_goes_on_where_it_stopped(dossier, begin, content, by, now):
    first = begin(content)
    send(first, content, now, most=PIECE)
    again = begin(content)
    assert (again.pk, again.received) == (first.pk, PIECE)
    send(again, content, now)
    receiving.finish(again, by=by)
    assert b"".join(documents.clear_of(dossier.documents.get())) == content


@pytest.mark.parametrize("other", [{"name": "another.pdf"}, {"path": "", "name": "lease.pdf"}])
def test_another_file_or_question_begins_anew(begin, content, now, other):
    first = begin(content)
    send(first, content, now, most=PIECE)
    assert begin(content, **other).received == 0


def test_a_piece_that_does_not_follow_is_refused_and_asked_for_again(begin, content, now):
    upload = begin(content)
    for offset, piece in [
        (PIECE, content[PIECE : 2 * PIECE]),
        (0, content[:100]),
        (0, content[: PIECE + 1]),
        (0, b""),
        (7, content[:PIECE]),
    ]:
        with pytest.raises(WrongOffset):
            receiving.receive(upload, offset, piece, now=now)
    receiving.receive(upload, 0, content[:PIECE], now=now)
    late = Upload.objects.get(pk=upload.pk)
    late.received = 0  # as a request saw it that was sent twice
    with pytest.raises(WrongOffset):
        receiving.receive(late, 0, content[:PIECE], now=now)
    assert Upload.objects.get(pk=upload.pk).received == PIECE


@pytest.mark.thorough
@pytest.mark.slow
def test_killed_between_piece_and_row_the_piece_is_sent_again(dossier, begin, content, by, now):
    upload = begin(content)
    send(upload, content, now, most=PIECE)
    Upload.objects.filter(pk=upload.pk).update(received=0)
    folder = next(one for one in documents.folder_of(dossier).iterdir() if one.is_dir())
    (folder / ".0.torn").write_bytes(b"half a piece")
    upload = Upload.objects.get(pk=upload.pk)
    send(upload, content, now)
    receiving.finish(upload, by=by)
    assert b"".join(documents.clear_of(dossier.documents.get())) == content


@pytest.mark.thorough
@pytest.mark.slow
def test_who_died_while_opening_is_followed_but_who_is_at_work_is_not(begin, content, by, now):
    upload = begin(content)
    send(upload, content, now)
    at_work = {"state": Upload.State.CHECKING, "claimed_at": now}
    Upload.objects.filter(pk=upload.pk).update(**at_work)
    assert receiving.finish(upload, by=by).state == Upload.State.CHECKING
    assert not Document.objects.exists()
    later = Hand("client", "page", "", now + timedelta(minutes=7))
    receiving.finish(upload, by=later)
    assert Document.objects.count() == 1


def test_not_all_there_cannot_be_finished(begin, content, by, now):
    upload = begin(content)
    send(upload, content, now, most=PIECE)
    with pytest.raises(WrongOffset):
        receiving.finish(upload, by=by)


@pytest.mark.slow
def test_a_file_that_cannot_be_used_is_refused_once_and_for_all(dossier, begin, by, now):
    upload = begin(b"MZ program", name="invoice.pdf")
    send(upload, b"MZ program", now)
    for _twice in range(2):
        upload = receiving.finish(Upload.objects.get(pk=upload.pk), by=by)
        assert upload.state == Upload.State.REFUSED
        assert "is not a PDF or a photo" in upload.refusal
    assert not list(documents.folder_of(dossier).iterdir())


@pytest.mark.thorough
def test_limits_count_what_is_on_its_way(dossier, begin, content, settings):
    for number in range(99):
        make.document(dossier=dossier, name=f"{number}.pdf")
    begin(content)
    with pytest.raises(Refused, match="already 100 files"):
        begin(content, name="another.pdf")
    Document.objects.filter(name="1.pdf").update(removed_at=dossier.created_at, size=2**30)
    with pytest.raises(Refused, match="1 GB"):
        begin(content, name="another.pdf")
    with pytest.raises(Refused, match="larger than 100 MB"):
        begin(range(101 * 2**20), name="film.pdf")


def test_the_disk_is_looked_at_with_each_piece(begin, content, now, settings):
    upload = begin(content)
    settings.KEEP_FREE_GIGABYTES = 10**6
    with pytest.raises(Refused, match="disk is nearly full"):
        receiving.receive(upload, 0, content[:PIECE], now=now)
    settings.KEEP_FREE_GIGABYTES = 0
    receiving.receive(upload, 0, content[:PIECE], now=now)


@pytest.mark.thorough
def test_a_dossier_that_was_sent_takes_nothing_more(dossier, begin, content, by, now):
    upload = begin(content)
    send(upload, content, now)
    dossier.state = State.SUBMITTED
    dossier.save()
    upload = Upload.objects.get(pk=upload.pk)
    with pytest.raises(WrongState):
        receiving.finish(upload, by=by)
    assert not dossier.documents.exists()
    with pytest.raises(WrongState):
        begin(content, name="another.pdf")


def test_what_nobody_goes_on_with_is_forgotten_after_a_day(dossier, begin, content, now):
    upload = begin(content)
    send(upload, content, now, most=PIECE)
    assert receiving.forget_old(now + timedelta(hours=23)) == 0
    assert receiving.forget_old(now + timedelta(hours=24)) == 1
    assert not Upload.objects.exists()
    assert not list(documents.folder_of(dossier).iterdir())


def test_what_somebody_left_open_who_was_killed_is_swept_away(settings, db, now):
    left = settings.DATA_DIR / "opening" / "x"
    left.mkdir(parents=True)
    (left / "in").write_bytes(b"%PDF clear")
    assert receiving.forget_old(now) == 0
    os.utime(left, (0, 0))
    assert receiving.forget_old(now) == 1
    assert not left.exists()


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_at_once_and_each_finished_twice_make_two_documents(dossier, begin, by, now):
    contents = [pdf(pages=2), picture("PNG")]
    uploads = [begin(one, name=f"{place}") for place, one in enumerate(contents)]

    def hand_in(place):
        with scopes_disabled():
            upload = Upload.objects.select_related("dossier__firm").get(pk=uploads[place % 2].pk)
            if place < 2:
                send(upload, contents[place], now)
                begun.append(place)
            state = receiving.finish(upload, by=by).state
        connection.close()
        return state

    begun = []
    with ThreadPoolExecutor(2) as threads:
        states = list(threads.map(hand_in, range(2)))
    assert states == ["ready", "ready"]
    with ThreadPoolExecutor(4) as threads:
        states = list(threads.map(hand_in, (2, 3, 2, 3)))
    assert set(states) == {"ready"}
    assert dossier.documents.count() == 2
    assert len(dossier.answers.get(path="proof").value) == 2


def test_on_a_machine_without_a_worker_whoever_opens_a_file_next_sweeps(settings):
    left = settings.DATA_DIR / "opening" / "x"
    left.mkdir(parents=True)
    os.utime(left, (0, 0))
    with documents.work_folder() as work:
        assert list(left.parent.iterdir()) == [work]

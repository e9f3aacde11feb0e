"""Who is asked, what they decide, and that each decision counts once."""

from uuid import uuid4

import pytest
from django.utils import timezone

from carnet.answers.documents import clear_of, file_of
from carnet.approvals import actions, filing, pages
from carnet.approvals.actions import Settled, accept, approve_on_paper, decline, withdraw
from carnet.approvals.models import Approval, Filing, Voice
from carnet.audit.models import Event
from carnet.clients.erasure import erase
from carnet.core.models import Mail
from carnet.invitations.actions import NoAddress
from tests import makers as make
from tests.approvals.asking import ASKED, put_up, sent_by, voice_of
from tests.at_once import together

BOTH = ("client", "partner")


def trail(dossier):
    return list(
        Event.objects.filter(kind="campaigns.dossier", key=str(dossier.pk))
        .order_by("pk")
        .values_list("what", flat=True)
    )


def yes(voice, name="Ann Peeters"):
    return accept(voice, text="I approve.", name=name, now=ASKED)


@pytest.mark.thorough
def test_asking_keeps_the_file_sealed_and_queues_one_mail(dossier, colleague, settings):
    approval = put_up(dossier, colleague, words="Please look.")
    assert b"%PDF" not in file_of(approval.paper).read_bytes()
    assert b"".join(clear_of(approval.paper)).startswith(b"%PDF")
    assert (approval.pages, approval.drawn, approval.words) == (2, 2, "Please look.")
    assert b"".join(pages.read(approval.paper, 2)).startswith(b"\xff\xd8\xff")
    assert b"\xff\xd8\xff" not in pages.page_file(approval.paper, 2).read_bytes()[:64]
    assert [(mail.letter, mail.to) for mail in Mail.objects.all()] == [
        ("approval", "ann@example.org")
    ]
    assert trail(dossier) == ["approval asked"]


@pytest.mark.thorough
def test_the_same_form_sent_twice_asks_once_and_leaves_no_litter(dossier, colleague, tmp_path):
    key = uuid4()
    first = put_up(dossier, colleague, key=key)
    assert put_up(dossier, colleague, key=key) == first
    assert Mail.objects.count() == Approval.objects.count() == 1
    kept = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    kept = [path for path in kept if not path.suffix]  # its pages stand beside it
    assert kept == [file_of(first.paper)]


@pytest.mark.thorough
def test_without_an_address_nothing_is_asked_and_no_file_stays(firm, colleague, tmp_path):
    dossier = sent_by(make.client(firm=firm, email=""))
    with pytest.raises(NoAddress):
        put_up(dossier, colleague)
    assert not Approval.objects.exists()
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


@pytest.mark.thorough
def test_approving_keeps_who_what_and_when_and_counts_once(dossier, colleague):
    approval = put_up(dossier, colleague)
    voice = voice_of(approval)
    assert yes(voice) is True
    assert yes(voice_of(approval)) is False
    voice.refresh_from_db()
    assert (voice.state, voice.signed_name, voice.sentence) == (
        "accepted",
        "Ann Peeters",
        "I approve.",
    )
    assert (voice.sha256, voice.decided_at) == (approval.sha256, ASKED)
    assert trail(dossier) == ["approval asked", "approval given"]
    approval.refresh_from_db()
    assert (approval.state, approval.ended_at) == ("approved", ASKED)


@pytest.mark.thorough
def test_after_one_word_the_other_no_longer_counts(dossier, colleague):
    voice = voice_of(put_up(dossier, colleague))
    decline(voice, reason="The child is missing.", now=ASKED)
    with pytest.raises(Settled):
        yes(voice_of(voice.approval))
    assert voice_of(voice.approval).reason == "The child is missing."
    assert trail(dossier) == ["approval asked", "approval declined"]


@pytest.mark.thorough
def test_of_a_couple_each_decides_for_themselves(for_two, colleague):
    approval = put_up(for_two, colleague, people=BOTH)
    assert {mail.to for mail in Mail.objects.all()} == {"ann@example.org", "dana@example.org"}
    yes(voice_of(approval, "partner"), "Dana")
    approval.refresh_from_db()
    assert approval.open
    yes(voice_of(approval))
    approval.refresh_from_db()
    assert approval.state == "approved"


@pytest.mark.thorough
def test_what_one_of_a_couple_declines_nobody_is_asked_any_more(for_two, colleague):
    approval = put_up(for_two, colleague, people=BOTH)
    decline(voice_of(approval, "partner"), reason="No.", now=ASKED)
    with pytest.raises(Settled):
        yes(voice_of(approval))
    approval.refresh_from_db()
    assert approval.state == "declined"


def test_a_partner_is_only_asked_where_the_questionnaire_is_for_couples(dossier, for_two):
    assert actions.may_ask(for_two) == ["client", "partner"]
    assert actions.may_ask(dossier) == ["client"]


@pytest.mark.thorough
def test_a_newer_version_voids_the_open_request_and_says_so(dossier, colleague):
    first = put_up(dossier, colleague)
    second = put_up(dossier, colleague, replaces=first, name="newer.pdf", pages=3)
    with pytest.raises(Settled):
        yes(voice_of(first))
    first.refresh_from_db()
    assert (first.state, voice_of(first).state) == ("replaced", "void")
    assert list(dossier.approvals.counting()) == [second]
    with pytest.raises(Settled):
        put_up(dossier, colleague, replaces=first)


@pytest.mark.thorough
def test_what_was_approved_stays_approved_under_its_newer_version(dossier, colleague):
    first = put_up(dossier, colleague)
    yes(voice_of(first))
    put_up(dossier, colleague, replaces=first)
    first.refresh_from_db()
    assert (first.state, voice_of(first).state) == ("approved", "accepted")


@pytest.mark.thorough
def test_withdrawn_once_nobody_can_decide(dossier, colleague):
    approval = put_up(dossier, colleague)
    withdraw(approval, by=colleague, now=ASKED)
    for again in (
        lambda: withdraw(approval, by=colleague, now=ASKED),
        lambda: yes(voice_of(approval)),
    ):
        with pytest.raises(Settled):
            again()
    assert trail(dossier) == ["approval asked", "approval withdrawn"]
    assert not dossier.approvals.counting().exists()


@pytest.mark.thorough
def test_a_word_given_on_paper_is_noted_with_its_reason(dossier, colleague):
    approval = put_up(dossier, colleague)
    approve_on_paper(voice_of(approval), reason="Signed here.", by=colleague, now=ASKED)
    voice = voice_of(approval)
    assert (voice.state, voice.reason, voice.noted_by) == ("on_paper", "Signed here.", colleague)
    approval.refresh_from_db()
    assert approval.state == "approved"


def test_returns_are_filed_once_and_taken_back_with_a_trace(dossier, colleague):
    def filed(**fields):
        values = {"on": ASKED.date(), "reference": "T1", "by": colleague, "now": ASKED}
        return filing.note_filed(dossier.firm, [dossier.pk], **values | fields)

    assert (filed(), filed(reference="T2")) == (1, 0)
    assert filing.take_back(dossier, by=colleague, now=ASKED) is True
    assert filing.take_back(dossier, by=colleague, now=ASKED) is False
    assert filed(reference="T3") == 1
    told = list(dossier.filings.values_list("reference", "taken_back_by"))
    assert told == [("T1", colleague.pk), ("T3", None)]
    assert trail(dossier) == ["return filed", "filing taken back", "return filed"]


def test_another_firms_returns_are_not_filed(dossier, stranger):
    now = timezone.now()
    values = {"on": now.date(), "reference": "", "by": stranger, "now": now}
    assert filing.note_filed(stranger.firm, [dossier.pk], **values) == 0
    assert not Filing.objects.exists()


@pytest.mark.thorough
def test_erasing_the_client_erases_files_rows_and_mails(dossier, colleague, tmp_path):
    approval = put_up(dossier, colleague)
    filing.note_filed(
        dossier.firm, [dossier.pk], on=ASKED.date(), reference="", by=colleague, now=ASKED
    )
    file = file_of(approval.paper)
    Mail.objects.update(to="former@example.org")
    erase(dossier.client, by=colleague)
    assert not file.exists()
    assert not any(model.objects.exists() for model in (Approval, Voice, Filing, Mail))


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_two_partners_at_one_moment_end_what_both_approve(for_two, colleague):
    approval = put_up(for_two, colleague, people=BOTH)
    voices = [voice_of(approval, person) for person in BOTH]
    assert together(lambda n: yes(voices[n]), 2) == [True, True]
    approval.refresh_from_db()
    assert approval.state == "approved"
    complete = Event.objects.filter(what="approval given", facts__complete=True)
    assert complete.count() == 1


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_yes_and_no_at_one_moment_are_one_word(dossier, colleague):
    approval = put_up(dossier, colleague)

    def press(number):
        voice = voice_of(approval)
        try:
            return yes(voice) if number % 2 else decline(voice, reason="No.", now=ASKED)
        except Settled:
            return False

    assert together(press, 4).count(True) == 1
    assert Event.objects.filter(what__in=["approval given", "approval declined"]).count() == 1


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_one_form_sent_from_several_windows_at_once_asks_once(dossier, colleague, tmp_path):
    key = uuid4()
    found = together(lambda n: put_up(dossier, colleague, key=key), 3)
    assert len({one.pk for one in found}) == Mail.objects.count() == 1
    kept = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    kept = [path for path in kept if not path.suffix]  # its pages stand beside it
    assert kept == [file_of(found[0].paper)]

"""The confirmation by mail: to whom, in which language, what it tells and what it never tells."""

from datetime import timedelta

import pytest
from django.utils import timezone

from carnet.answers.asking_again import ask_again
from carnet.answers.submitting import Incomplete, Sender, hand_over
from carnet.clients.erasure import erase
from carnet.clients.models import Client
from carnet.core.mail import send_next
from carnet.core.models import Mail
from carnet.invitations.timeline import moments
from tests.portal.conftest import enter
from tests.portal.couples import a_couple, answered, sent, signed_by


@pytest.fixture
def couple(firm, colleague):
    pair = a_couple(firm, partner_language="fr")
    for person in ("client", "partner"):
        enter(pair, person)
    pair.invitations.filter(person="partner").update(own_language="fr")
    return pair


def queued():
    return list(Mail.objects.filter(letter="confirmation").order_by("pk"))


def delivered():
    """As the server would get them."""
    while send_next():
        pass
    return queued()


def told_by_phone(dossier, colleague, **more):
    by = Sender("staff", "en", {"text": "Told by phone", "name": "Ann"}, colleague)
    dossier.refresh_from_db()
    return hand_over(dossier, by, seq=dossier.seq, now=timezone.now(), **more)


@pytest.mark.thorough
def test_each_of_a_couple_gets_it_in_the_own_language_with_an_own_link(couple):
    sent(couple)
    ann, dana = delivered()
    assert (ann.to, ann.language) == ("someone@example.org", "en")
    assert (dana.to, dana.language) == ("dana@example.org", "fr")
    assert ann.subject == "A couple's questionnaire: everything has been sent"
    assert "Hello Ann," in ann.text
    assert "Dana," in dana.text
    links = {word for mail in (ann, dana) for word in mail.text.split() if "/q/" in word}
    assert len(links) == 2


@pytest.mark.thorough
def test_it_has_reference_moment_and_what_happens_next_but_no_answer(couple):
    sent(couple)
    submission = couple.submissions.get()
    ann, dana = delivered()
    moment = timezone.localtime(submission.sent_at)
    for words in (submission.reference, str(moment.year), f"{moment:%M}", "nothing else you need"):
        assert words in ann.text
        assert words in ann.html
    for mail in (ann, dana):
        for secret in ("zq4711", "zq4714", "Secret", "secret", "salary"):
            assert secret not in mail.text + mail.html + mail.subject


def test_nothing_is_queued_for_what_was_not_sent(couple):
    answered(couple)
    signed_by(couple, "client")
    assert queued() == []
    couple.answers.filter(path="pension").delete()
    with pytest.raises(Incomplete):
        signed_by(couple, "partner")
    assert queued() == []


def test_filled_in_together_the_client_gets_it_and_the_colleague_does_not(firm, colleague):
    pair = answered(a_couple(firm, partner_first_name="", partner_email=""))
    told_by_phone(pair, colleague)
    [mail] = delivered()
    assert mail.to == "someone@example.org"
    assert "/q/" in mail.text
    assert pair.invitations.get().expires_at > timezone.now() + timedelta(days=29)


def test_a_client_without_an_address_is_no_reason_not_to_send(firm, colleague):
    pair = answered(a_couple(firm, email=""))
    assert told_by_phone(pair, colleague)
    assert queued() == []


def test_a_partner_who_took_no_part_gets_nothing(couple, colleague):
    answered(couple)
    couple.answer_events.filter(person="partner").update(person="client")
    told_by_phone(couple, colleague)
    assert [mail.to for mail in queued()] == ["someone@example.org"]


@pytest.mark.parametrize("out", [{"partner_email": ""}, {"partner_first_name": "Eve"}])
def test_a_former_partner_gets_nothing_and_neither_does_the_new_one(couple, colleague, out):
    answered(couple)
    Client.objects.filter(pk=couple.client_id).update(**out)
    couple.client.refresh_from_db()
    told_by_phone(couple, colleague)
    assert [mail.to for mail in queued()] == ["someone@example.org"]


def test_a_link_that_ran_out_meanwhile_leads_back_for_thirty_days(couple):
    answered(couple)
    signed_by(couple, "partner")
    before = timezone.now()
    couple.invitations.filter(person="partner").update(expires_at=before)
    signed_by(couple, "client")
    assert [mail.to for mail in queued()] == ["someone@example.org", "dana@example.org"]
    for link in couple.invitations.all():
        assert link.expires_at >= before + timedelta(days=30)


@pytest.mark.thorough
def test_withdrawn_before_it_leaves_it_stays(couple):
    sent(couple)
    couple.invitations.filter(person="partner").update(revoked_at=timezone.now())
    ann, dana = delivered()
    assert ann.sent_at
    assert dana.dropped_at


@pytest.mark.thorough
def test_asked_again_at_once_it_still_leaves_and_promises_no_rest(couple, colleague):
    sent(couple)
    ask_again(couple, {"salary": "Net or gross?"}, by=colleague, now=timezone.now())
    ann, _dana = delivered()
    assert couple.submissions.get().reference in ann.text
    assert "nothing else you need" not in ann.text


@pytest.mark.thorough
def test_the_timeline_tells_of_it_and_erasing_takes_it_along(couple):
    sent(couple)
    assert any("A confirmation to dana@example.org" in one.text for one in moments(couple))
    Client.objects.filter(pk=couple.client_id).update(partner_email="new@example.org")
    erase(Client.objects.get(pk=couple.client_id), by=None)
    assert queued() == []


@pytest.mark.thorough
def test_a_link_that_lasts_longer_than_thirty_days_is_not_shortened(couple):
    far, before = timezone.now() + timedelta(days=90), timezone.now()
    couple.invitations.filter(person="client").update(expires_at=far)
    couple.invitations.filter(person="partner").update(expires_at=before + timedelta(days=1))
    sent(couple)
    ann, dana = couple.invitations.order_by("person")
    assert ann.expires_at == far
    assert dana.expires_at >= before + timedelta(days=30)

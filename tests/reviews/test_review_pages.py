"""The review on its one page, by plain forms as without JavaScript, and the pages that lead on from it."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from carnet.answers import papers
from carnet.answers.actions import Hand
from carnet.answers.asking_again import ask_again
from carnet.answers.documents import discard
from carnet.answers.messages import write
from carnet.audit.models import Event
from carnet.campaigns.models import State
from carnet.core import sealed_files
from carnet.core.models import Mail
from carnet.questionnaires.given import Given, Status
from carnet.reviews import presence
from carnet.reviews.beside import kept_pages, picture_of
from carnet.reviews.models import InternalNote, ToAsk
from carnet.reviews.needing import Standing
from carnet.reviews.sealing import seal_again
from tests import makers as make
from tests.answers.pictures import pdf, picture, upload
from tests.answers.test_sealing import NEW
from tests.portal.conftest import enter
from tests.questionnaires.builders import document, item
from tests.reviews.reviewing import FILLED, a_dossier, answer, desk, row, send, sent

NOW = timezone.now


@pytest.fixture
def dossier(ann):
    return sent(ann)


@pytest.fixture
def at(dossier):
    return f"/dossiers/{dossier.pk}/review/"


@pytest.fixture
def other(accountant):
    browser = Browser(headers={"Accept-Language": "en"})
    browser.force_login(accountant)
    return browser


def look(office, address, **query):
    return office.get(address, query)


def html(response):
    return response.content.decode()


def fields(page, action):
    """What the form with this address would post."""
    form = re.search(rf'<form[^>]*action="[^"]*{action}"[^>]*>(.*?)</form>', html(page), re.S)[1]
    found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
    return {name: value.replace("&amp;", "&") for name, value in found}


def press(office, at, action, page, **typed):
    return office.post(f"{at}{action}", {**fields(page, action), **typed}, follow=True)


def chosen(response):
    return response.context["chosen"].row.path


def test_what_needs_me_stands_first_and_the_dossier_page_leads_there(office, dossier, at):
    assert f'href="{at}"' in html(office.get(f"/dossiers/{dossier.pk}/"))
    page = look(office, at)
    assert [one.row.path for one in page.context["screen"].rows] == ["proof"]
    assert chosen(page) == "proof"
    assert "I don&#x27;t have it" in html(page)


@pytest.mark.parametrize(
    ("show", "paths"),
    [
        ("all", ["full_name", "rents", "rent", "children", "proof", "other"]),
        ("unanswered", []),
        ("confirmed", []),
        ("client", []),
        ("hidden", []),
        ("nonsense", ["proof"]),
    ],
)
def test_each_filter_shows_its_own(office, at, show, paths):
    page = look(office, at, show=show)
    assert [one.row.path for one in page.context["screen"].rows] == paths


def test_a_section_alone(office, at):
    page = look(office, at, show="all", section="you")
    assert [one.row.path for one in page.context["screen"].rows] == ["full_name", "rents", "rent"]


def test_what_is_hidden_says_why_in_words(office, ann):
    hidden = sent(ann, {**FILLED, "rents": "no"})
    page = html(look(office, f"/dossiers/{hidden.pk}/review/", show="hidden"))
    assert "Asked only if" in page
    assert page.count("“Do you let a property?”: No") == 2


@pytest.mark.thorough
def test_accepting_leads_to_what_needs_somebody_next(office, at, dossier):
    page = look(office, at, show="all", at="rent")
    after = press(office, at, "accept/", page)
    assert row(dossier, "rent").standing is Standing.ACCEPTED
    assert chosen(after) == "children"
    last = press(office, at, "accept/", look(office, at))
    assert "Nothing needs you here." in html(last)


@pytest.mark.thorough
def test_two_who_act_on_one_answer_never_overwrite_each_other(office, other, at, dossier):
    mine = look(office, at, show="all", at="rent")
    press(other, at, "accept/", look(other, at, show="all", at="rent"))
    after = press(office, at, "accept/", mine)
    assert "Nothing was done: this answer or its review has just changed" in html(after)
    assert chosen(after) == "rent"
    assert "accepted: Marc Lenoir" in html(after)


def test_who_else_is_here_is_seen_by_both_and_for_a_minute(office, other, at, dossier, accountant):
    assert "is reviewing" not in html(look(office, at))
    assert "Claire Dubois is reviewing this dossier too" in html(look(other, at))
    assert "Marc Lenoir is reviewing this dossier too" in html(office.get(f"{at}here/"))
    dossier.looking.filter(colleague=accountant).update(at=NOW() - presence.LASTS)
    assert "is reviewing" not in html(office.get(f"{at}here/"))


@pytest.mark.thorough
def test_a_note_stays_inside_and_a_message_goes_out(office, at, dossier):
    page = look(office, at, show="all", at="rent")
    press(office, at, "note/", page, text="Odd, is it not?")
    assert InternalNote.objects.get().path == "rent"
    assert not Mail.objects.filter(letter="answered").exists()
    enter(dossier)
    after = press(office, at, "message/", page, text="With charges?")
    assert dossier.messages.get().path == "rent"
    assert Mail.objects.filter(letter="answered").count() == 1
    thread = after.context["chosen"].thread
    assert [(one.internal, one.text) for one in thread] == [
        (True, "Odd, is it not?"),
        (False, "With charges?"),
    ]


@pytest.mark.thorough
def test_a_client_never_sees_an_internal_note(office, at, dossier, colleague):
    press(office, at, "note/", look(office, at, show="all", at="rent"), text="zq4711")
    ask_again(dossier, {"rent": "Sure?"}, by=colleague, now=NOW())
    visitor = enter(dossier)
    for address in ("/q/asked/", "/q/copy/", "/q/s/you/rent/"):
        assert "zq4711" not in visitor.visit(address).text


def test_an_unread_message_about_an_answer_needs_somebody(office, at, dossier):
    write(dossier, "And the garage?", Hand("client", "", "", NOW()), path="rent")
    page = look(office, at)
    assert [one.row.path for one in page.context["screen"].rows] == ["rent", "proof"]
    press(office, at, "accept/", page)
    assert not dossier.messages.filter(read_at=None).exists()


@pytest.mark.thorough
def test_the_tray_collects_and_leaves_as_one_message(office, at, dossier):
    enter(dossier)
    page = look(office, at, show="all", at="rent")
    press(office, at, "tray/put/", page, reason="document", words="All twelve months.")
    page = look(office, at, show="all", at="rents")
    after = press(office, at, "tray/put/", page, words="The whole year?")
    assert "Send 2 questions" in html(after)
    assert (
        ToAsk.objects.get(path="rent").words
        == "Please add the document for this. All twelve months."
    )
    assert not Mail.objects.filter(letter="asked_again").exists()
    one = ToAsk.objects.get(path="rents")
    day = {"due": "2999-12-31", f"words-{one.pk}": "All year?"}
    refused = office.post(f"{at}tray/", {**day, "due": "2020-01-01"})
    assert "Write a day after today." in html(refused)
    kept = f"words-{ToAsk.objects.get(path='rent').pk}"
    office.post(f"{at}tray/", {**day, kept: "Please."}, follow=True)
    assert Mail.objects.filter(letter="asked_again").count() == 1
    asked = {row.path: (row.words, str(row.due)) for row in dossier.asked_again.all()}
    assert asked == {"rent": ("Please.", "2999-12-31"), "rents": ("All year?", "2999-12-31")}
    assert not ToAsk.objects.exists()
    text = enter(dossier).visit("/q/asked/").text
    assert "Please answer by 31 December 2999" in text
    again = office.post(f"{at}tray/", day, follow=True)
    assert "Nothing was sent: the tray is empty." in html(again)


@pytest.mark.thorough
def test_each_colleague_has_a_tray_of_their_own(office, other, at, dossier):
    page = look(office, at, show="all", at="rent")
    press(office, at, "tray/put/", page, words="Mine")
    mine = ToAsk.objects.get()
    assert "Mine" not in html(look(other, at, show="all"))
    assert other.post(f"{at}tray/{mine.pk}/out/").status_code == 404
    office.post(f"{at}tray/{mine.pk}/out/")
    assert not ToAsk.objects.exists()


@pytest.mark.thorough
def test_a_correction_asks_for_the_answer_and_a_reason(office, at, dossier):
    address = f"{at}correct/rent/"
    seen = row(dossier, "rent").ticket
    assert "Write the answer." in html(office.post(address, {"seen": seen, "reason": "x"}))
    assert "Write the reason." in html(office.post(address, {"seen": seen, "rent": "1500"}))
    wrong = office.post(address, {"seen": seen, "rent": "many", "reason": "x"})
    assert 'value="many"' in html(wrong)
    after = office.post(address, {"seen": seen, "rent": "1500", "reason": "Bank"}, follow=True)
    assert "The client answered: €1,200.00" in html(after)
    assert row(dossier, "rent").standing is Standing.CORRECTED
    stale = office.post(address, {"seen": seen, "rent": "1", "reason": "Bank"}, follow=True)
    assert "Nothing was done" in html(stale)


@pytest.mark.thorough
def test_the_rest_is_counted_before_it_is_accepted_and_undone_in_one_press(office, at, dossier):
    page = office.get(f"{at}rest/")
    assert "5 answers need nobody" in html(page)
    seen = re.findall(r'name="seen" value="([^"]+)"', html(page))
    after = office.post(f"{at}rest/", {"seen": seen}, follow=True)
    assert "5 answers accepted." in html(after)
    undo = re.search(r'action="([^"]+undo/)"', html(after))[1]
    assert "5 answers are to be looked at again." in html(office.post(undo, follow=True))
    assert len(desk(dossier).rest) == 5


PROFILE = document(
    item("name", "text", profile="client.last_name"),
    item("phone", "phone", profile="client.phone"),
    item("mail", "email", profile="client.email"),
    item("born", "date", profile="client.birth_date"),
)
TOLD = {"name": "Maes", "phone": "+32 2 555 12 12", "mail": "new@example.org", "born": "1985-07-30"}


@pytest.mark.thorough
def test_what_goes_into_the_clients_file_is_listed_and_can_be_unticked(office, ann):
    dossier = sent(ann, TOLD, PROFILE)
    address = f"/dossiers/{dossier.pk}/review/dossier/"
    page = html(office.get(address))
    assert "Peeters → Maes" in page
    assert re.findall(r'name="line" value="(\w+)"', page) == [
        "last_name",
        "phone",
        "email",
        "birth_date",
    ]
    posted = {"version": ann.version, "line": ["last_name", "birth_date"]}
    after = office.post(address, posted, follow=True)
    assert "the client&#x27;s file is up to date" in html(after)
    ann.refresh_from_db()
    assert (ann.last_name, str(ann.birth_date), ann.email) == (
        "Maes",
        "1985-07-30",
        "ann@example.org",
    )
    dossier.refresh_from_db()
    assert dossier.state == State.ACCEPTED
    assert Event.objects.get(what="client changed").facts == {"fields": ["birth_date", "last_name"]}


def test_a_file_changed_meanwhile_is_not_overwritten_and_nothing_is_accepted(office, ann):
    dossier = sent(ann, TOLD, PROFILE)
    posted = {"version": ann.version + 1, "line": ["last_name"]}
    after = office.post(f"/dossiers/{dossier.pk}/review/dossier/", posted, follow=True)
    assert "Somebody has just changed the client" in html(after)
    dossier.refresh_from_db()
    assert dossier.state == State.SUBMITTED


def test_something_that_waits_is_named(office, at):
    page = html(office.get(f"{at}dossier/"))
    assert "1 answer needs you" in page
    after = office.post(f"{at}dossier/", {"version": 1}, follow=True)
    assert "Something still waits" in html(after)


def handed_in(client, *files):
    dossier = a_dossier(client)
    by = Hand("client", "", "", NOW())
    papers.hand_in(dossier, [upload(*file) for file in files], path="proof", by=by)
    answer(dossier, FILLED)
    return send(dossier)


@pytest.mark.thorough
def test_a_pdf_is_seen_page_by_page_as_pictures(office, ann, colleague):
    dossier = handed_in(ann, (pdf(3), "deed.pdf"))
    address, paper = f"/dossiers/{dossier.pk}/review/", dossier.documents.get()
    page = look(office, address, show="all", at="proof", page="2")
    assert "page 2 of 3" in html(page)
    picture_of_page = f"{address}pages/{paper.uuid}/2/"
    assert picture_of_page in html(page)
    for _time in range(2):
        response = office.get(picture_of_page)
        assert response.content.startswith(b"\xff\xd8\xff")
        assert response.headers["Content-Type"] == "image/jpeg"
    assert Event.objects.filter(what="document opened", by=colleague).count() == 1
    for number in (0, 4, 99):
        assert office.get(f"{address}pages/{paper.uuid}/{number}/").status_code == 404


@pytest.mark.thorough
def test_pictures_of_pages_rest_sealed_and_go_with_their_document(office, ann, settings):
    dossier = handed_in(ann, (pdf(2), "deed.pdf"))
    make.without_data_keys(dossier)
    paper = dossier.documents.get()
    office.get(f"/dossiers/{dossier.pk}/review/pages/{paper.uuid}/1/")
    assert [sealed_files.is_sealed(kept) for kept in kept_pages(paper).values()] == [True]
    assert seal_again() == 0
    settings.ENCRYPTION_KEYS = f"{NEW},{settings.ENCRYPTION_KEYS}"
    assert (seal_again(), seal_again()) == (1, 0)
    assert picture_of(paper, 1).startswith(b"\xff\xd8\xff")
    discard(paper)
    assert kept_pages(paper) == {}


@pytest.mark.thorough
def test_a_photo_is_seen_in_the_page(office, ann):
    dossier = handed_in(ann, (picture("JPEG"), "deed.jpg"))
    address, paper = f"/dossiers/{dossier.pk}/review/", dossier.documents.get()
    assert office.get(f"{address}pages/{paper.uuid}/1/").content.startswith(b"\xff\xd8\xff")
    assert office.get(f"{address}pages/{paper.uuid}/2/").status_code == 404


def many(count):
    items = [item(f"q{number}", "money") for number in range(count)]
    return document(*items), {f"q{number}": str(number) for number in range(count)}


def queries(office, dossier):
    with CaptureQueriesContext(connection) as counted:
        look(office, f"/dossiers/{dossier.pk}/review/", show="all", at="q1")
    return len(counted)


@pytest.mark.thorough
def test_the_page_costs_the_same_however_many_answers(office, ann, colleague):
    few, many_more = (sent(ann, values, form) for form, values in (many(3), many(40)))
    for dossier in (few, many_more):
        look(office, f"/dossiers/{dossier.pk}/review/")
    assert queries(office, few) == queries(office, many_more)


@pytest.mark.thorough
def test_accepting_many_takes_as_many_statements_as_accepting_few(office, ann):
    counts = []
    for form, values in (many(2), many(3), many(40)):
        dossier = sent(ann, values, form)
        seen = [f"{one.path} {one.ticket}" for one in desk(dossier).rest]
        with CaptureQueriesContext(connection) as counted:
            office.post(f"/dossiers/{dossier.pk}/review/rest/", {"seen": seen})
        counts.append(len(counted))
    assert counts[1] == counts[2]  # the first also reads what later ones know


def test_what_the_client_declares_and_hands_in_is_not_corrected(office, ann):
    form = document(item("kept", "text"), item("signed", "declaration"))
    dossier = sent(ann, {"kept": "x", "signed": {"name": "Ann"}}, form)
    assert not row(dossier, "signed").correctable
    after = office.get(f"/dossiers/{dossier.pk}/review/correct/signed/", follow=True)
    assert "cannot be corrected now" in html(after)


def test_how_much_waits_and_what_it_may_open_is_told(office, ann, colleague):
    dossier = sent(ann, {**FILLED, "rents": "no"})
    ask_again(dossier, {"rents": "Sure?"}, by=colleague, now=NOW())
    page = html(look(office, f"/dossiers/{dossier.pk}/review/", show="client"))
    assert "Waits for 1 answer of the client. Up to 1 more question may open." in page


def test_where_it_goes_on_is_never_another_site(office, at, dossier):
    page = look(office, at)
    posted = fields(page, "accept/") | {"onward": "next=//evil.example&at=rent"}
    after = office.post(f"{at}accept/", posted)
    assert urlsplit(after.headers["Location"]).path == at
    assert parse_qs(urlsplit(after.headers["Location"]).query) == {"at": ["rent"]}
    assert row(dossier, "proof").standing is Standing.ACCEPTED


def test_what_the_client_said_it_is_right_about_still_warns(office, ann):
    dossier = sent(ann, {**FILLED, "rent": Given("200000", Status.ANSWERED, confirmed=True)})
    page = html(look(office, f"/dossiers/{dossier.pk}/review/", at="rent"))
    assert "the questionnaire warns" in page
    assert "That is a lot." in page

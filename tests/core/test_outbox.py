import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from carnet.core import mail
from carnet.core.models import Mail


@pytest.fixture
def kept(firm, settings):
    settings.SITE_URL = "https://desk.example.org"
    return Mail.objects.create(
        firm=firm,
        to="ann@example.org",
        subject="Your questionnaire",
        text="Open it:\nhttps://desk.example.org/q/abc.def\nThank you.",
        html="<p style='color:red'>Open it</p>",
        sent_at=timezone.now(),
        kept=True,
    )


def test_a_kept_mail_is_read_and_its_link_followed(office, kept):
    page = office.get(f"/outbox/{kept.uuid}/").content.decode()
    assert 'href="https://desk.example.org/q/abc.def"' in page
    assert f'src="/outbox/{kept.uuid}/mail.html"' in page
    assert "sandbox" in page


def test_the_framed_mail_can_run_and_fetch_nothing(office, kept):
    response = office.get(f"/outbox/{kept.uuid}/mail.html")
    assert response.content.decode() == kept.html
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "script" not in policy
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_accountants_see_no_outbox(client, accountant, kept):
    client.force_login(accountant)
    for address in ("/outbox/", f"/outbox/{kept.uuid}/", f"/outbox/{kept.uuid}/mail.html"):
        assert client.get(address).status_code == 403


def test_the_outbox_of_another_firm_is_not_shown(client, stranger, kept):
    client.force_login(stranger)
    assert "ann@example.org" not in client.get("/outbox/").content.decode()
    assert client.get(f"/outbox/{kept.uuid}/").status_code == 404


def test_tabs_and_search_narrow_the_list(office, firm, kept):
    mail.post("test", about=firm, to="bert@example.org", language="en", firm=firm)
    waiting = office.get("/outbox/?state=waiting").content.decode()
    assert "bert@example.org" in waiting
    assert "ann@example.org" not in waiting
    found = office.get("/outbox/?q=ANN").content.decode()
    assert "ann@example.org" in found
    assert "bert@example.org" not in found


def test_a_failed_mail_is_put_back_in_the_queue(office, firm, kept):
    Mail.objects.update(sent_at=None, failed_at=timezone.now(), problem="recipient 550")
    page = office.get(f"/outbox/{kept.uuid}/").content.decode()
    assert "The mail server refused this address (550)." in page
    office.post(f"/outbox/{kept.uuid}/retry/")
    assert Mail.objects.get().state == "waiting"


def test_a_mail_that_left_says_that_its_text_was_erased(office, kept, settings):
    settings.MAIL_HOST = "mail.example.org"
    Mail.objects.update(text="", html="", kept=False)
    page = office.get(f"/outbox/{kept.uuid}/").content.decode()
    assert "its text was erased" in page


@pytest.mark.thorough
def test_pages_follow_each_other_without_gaps(office, firm):
    Mail.objects.bulk_create(Mail(firm=firm, to=f"p{n:03}@example.org") for n in range(120))
    seen, address = [], "/outbox/"
    while address:
        page = office.get(address).context["page"]
        seen += [row.to for row in page.rows]
        address = page.next_url and f"/outbox/{page.next_url}"
    assert seen == [f"p{n:03}@example.org" for n in reversed(range(120))]
    back = office.get(f"/outbox/{page.previous_url}").context["page"]
    assert [row.to for row in back.rows] == seen[50:100]


@pytest.mark.thorough
def test_a_longer_outbox_costs_no_more_queries(office, firm):
    counts = []
    for _ in range(2):
        Mail.objects.bulk_create(Mail(firm=firm, to="p@example.org") for _ in range(20))
        office.get("/outbox/")
        with CaptureQueriesContext(connection) as queries:
            office.get("/outbox/")
        counts.append(len(queries))
    assert counts[0] == counts[1]

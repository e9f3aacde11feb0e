"""While an import runs, what came of it, and undoing it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from carnet.imports.actions import decide, plan_of, request_apply, request_undo
from carnet.imports.models import Import, ImportedRow, State
from carnet.imports.planning.choices import Choices
from carnet.imports.undoing import touched
from tests import makers as make
from tests.imports.bringing import HEADERS, LIST, applied, brought, ordered, work

NOW = timezone.now


def see(office, page, received, **asked):
    return office.get(reverse(f"imports:{page}", args=[received.uuid]), asked, follow=True)


def words(response):
    return " ".join(strip_tags(response.content.decode()).split())


@pytest.fixture
def running(firm, colleague):
    received = ordered(brought(firm, colleague), colleague, NOW())
    started = NOW() - timedelta(minutes=10)
    Import.objects.update(state=State.APPLYING, done=250, total=1000, started_at=started)
    received.refresh_from_db()
    return received


@pytest.fixture
def done(firm, colleague, ann):
    return applied(brought(firm, colleague), colleague, NOW())


@pytest.mark.thorough
def test_progress_tells_how_far_it_is_and_that_one_may_leave(office, running):
    page = see(office, "progress", running)
    assert '<progress class="bar" value="250" max="1000"' in page.content.decode()
    assert "250 of 1,000 rows About 30 minutes left." in words(page)
    assert "You may leave this page" in words(page)
    assert 'http-equiv="refresh"' in page.content.decode()


@pytest.mark.thorough
def test_progress_goes_on_to_the_result_by_itself(office, done):
    url = reverse("imports:progress", args=[done.uuid])
    assert office.get(url)["Location"].endswith("/result/")
    swapped = office.get(url, headers={"HX-Request": "true"})
    assert swapped["HX-Redirect"].endswith("/result/")


@pytest.mark.parametrize("page", ["plan", "columns", "result", "undo"])
def test_while_it_runs_every_page_leads_to_the_progress(office, running, page):
    assert "Importing your clients" in words(see(office, page, running))


@pytest.mark.thorough
def test_everybody_sees_in_the_menu_that_one_runs_and_that_it_is_done(office, running):
    page = office.get(reverse("clients:list")).content.decode()
    assert "An import is running: 25 %" in page
    assert office.get(reverse("imports:badge")).content.decode().count("25 %") == 3
    Import.objects.update(state=State.APPLIED, applied_at=NOW())
    assert "An import has just finished" in office.get(reverse("clients:list")).content.decode()
    Import.objects.update(applied_at=NOW() - timedelta(minutes=6))
    assert "An import" not in office.get(reverse("clients:list")).content.decode()


def test_one_that_runs_is_shown_rather_than_one_that_is_done(office, firm, running):
    Import.objects.create(
        firm=firm, name="b.csv", size=1, state=State.APPLIED, applied_at=NOW() + timedelta(hours=1)
    )
    assert "25 %" in office.get(reverse("imports:badge")).content.decode()


def test_who_may_not_import_is_told_nothing(client, accountant, running):
    client.force_login(accountant)
    assert 'class="badge"' not in client.get(reverse("clients:list")).content.decode()


@pytest.mark.thorough
def test_another_firm_sees_nothing_of_it(client, stranger, running):
    client.force_login(stranger)
    assert 'class="badge"' not in client.get(reverse("clients:list")).content.decode()


@pytest.mark.thorough
def test_the_result_adds_up(office, done):
    page = words(see(office, "result", done))
    assert "2 clients imported" in page
    assert "3 rows: 1 added, 1 changed, 0 unchanged, 1 left to repair." in page
    assert "1 row was left out" in page


@pytest.mark.thorough
def test_the_imported_clients_are_one_click_away(office, firm, done):
    zita = make.client(firm=firm, first_name="Zita", last_name="Zwart")
    ImportedRow.objects.create(origin=done, client=zita, line=9, what=ImportedRow.What.LATE)
    page = see(office, "result", done).content.decode()
    url = f"{reverse('clients:list')}?imported={done.pk}"
    assert f'href="{url}"' in page
    shown = office.get(url).content.decode()
    assert "Jan Maes" in shown
    assert "Ann Peeters" in shown
    assert "Zita Zwart" not in shown
    assert "Imported file: clients.csv" in shown


@pytest.mark.thorough
def test_another_firms_import_narrows_to_nobody(client, stranger, firm, done):
    make.client(firm=stranger.firm, first_name="Zita")
    client.force_login(stranger)
    shown = client.get(f"{reverse('clients:list')}?imported={done.pk}").content.decode()
    assert "Zita" not in shown
    assert "clients.csv" not in shown


@pytest.mark.thorough
def test_inviting_them_is_the_next_step_with_what_they_will_be_asked(office, firm, done):
    first, second = (
        make.revision(firm=firm, document={**make.SMALL, "questionnaire": key}).questionnaire
        for key in ("a", "b")
    )
    Import.objects.update(questionnaire=second, year=2023)
    page = see(office, "result", done)
    assert "You wanted to ask them: A small questionnaire, 2023." in words(page)
    url = re.search(r'href="(/campaigns/invite/\?import=[^"]+)"', page.content.decode())[1]
    form = office.get(url).context["form"]
    assert form["questionnaire"].value() == second.pk
    assert str(form["period_start"].value()) == "2023-01-01"
    second.retired_at = NOW()
    second.save()
    assert office.get(url).context["form"]["questionnaire"].value() == first.pk


@pytest.mark.thorough
def test_rows_somebody_was_faster_with_are_listed(office, firm, done, ann):
    ImportedRow.objects.create(origin=done, client=ann, line=2, what=ImportedRow.What.LATE)
    Import.objects.update(counts={**done.counts, "changed": 0, "late": 1})
    page = words(see(office, "result", done))
    assert "1 row was not written" in page
    assert "Ann Peeters Row 2" in page
    assert "1 added, 0 changed, 0 unchanged, 1 left to repair, 1 not written." in page


@pytest.mark.thorough
def test_undoing_says_first_what_it_would_do_and_keep(office, firm, ann, done):
    jan = firm.clients.get(email="jan@example.org")
    make.dossier(client=jan)
    page = words(see(office, "undo", done))
    assert "1 client who was changed gets the former values back." in page
    assert "removed" not in page
    assert "1 client is kept as it is" in page
    assert "Jan Maes Row 3" in page


@pytest.mark.thorough
def test_what_undoing_foretells_is_what_it_does(firm, colleague, ann, done):
    gone = make.client(firm=firm)
    more = brought(firm, rows=[HEADERS, *([f"A{i}", "P", f"a{i}@x.be", "fr"] for i in range(5))])
    decide(more, Choices(archive=frozenset({gone.pk, ann.pk})), by=None)
    applied(more, colleague, NOW())
    people = list(firm.clients.filter(imported__origin=more).order_by("pk"))
    make.dossier(client=next(one for one in people if one.first_name == "A0"))
    firm.clients.filter(first_name="A1").update(version=9)
    firm.clients.filter(first_name="A2").update(archived_at=NOW())
    firm.clients.filter(pk=gone.pk).update(archived_at=None)
    foretold = set(touched(more).values_list("client__first_name", "client"))
    request_undo(more, by=None, now=NOW())
    work(NOW())
    more.refresh_from_db()
    assert {name for name, _pk in foretold} >= {"A0", "A1", "A2"}
    assert foretold == set(more.kept().values_list("client__first_name", "client"))


@pytest.mark.thorough
def test_a_whole_import_is_undone_and_says_what_was_kept(office, firm, ann, done):
    jan = firm.clients.get(email="jan@example.org")
    make.dossier(client=jan)
    response = office.post(reverse("imports:undo", args=[done.uuid]))
    assert response["Location"].endswith("/progress/")
    assert "Undoing the import" in words(see(office, "progress", done))
    work(NOW())
    page = words(see(office, "result", done))
    assert "This import was undone" in page
    assert "1 client is as before the import." in page
    assert "1 client was kept as it is" in page
    assert "Jan Maes" in page
    assert "Undo the whole import" not in page


@pytest.mark.thorough
def test_after_thirty_days_it_is_too_late(office, done):
    Import.objects.update(applied_at=NOW() - timedelta(days=31))
    url = reverse("imports:undo", args=[done.uuid])
    for answer in (office.get(url, follow=True), office.post(url, follow=True)):
        assert "An import can be undone for 30 days" in words(answer)
    assert "Undo the whole import" not in words(see(office, "result", done))
    done.refresh_from_db()
    assert done.state == State.APPLIED


@pytest.mark.thorough
def test_the_result_takes_as_many_queries_for_many_rows(
    office, firm, colleague, done, django_assert_max_num_queries
):
    rows = [HEADERS, *([f"A{i}", f"P{i}", f"a{i}@x.be", "fr"] for i in range(300))]
    many = applied(brought(firm, colleague, rows), colleague, NOW())
    see(
        office, "result", done
    )  # what is asked once for a process and a session is not of these pages
    for received in (done, many):
        with django_assert_max_num_queries(13):
            see(office, "result", received)
        with django_assert_max_num_queries(14):
            see(office, "undo", received)


def test_the_plan_is_asked_again_when_the_button_is_pressed_on_a_stale_page(office, firm, ann):
    received = brought(firm, rows=LIST)
    request_apply(received, digest=plan_of(received).digest, by=None, now=NOW())
    answer = office.post(reverse("imports:apply", args=[received.uuid]), {"digest": "x"})
    assert answer["Location"].endswith("/progress/")

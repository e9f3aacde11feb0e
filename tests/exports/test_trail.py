"""The page of who did what, and the trail as a file that proves itself."""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime

import openpyxl
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from carnet.audit.models import Chain, Event
from carnet.audit.record import record
from carnet.audit.verifying import look_next
from carnet.exports import trail, trail_file
from tests import makers as make
from tests.audit.trails import at, happen, seal, sealed, told

EVENTS, FILE = "/firm/events/", "/firm/events/file/"


def rows(office, **asked):
    """The rows alone: every word stands among the choices, too."""
    page = office.get(EVENTS, asked).content.decode()
    body = re.search("<tbody>(.*)</tbody>", page, re.S)
    return body[1] if body else ""


def shown(office, **asked):
    return [event.what for event in office.get(EVENTS, asked).context["page"].rows]


def test_administrators_read_who_did_what(office, firm, colleague, accountant):
    record("role changed", accountant, firm=firm, by=colleague, role="accountant")
    page = rows(office)
    assert "Claire Dubois" in page
    assert "Role changed" in page
    assert f"Colleague {accountant.pk}" in page


def test_accountants_do_not(client, firm, accountant):
    client.force_login(accountant)
    assert client.get(EVENTS).status_code == 403
    assert client.post(FILE, {"lines": ""}).status_code == 403


@pytest.mark.thorough
def test_what_it_was_done_to_is_called_by_its_name_while_it_exists(office, firm, colleague, ann):
    dossier = make.dossier(client=ann)
    record("client changed", ann, firm=firm, by=colleague)
    record("dossier opened", dossier, firm=firm, by=None)
    page = rows(office)
    assert f'<a href="{reverse("clients:card", args=[ann.pk])}">{ann.name}</a>' in page
    assert f'<a href="{reverse("reviews:dossier", args=[dossier.pk])}">' in page
    number = ann.pk
    ann.delete()
    page = rows(office)
    assert f"Client {number}" in page
    assert "<a " not in page


def test_an_object_of_another_firm_is_not_named(office, firm, stranger):
    theirs = make.client(firm=stranger.firm, last_name="Geheim")
    record("client changed", theirs, firm=firm, by=None)
    assert "Geheim" not in rows(office)


def test_a_colleague_who_was_removed_is_a_number(office, firm):
    gone = make.colleague(firm=firm)
    record("signed in", firm, firm=firm, by=gone)
    number = gone.pk
    gone.delete()
    assert f"Colleague {number}" in rows(office)


@pytest.mark.thorough
def test_one_colleagues_deeds_can_be_picked(office, firm, colleague, accountant):
    record("settings changed", firm, firm=firm, by=colleague)
    record("account changed", accountant, firm=firm, by=accountant)
    record("dossier opened", firm, firm=firm, by=None)
    assert shown(office, by=accountant.pk) == ["account changed"]
    assert shown(office, by="0") == ["dossier opened"]


@pytest.mark.thorough
def test_so_can_what_and_when(office, firm, colleague):
    for day in (3, 4, 5):
        record("settings changed", firm, firm=firm, by=colleague)
        late = datetime(2026, 3, day, 22, 30, tzinfo=UTC)  # 23:30 in Brussels
        Event.objects.filter(pk=Event.objects.latest("pk").pk).update(at=late)
    record("signed in", firm, firm=firm, by=colleague)
    assert shown(office, what="signed in") == ["signed in"]
    assert shown(office, first="2026-03-04", last="2026-03-04") == ["settings changed"]
    assert len(shown(office, first="2026-03-04")) == 3
    assert len(shown(office, last="2026-03-04")) == 2


@pytest.mark.thorough
def test_of_a_client_also_what_happened_to_the_dossiers(office, firm, colleague, ann):
    dossier, other = make.dossier(client=ann), make.dossier(client=make.client(firm=firm))
    record("client changed", ann, firm=firm, by=colleague)
    record("dossier opened", dossier, firm=firm, by=None)
    record("dossier closed", other, firm=firm, by=None)
    asked = {"kind": "clients.client", "number": ann.pk}
    assert shown(office, **asked) == ["dossier opened", "client changed"]
    of_other = {"kind": "campaigns.dossier", "number": other.pk}
    assert shown(office, **of_other) == ["dossier closed"]


def test_a_stranger_cannot_be_picked(office, firm, colleague, stranger):
    record("signed in", stranger, firm=stranger.firm, by=stranger)
    record("settings changed", firm, firm=firm, by=colleague)
    assert shown(office, by=stranger.pk) == ["settings changed"]
    assert "Els Maes" not in office.get(EVENTS).content.decode()


def test_what_is_not_understood_is_said(office, firm):
    happen(firm)
    page = office.get(EVENTS, {"first": "2026-03-05", "last": "2026-03-04", "number": 3})
    assert "The last day is before the first one." in page.content.decode()
    assert "Choose what the number is of." in page.content.decode()
    page = office.get(EVENTS, {"kind": "clients.client"}).content.decode()
    assert "Write its number." in page


def test_of_a_thing_with_very_many_events_all_are_shown(office, firm, monkeypatch):
    happen(firm, 5)
    monkeypatch.setattr(trail, "FEW", 3)
    assert len(shown(office, kind="firms.firm", number=firm.pk)) == 5
    assert not shown(office, kind="firms.firm", number=firm.pk + 1)


@pytest.mark.thorough
def test_long_trails_are_read_page_by_page(office, firm, colleague, django_assert_max_num_queries):
    for number in range(120):
        label = make.label(firm=firm, name=f"L{number}")
        record("settings changed", label, firm=firm, by=colleague)
    office.get(EVENTS)
    seen, url = [], "?"
    while url:
        with django_assert_max_num_queries(9 if seen else 7):
            response = office.get(EVENTS + url)
        seen += [event.pk for event in response.context["page"].rows]
        url = response.context["page"].next_url
    assert len(seen) == len(set(seen)) == 120
    assert seen == sorted(seen, reverse=True)


def test_without_events_the_page_says_what_will_stand_here(office, firm):
    assert "Nothing yet" in office.get(EVENTS).content.decode()
    happen(firm)
    page = office.get(EVENTS, {"what": "signed in"}).content.decode()
    assert "Nothing like that happened" in page


@pytest.mark.thorough
def test_the_page_says_when_the_trail_was_checked(office, firm):
    sealed(firm, 3)
    assert "it is checked once a day" in office.get(EVENTS).content.decode()
    while look_next(timezone.now()):
        pass
    page = office.get(EVENTS).content.decode()
    assert "3 events, nothing changed, taken out or put in" in page
    assert f"{firm.uuid}:3:{bytes(at(firm, 3).hash).hex()}" in page


def test_the_page_says_that_it_was_changed(office, firm):
    sealed(firm, 3)
    Event.objects.filter(pk=at(firm, 2).pk).update(key="0")
    while look_next(timezone.now()):
        pass
    page = office.get(EVENTS).content.decode()
    assert "The trail was changed." in page
    assert "event 2 was not as it was sealed" in page
    assert "nothing changed" not in page


def test_the_card_of_a_client_leads_administrators_there(office, client, ann, accountant):
    address = f"{EVENTS}?kind=clients.client&amp;number={ann.pk}"
    card = reverse("clients:card", args=[ann.pk])
    assert address in office.get(card).content.decode()
    client.force_login(accountant)
    assert address not in client.get(card).content.decode()


def downloaded(office, path, form, /, **asked):
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    response = office.post(f"{FILE}?{query}", {form: ""})
    assert response.status_code == 200
    path.write_bytes(b"".join(response.streaming_content))
    return path


def test_the_workbook_holds_exactly_what_was_asked(office, firm, colleague, tmp_path):
    record("signed in", firm, firm=firm, by=colleague)
    record("settings changed", firm, firm=firm, by=colleague, note="=1+1")
    seal()
    file = downloaded(office, tmp_path / "t.xlsx", "excel", what="settings changed")
    sheet = openpyxl.load_workbook(file).active
    titles, [*row] = sheet.iter_rows(values_only=True)
    assert titles[0] == "Place in the trail"
    assert row[0] == 2
    assert row[2:5] == ["Claire Dubois", "Settings changed", f"Firm {firm.pk}"]
    assert row[6] == bytes(at(firm, 2).hash).hex()


def test_what_was_written_by_somebody_stays_text(office, firm, tmp_path):
    odd = make.colleague(firm=firm, name="=HYPERLINK(1)")
    record("signed in", firm, firm=firm, by=odd)
    sheet = openpyxl.load_workbook(downloaded(office, tmp_path / "t.xlsx", "excel")).active
    cell = sheet["C2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=HYPERLINK(1)", "s", True)


def test_a_download_stands_in_the_trail(office, firm, colleague, tmp_path):
    sealed(firm, 2)
    downloaded(office, tmp_path / "t.jsonl", "lines")
    event = Event.objects.latest("pk")
    assert (event.what, event.by, event.facts) == (
        "trail exported",
        colleague,
        {"count": 2, "format": "jsonl"},
    )


def test_more_than_a_file_may_hold_is_refused_in_a_sentence(office, firm, monkeypatch):
    happen(firm, 3)
    monkeypatch.setattr(trail_file, "MOST", 2)
    page = office.post(FILE, {"lines": ""}, follow=True).content.decode()
    assert "One file holds 2 events at most." in page
    assert not Event.objects.filter(what="trail exported").exists()


def verdict(*words):
    """Of the script, as an outsider runs it: nothing of Carnet is there."""
    script = settings.BASE_DIR / "tools" / "verify_trail.py"
    command = [sys.executable, "-I", str(script), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, cwd="/")
    assert not done.stderr
    return done.stdout, done.returncode


@pytest.fixture
def file(office, firm, colleague, ann, tmp_path):
    record("client changed", ann, firm=firm, by=colleague, fields=["cité", "z", "a"])
    sealed(firm, 5, by=colleague)
    happen(firm, 1)
    return downloaded(office, tmp_path / "t.jsonl", "lines")


@pytest.mark.thorough
def test_an_outsider_finds_the_lines_whole(file, firm):
    said, status = verdict(file)
    assert (status, "6 sealed events, 1 not sealed yet, 0 gaps." in said) == (0, True)
    chain = Chain.objects.get(firm=firm)
    noted = f"{firm.uuid}:6:{bytes(chain.head).hex()}"
    assert noted in said
    assert verdict(file, noted)[1] == 0
    other = "00" if not noted.endswith("00") else "11"
    assert verdict(file, noted[:-2] + other)[1] == 1


def test_the_lines_say_who_the_numbers_are_and_how_hashes_are_worked_out(file, firm, colleague):
    about, *events = file.read_text().splitlines()
    assert json.loads(about)["people"] == {str(colleague.pk): "Claire Dubois"}
    assert all(told(line).right for line in events[:-1])
    assert "hash" not in json.loads(events[-1])


CHANGES = {
    "edited": lambda lines: [lines[0], lines[1].replace("client changed", "signed in"), *lines[2:]],
    "left out": lambda lines: [*lines[:3], *[later(line) for line in lines[4:]]],
    "doubled": lambda lines: [*lines[:3], lines[2], *lines[3:]],
    "swapped": lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]],
    "cut": lambda lines: lines[:4],
    "nothing": lambda lines: ["[]", *lines],
}


def later(text):
    """As if the one before it had never been."""
    line = json.loads(text)
    return json.dumps({**line, "place": line["place"] - 1}) if "place" in line else text


@pytest.mark.thorough
@pytest.mark.parametrize("change", CHANGES)
def test_an_outsider_finds_every_change(file, firm, change):
    noted = f"{firm.uuid}:6:{bytes(Chain.objects.get(firm=firm).head).hex()}"
    lines = file.read_text().splitlines()
    file.write_text("\n".join(CHANGES[change](lines)))
    assert verdict(file, noted)[1] == 1
    assert verdict(file)[1] == (0 if change == "cut" else 1)


@pytest.mark.thorough
def test_a_choice_of_events_is_proved_as_far_as_they_stand_side_by_side(office, firm, tmp_path):
    sealed(firm, 2)
    record("signed in", firm, firm=firm, by=None)
    sealed(firm, 2)
    file = downloaded(office, tmp_path / "t.jsonl", "lines", what="settings changed")
    said, status = verdict(file)
    assert (status, "4 sealed events, 0 not sealed yet, 1 gaps." in said) == (0, True)

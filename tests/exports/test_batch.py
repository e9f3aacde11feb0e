"""What many clients have sent, put together by the worker: complete or not at all, and for nobody else."""

import csv
import io
import json
import threading
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.utils import timezone

from carnet.audit.models import Event
from carnet.clients.erasure import erase
from carnet.core import worker
from carnet.core.sealed import under
from carnet.exports import keeping, preparing
from carnet.exports.models import Export, Member, State
from carnet.exports.preparing import prepare_some
from tests import makers as make
from tests.clients.test_sealing import NEW
from tests.exports.pages import words_in
from tests.exports.sending import damage, hand_in, keep
from tests.questionnaires.builders import document, item, said

pytestmark = pytest.mark.slow
ASKED = document(item("rent", "money", codes=["1106-58"]), item("why", "text", required=False))
PARTS = ["excel", "codes", "pdf", "json", "documents"]


def campaign_of(firm, names, document=ASKED, **more):
    """A campaign in which each of these has sent something."""
    campaign = make.campaign(firm=firm, revision=make.revision(firm=firm, document=document))
    for number, name in enumerate(names):
        own = f"{firm.pk}-{number}"
        client = make.client(firm=firm, last_name=name, client_number=own, language="en")
        dossier = make.dossier(client=client, campaign=campaign)
        keep(
            dossier,
            dossier.revision.compiled(),
            said(rent=f"{100 + number}.50", why=f"=1+{number}", **more),
        )
        hand_in(dossier)
    return campaign


@pytest.fixture
def campaign(firm):
    return campaign_of(firm, ["Aerts", "Baert", "Claes"])


@pytest.fixture(autouse=True)
def nothing_at_hand():
    preparing.drop(*preparing.AT_HAND)
    yield
    preparing.drop(*preparing.AT_HAND)


def ask(office, campaign, wanted=("json",), query=""):
    page = office.get(f"/exports/campaigns/{campaign.pk}/{query}")
    data = {"wanted": wanted, "uuid": page.context["form"]["uuid"].value()}
    assert office.post(f"/exports/campaigns/{campaign.pk}/{query}", data).status_code == 302
    return Export.objects.get(uuid=data["uuid"])


def work(seconds=60):
    """All there is to do, as the worker does it."""
    while prepare_some(timezone.now()):
        pass


def fetched(office, export):
    response = office.post(f"/exports/campaigns/{export.campaign_id}/{export.uuid}/")
    assert response.status_code == 200
    data = b"".join(response)
    assert len(data) == int(response.headers["Content-Length"])
    return data


@pytest.mark.thorough
def test_a_campaign_becomes_a_zip_that_proves_itself(office, campaign, tmp_path, capsys):
    export = ask(office, campaign, PARTS)
    assert (export.state, export.total) == (State.QUEUED, 3)
    work()
    data = fetched(office, export)
    (tmp_path / "all.zip").write_bytes(data)
    call_command("verify_zip", tmp_path / "all.zip")
    zipped = ZipFile(io.BytesIO(data))
    folders = {name.split("/")[0] for name in zipped.namelist() if "/" in name}
    assert folders == {
        f"{campaign.firm_id}-{n} Ann {name}" for n, name in enumerate(("Aerts", "Baert", "Claes"))
    }
    assert {name for name in zipped.namelist() if "/" not in name} == {
        "answers.xlsx",
        "codes.csv",
        "manifest.json",
    }
    manifest = json.loads(zipped.read("manifest.json"))
    assert [one["folder"].split()[-1] for one in manifest["dossiers"]] == [
        "Aerts",
        "Baert",
        "Claes",
    ]
    record = next(name for name in zipped.namelist() if name.endswith("Baert/dossier.pdf"))
    assert "101.50" in words_in(zipped.read(record))


def test_only_what_was_asked_for_is_in_it(office, campaign):
    export = ask(office, campaign, ["json"])
    work()
    names = ZipFile(io.BytesIO(fetched(office, export))).namelist()
    assert len(names) == 4
    assert all(name.endswith(".json") for name in names)


def test_a_table_alone_comes_without_a_zip_and_computes_nothing(office, campaign):
    export = ask(office, campaign, ["codes"])
    work()
    rows = list(csv.reader(io.StringIO(fetched(office, export).decode("utf-8-sig"))))
    assert [(row[1], row[4], row[7]) for row in rows[1:] if row[4]] == [
        ("Ann Aerts", "1106-58", "100.50"), ("Ann Baert", "1106-58", "101.50"), ("Ann Claes", "1106-58", "102.50"),
    ]  # fmt: skip
    assert not [cell for row in rows for cell in row if cell.startswith("=")]


def test_pressing_twice_makes_one(office, campaign):
    export = ask(office, campaign)
    office.post(f"/exports/campaigns/{campaign.pk}/", {"wanted": ["json"], "uuid": export.uuid})
    assert Export.objects.count() == 1
    assert Member.objects.count() == 3


def test_nothing_ticked_is_told_and_makes_none(office, campaign):
    page = office.post(f"/exports/campaigns/{campaign.pk}/", {"uuid": "x"})
    assert "Tick at least one." in page.content.decode()
    assert not Export.objects.exists()


@pytest.mark.thorough
def test_the_filter_in_the_address_or_the_ticks_say_whose(office, firm, campaign):
    make.dossier(client=make.client(firm=firm, last_name="Dehaan"), campaign=campaign)
    page = office.get(f"/exports/campaigns/{campaign.pk}/").content.decode()
    assert "3 clients have sent something. 1 has not, and is left out." in page
    assert ask(office, campaign, query="?q=baert").total == 1
    ticked = list(campaign.dossiers.order_by("pk").values_list("pk", flat=True))[1:]
    export = ask(office, campaign, query=f"?dossiers={ticked[0]}&dossiers={ticked[1]}")
    assert sorted(export.members.values_list("dossier", flat=True)) == ticked[:2]
    response = office.post(f"/exports/campaigns/{campaign.pk}/", {"dossiers": ticked[:2]})
    assert response.headers["Location"].endswith(f"?dossiers={ticked[0]}&dossiers={ticked[1]}")
    foreign = campaign_of(make.firm(), ["Eerens"]).dossiers.get()
    page = office.get(f"/exports/campaigns/{campaign.pk}/?dossiers={foreign.pk}").content.decode()
    assert "0 clients have sent something." in page


@pytest.mark.thorough
def test_it_goes_on_where_the_last_turn_ended(office, campaign, monkeypatch):
    monkeypatch.setattr(preparing, "TURN", 0)
    export = ask(office, campaign)
    turns = 0
    while prepare_some(timezone.now()):
        turns += 1
        export.refresh_from_db()
        assert export.done <= export.total
        if export.state == State.WORKING:
            address = f"/exports/campaigns/{campaign.pk}/{export.uuid}/"
            assert office.post(address).status_code == 404
    assert turns > 3
    assert (export.state, export.done) == (State.READY, 3)
    assert ZipFile(io.BytesIO(fetched(office, export))).testzip() is None


@pytest.mark.thorough
@pytest.mark.parametrize("wanted", [["excel"], ["codes"], ["excel", "codes"], ["documents"]])
def test_no_turn_takes_more_than_one_dossier(office, campaign, monkeypatch, wanted):
    monkeypatch.setattr(preparing, "TURN", 0)
    export, before = ask(office, campaign, wanted), 0
    while prepare_some(timezone.now()):
        export.refresh_from_db()
        assert export.done <= before + 1
        before = export.done
    assert before == 3


@pytest.mark.thorough
def test_who_was_killed_is_followed_by_one_who_begins_anew(office, campaign, monkeypatch):
    monkeypatch.setattr(preparing, "TURN", 0)
    export = ask(office, campaign)
    prepare_some(timezone.now())
    killed = dict(preparing.AT_HAND)
    preparing.AT_HAND.clear()
    assert prepare_some(timezone.now()) is False
    later = timezone.now() + preparing.PATIENCE + timedelta(seconds=1)
    while prepare_some(later):
        pass
    export.refresh_from_db()
    assert export.state == State.READY
    assert len(ZipFile(io.BytesIO(fetched(office, export))).namelist()) == 4
    assert len(list(keeping.folder_of(export).iterdir())) == 1
    preparing.AT_HAND.update(killed)


@pytest.mark.thorough
def test_who_was_only_late_does_not_write_between(office, campaign, monkeypatch):
    monkeypatch.setattr(preparing, "TURN", 0)
    export = ask(office, campaign)
    prepare_some(timezone.now())
    late = dict(preparing.AT_HAND)
    preparing.AT_HAND.clear()
    prepare_some(timezone.now() + preparing.PATIENCE + timedelta(seconds=1))
    other = dict(preparing.AT_HAND)
    preparing.AT_HAND.clear()
    preparing.AT_HAND.update(late)
    assert prepare_some(timezone.now()) is True
    assert preparing.AT_HAND == {}
    preparing.AT_HAND.update(other)
    work()
    assert ZipFile(io.BytesIO(fetched(office, export))).testzip() is None


@pytest.mark.thorough
def test_cancelled_while_it_is_made_leaves_nothing(office, campaign, monkeypatch):
    monkeypatch.setattr(preparing, "TURN", 0)
    export = ask(office, campaign)
    prepare_some(timezone.now())
    office.post(f"/exports/campaigns/{campaign.pk}/{export.uuid}/remove/")
    work()
    export.refresh_from_db()
    assert export.state == State.REMOVED
    assert not keeping.folder_of(export).exists()
    assert office.post(f"/exports/campaigns/{campaign.pk}/{export.uuid}/").status_code == 404


@pytest.mark.thorough
def test_who_is_erased_is_in_no_file_that_is_handed_out(office, campaign, monkeypatch):
    monkeypatch.setattr(preparing, "TURN", 0)
    export = ask(office, campaign)
    prepare_some(timezone.now())
    erase(campaign.dossiers.get(client__last_name="Baert").client, by=None)
    work()
    export.refresh_from_db()
    assert (export.state, export.total) == (State.READY, 2)
    assert "Baert" not in str(ZipFile(io.BytesIO(fetched(office, export))).namelist())
    erase(campaign.dossiers.get(client__last_name="Claes").client, by=None)
    assert office.post(f"/exports/campaigns/{campaign.pk}/{export.uuid}/").status_code == 404
    assert keeping.forget_old(timezone.now()) == 1
    assert not keeping.folder_of(export).exists()


@pytest.mark.thorough
def test_when_all_are_erased_there_is_nothing_left_to_make(office, campaign):
    export = ask(office, campaign)
    for dossier in campaign.dossiers.all():
        erase(dossier.client, by=None)
    work()
    export.refresh_from_db()
    assert export.state == State.REMOVED


@pytest.mark.thorough
def test_after_seven_days_it_is_gone_and_litter_with_it(office, campaign):
    export = ask(office, campaign)
    work()
    litter = keeping.root() / "a-firm" / "a-late-worker"
    litter.mkdir(parents=True)
    assert keeping.forget_old(timezone.now() + timedelta(days=6)) == 1
    assert not litter.exists()
    assert fetched(office, export)
    assert keeping.forget_old(timezone.now() + timedelta(days=8)) == 1
    assert not keeping.folder_of(export).exists()
    assert office.get(f"/exports/campaigns/{campaign.pk}/").context["exports"] == []


@pytest.mark.thorough
def test_on_disk_nobody_can_read_it_and_what_was_touched_is_not_handed_out(office, campaign):
    export = ask(office, campaign)
    work()
    export.refresh_from_db()
    files = [path for path in keeping.folder_of(export).rglob("*") if path.is_file()]
    assert len(files) == export.pieces
    assert not [path for path in files if b"Aerts" in path.read_bytes()]
    damage(files[0])
    assert office.post(f"/exports/campaigns/{campaign.pk}/{export.uuid}/").status_code == 404


@pytest.mark.thorough
def test_pieces_that_somebody_has_exchanged_are_not_handed_out(office, campaign, monkeypatch):
    monkeypatch.setattr(preparing, "TURN", 0)
    export = ask(office, campaign)
    work()
    export.refresh_from_db()
    first, second = (keeping.piece_of(export, number)[0] for number in (0, 1))
    contents = first.read_bytes(), second.read_bytes()
    first.write_bytes(contents[1])
    second.write_bytes(contents[0])
    address = f"/exports/campaigns/{campaign.pk}/{export.uuid}/"
    assert office.post(address).status_code == 404


@pytest.mark.thorough
def test_it_opens_after_the_keys_have_changed(office, firm, settings):
    campaign = campaign_of(firm, ["Aerts"])
    export = ask(office, campaign)
    work()
    settings.ENCRYPTION_KEYS = f"{NEW},{settings.ENCRYPTION_KEYS}"
    call_command("rotate_keys")
    settings.ENCRYPTION_KEYS = NEW
    assert ZipFile(io.BytesIO(fetched(office, export))).testzip() is None


@pytest.mark.thorough
def test_one_that_cannot_be_made_says_so_and_the_next_goes_on(office, campaign, caplog):
    broken = ask(office, campaign)
    sent = campaign.dossiers.first().submissions
    sent.update(**under(sent.get(), {"content": {"parts": 1}}))
    good = ask(office, campaign, query="?q=claes")
    work()
    broken.refresh_from_db()
    assert broken.state == State.FAILED
    assert "failed" in caplog.text
    assert (
        "It could not be put together."
        in office.get(f"/exports/campaigns/{campaign.pk}/").content.decode()
    )
    assert fetched(office, good)


@pytest.mark.thorough
def test_a_small_export_does_not_wait_for_the_large_one_of_another_firm(
    office, campaign, monkeypatch
):
    monkeypatch.setattr(preparing, "TURN", 0)
    large = ask(office, campaign)
    mine = ask(office, campaign, query="?q=claes")
    other = campaign_of(make.firm(), ["Eerens"])
    small = Export.objects.create(
        firm=other.firm, campaign=other, language="en", wanted=["json"], total=1
    )
    Member.objects.create(export=small, dossier=other.dossiers.get())
    waiting = preparing.waiting(timezone.now())
    assert {one.pk for one in waiting} == {large.pk, small.pk}
    work()
    assert set(Export.objects.values_list("state", flat=True)) == {State.READY}
    mine.refresh_from_db()
    large.refresh_from_db()
    assert mine.started_at >= large.ended_at


def test_the_worker_takes_one_turn_a_round():
    calls = []
    step = preparing.once_a_round(lambda now: calls.append(now) or True)
    assert worker.one_round([step], threading.Event()) is True
    assert len(calls) == 1


def test_it_is_told_in_the_trail(office, colleague, campaign):
    export = ask(office, campaign)
    work()
    fetched(office, export)
    told = Event.objects.filter(by=colleague).values_list("what", flat=True)
    assert sorted(told) == ["answers put together", *["dossier exported"] * 3, "export downloaded"]


@pytest.mark.thorough
def test_the_page_tells_how_far_it_is_and_asks_again_by_itself(office, campaign, monkeypatch):
    monkeypatch.setattr(preparing, "TURN", 0)
    ask(office, campaign)
    page = office.get(f"/exports/campaigns/{campaign.pk}/").content.decode()
    assert "Waits for its turn." in page
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    while Export.objects.get().done < 1:
        prepare_some(timezone.now())
    assert "1 of 3 done." in office.get(f"/exports/campaigns/{campaign.pk}/").content.decode()
    work()
    page = office.get(f"/exports/campaigns/{campaign.pk}/").content.decode()
    assert 'http-equiv="refresh"' not in page
    assert "hx-trigger" not in page.split('id="exports"')[1]


@pytest.mark.thorough
def test_documents_come_along_and_one_that_is_lost_is_told(office, firm):
    asked = document(
        item("lease", "file", file={"accept": ["pdf"]}), item("rent", "money"), item("why", "text")
    )
    campaign = campaign_of(firm, ["Aerts"], asked, lease=["a"])
    export = ask(office, campaign, ["documents"])
    work()
    zipped = ZipFile(io.BytesIO(fetched(office, export)))
    [lost] = json.loads(zipped.read("manifest.json"))["files"]
    assert lost["name"].endswith("Ann Aerts/01 Question lease.pdf")
    assert lost["problem"] == "missing"


def test_the_queries_for_a_dossier_do_not_grow_with_the_export(
    office, campaign, django_assert_max_num_queries
):
    ask(office, campaign, ["excel", "codes", "json"])
    with django_assert_max_num_queries(12 + 3 * 9):
        prepare_some(timezone.now())

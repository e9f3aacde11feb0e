"""The bucket is away in the middle of something, or will not have us."""

import io
import json
import time
from dataclasses import replace
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.utils import timezone

from carnet.answers import documents
from carnet.answers.models import Upload
from carnet.answers.receiving import PIECE
from carnet.clients.erasure import erase
from carnet.clients.models import Client
from carnet.core import bucket as buckets_of_carnet
from carnet.core import ledger, shelf
from carnet.core.bucket_check import look, refuse_wrong
from carnet.core.env import WrongSetting
from carnet.core.shelf import Away
from carnet.exports import preparing
from carnet.exports.archive import archive
from carnet.exports.models import Export, State
from carnet.exports.sent import sent
from tests import buckets
from tests.answers.pictures import pdf, upload
from tests.backup.copying import paper
from tests.exports.sending import hand_in
from tests.exports.test_batch import ask, campaign_of, fetched, nothing_at_hand
from tests.imports.bringing import applied, brought, ordered
from tests.imports.bringing import work as apply_all
from tests.portal.test_uploads import BIG, Phone

__all__ = ["nothing_at_hand"]
pytestmark = [pytest.mark.thorough, pytest.mark.slow, pytest.mark.django_db]


def test_a_file_on_its_way_goes_on_when_the_bucket_is_back(line, yearly, visitor):
    phone = Phone(visitor)
    begun = phone.begin(BIG).json()
    assert phone.send(begun["uuid"], 0, BIG[:PIECE]).status_code == 200
    line.cut()
    answer = phone.send(begun["uuid"], PIECE, BIG[PIECE:])
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "Les fichiers sont inaccessibles pour le moment" in answer.content.decode()
    assert phone.begin(BIG).json()["offset"] == PIECE
    line.mend()
    assert phone.send(begun["uuid"], PIECE, BIG[PIECE:]).status_code == 200
    line.cut()
    assert phone.finish(begun["uuid"]).status_code == 503
    assert Upload.objects.get().state == Upload.State.RECEIVING
    assert not yearly.documents.exists()
    line.mend()
    assert phone.finish(begun["uuid"]).json()["state"] == "ready"
    assert b"".join(documents.clear_of(yearly.documents.get())) == BIG


def test_without_a_script_the_page_says_so(line, yearly, visitor):
    line.cut()
    page = visitor.client.post("/q/shoebox/", {"files": upload(pdf(), "lease.pdf"), "page": "p"})
    assert page.status_code == 503
    assert "Rien de ce qui était enregistré n’est perdu" in page.content.decode()
    assert not yearly.documents.exists()


def test_a_document_is_read_on_where_the_line_broke(line, yearly):
    content = bytes(range(256)) * 20_000
    document = paper(yearly, content)
    line.after = 2 * 2**20
    assert b"".join(documents.clear_of(document)) == content
    assert line.after is None


def test_what_cannot_be_read_now_is_not_called_missing(line, yearly, visitor):
    document = paper(yearly)
    line.cut()
    assert visitor.client.get(f"/q/documents/{document.uuid}/").status_code == 503
    with pytest.raises(CommandError, match="does not answer"):
        call_command("check_sealed")
    line.mend()
    assert visitor.client.get(f"/q/documents/{document.uuid}/").status_code == 200


def test_nobody_is_half_erased(line, yearly):
    paper(yearly)
    line.cut()
    with pytest.raises(Away):
        erase(yearly.client, by=None)
    assert Client.objects.filter(pk=yearly.client_id).exists()
    assert yearly.documents.exists()
    line.mend()
    assert ledger.lines() == []
    erase(Client.objects.get(pk=yearly.client_id), by=None)
    assert len(ledger.lines()) == 1


def test_a_list_waits_and_is_applied_once(line, firm, colleague, office):
    received = ordered(brought(firm, colleague), colleague)
    line.cut()
    with pytest.raises(Away):
        apply_all()
    assert office.get(f"/import/{received.uuid}/plan/").status_code in (503, 404)
    assert not firm.clients.exists()
    line.mend()
    apply_all()
    assert firm.clients.count() == 2


def test_a_list_that_cannot_be_kept_is_taken_another_time(line, firm, colleague):
    line.cut()
    with pytest.raises(Away):
        brought(firm, colleague)
    line.mend()
    assert applied(brought(firm, colleague), colleague).counts["new"] == 2


def test_an_export_is_made_when_the_bucket_is_back_without_a_hole(line, office, firm):
    campaign = campaign_of(firm, ["Aerts"])
    paper(campaign.dossiers.get())
    export = ask(office, campaign, ("json", "documents"))
    line.cut()
    assert preparing.prepare_some(timezone.now())
    export.refresh_from_db()
    assert export.state == State.WORKING
    line.mend()
    assert not preparing.prepare_some(timezone.now())
    while preparing.prepare_some(timezone.now() + timedelta(minutes=3)):
        pass
    told = json.loads(ZipFile(io.BytesIO(fetched(office, export))).read("manifest.json"))
    assert not [one for one in told["files"] if one.get("problem")]
    line.cut()
    gone = office.post(f"/exports/campaigns/{campaign.pk}/{export.uuid}/")
    assert gone.status_code == 503
    assert Export.objects.get().state == State.READY


def test_who_watches_is_told_and_visitors_are_still_served(line, client, monkeypatch):
    monkeypatch.setattr(buckets_of_carnet, "ASKED_EVERY", 0)
    assert client.get("/healthz/ready").json()["storage"] == "yes"
    line.cut()
    began = time.monotonic()
    ready = client.get("/healthz/ready")
    assert time.monotonic() - began < 5
    assert (ready.status_code, ready.json()["storage"]) == (200, "no")
    assert client.get("/healthz/well").status_code == 503


def test_without_a_bucket_nobody_is_told_of_one(client, db):
    assert "storage" not in client.get("/healthz/ready").json()


def test_a_bucket_that_is_away_stops_no_start(line):
    assert look() == []
    line.cut()
    [told] = look()
    assert (told.msg, told.is_serious()) == ("The server of STORAGE_URL does not answer.", False)
    refuse_wrong()


@pytest.fixture(scope="module")
def strict():
    """A server that checks who asks, and two keys it knows: one for everything, one for nothing."""
    with buckets.served() as address:
        people = buckets.client_of(address, "iam")
        known = [key_of(people, name, policy) for name, policy in POLICIES.items()]
        buckets.told_to_check_keys(address)
        yield [replace(address, prefix="x", key=key, secret=secret) for key, secret in known]


ALL = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
POLICIES = {"all": ALL, "nothing": {**ALL, "Action": "s3:ListAllMyBuckets"}}


def key_of(people, name, statement):
    people.create_user(UserName=name)
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    people.put_user_policy(UserName=name, PolicyName="x", PolicyDocument=policy)
    made = people.create_access_key(UserName=name)["AccessKey"]
    return made["AccessKeyId"], made["SecretAccessKey"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"key": "AKIAUNKNOWN"}, "does not know STORAGE_KEY"),
        ({"secret": "wrong"}, "STORAGE_SECRET does not belong to STORAGE_KEY"),
        ({"bucket": "nowhere"}, "does not exist"),
    ],
)
def test_wrong_settings_are_a_sentence_before_anything_starts(strict, settings, change, sentence):
    settings.STORAGE = replace(strict[0], **change)
    with pytest.raises(WrongSetting, match=sentence) as told:
        refuse_wrong()
    assert strict[0].secret not in str(told.value)
    with pytest.raises(SystemCheckError, match=sentence):
        call_command("check")


def test_a_key_without_rights_is_told_apart(strict, settings):
    settings.STORAGE = strict[0]
    assert look() == []
    settings.STORAGE = strict[1]
    [told] = look()
    assert (told.msg, told.is_serious()) == (
        "STORAGE_KEY may not do this in the bucket of STORAGE_URL.",
        True,
    )


def test_a_bucket_that_keeps_what_is_erased_is_spoken_of(server, settings):
    client = buckets.client_of(server)
    client.create_bucket(Bucket="versions")
    client.put_bucket_versioning(Bucket="versions", VersioningConfiguration={"Status": "Enabled"})
    settings.STORAGE = replace(server, bucket="versions")
    [told] = look()
    assert "keeps former versions" in told.msg
    assert not told.is_serious()


def test_what_is_put_there_in_the_meantime_goes_with_who_is_erased(
    bucket, yearly, django_capture_on_commit_callbacks
):
    late = documents.folder_of(yearly) / "late"
    with django_capture_on_commit_callbacks(execute=True):
        erase(yearly.client, by=None)
        shelf.put(late, [b"by somebody who was just drawing a page"])
    assert not [name for name in buckets.objects_in(bucket) if name.startswith("files/")]


def test_many_erasures_become_one_file_and_none_is_lost(bucket, monkeypatch):
    monkeypatch.setattr(ledger, "MANY", 5)
    names = [f"{number:08d}-0000-0000-0000-000000000000" for number in range(7)]
    for name in names:
        ledger.note("client", [name], now=timezone.now())
    for _each in range(2):
        assert [line.split(" ")[2] for line in ledger.lines()] == names
        assert len(buckets.objects_in(bucket)) == 1
    assert not (ledger.Path(shelf.settings.DATA_DIR) / ledger.NAME).exists()


def test_programs_are_told_to_come_again(line, program, open_dossier):
    hand_in(open_dossier)
    [first, *_more] = program.get(f"dossiers/{open_dossier.pk}/documents").json()["items"]
    line.cut()
    told = program.get(f"dossiers/{open_dossier.pk}/documents/{first['id']}")
    assert (told.status_code, told.headers["Retry-After"]) == (503, "30")
    assert told.json()["type"] == "urn:carnet:problem:away"


def test_a_zip_breaks_off_rather_than_leave_a_document_out(line, open_dossier):
    hand_in(open_dossier)
    pieces = archive(sent(open_dossier.submissions.get()), "en", timezone.now())
    line.cut()
    with pytest.raises(Away):
        b"".join(pieces)

"""A dossier as a ZIP: everything in it, under names one can read, and provably unchanged."""

import io
import json
import shutil
import subprocess
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from carnet.answers import papers
from carnet.answers.actions import Hand
from carnet.answers.documents import file_of, place_of
from carnet.answers.models import Document, Submission
from carnet.audit.models import Event
from carnet.core import sealed_files
from carnet.exports.archive import Pipe, archive
from carnet.exports.manifest import NAME, faults
from carnet.exports.sent import sent
from carnet.questionnaires.given import Given, Status
from tests import makers as make
from tests.answers.pictures import pdf, picture, upload
from tests.exports.sending import SENT, damage, dossier_of, hand_in, keep
from tests.questionnaires.builders import document, item, said

pytestmark = pytest.mark.slow
TEXT = {"en": "Your lease: 2025/2026?"}
ASKED = document(
    item("rent", "money", codes=["A1"]),
    item("lease", "file", text=TEXT, file={"accept": ["pdf", "image"]}),
    item("kids", "repeat", required=False, item_label={"en": "{{ kid }}"}, items=[
        item("kid", "text"), item("paper", "file", file={"accept": ["pdf"]}, text={"en": "Care"}),
    ]),
)  # fmt: skip


def dossier_with_papers(firm):
    """Real files, sealed as clients' are."""
    client = make.client(firm=firm, client_number="K/12", last_name="Zo\u202eë. ")
    dossier = dossier_of(firm, ASKED, entries={"kids": ["a"]}, client=client)
    compiled = dossier.revision.compiled()
    keep(dossier, compiled, said(rent="5", **{"kids/a/kid": "Con"}))
    by = Hand("client", "phone", "", SENT)
    for path, file in (
        ("lease", upload(pdf(), "..\\AUX.pdf")),
        ("lease", upload(picture("JPEG"), "photo.jpg")),
        ("kids/a/paper", upload(pdf(2), "x" * 150 + ".pdf")),
        ("", upload(pdf(3), "Loose?.pdf")),
    ):
        kept, refused = papers.hand_in(dossier, [file], path=path, by=by)
        assert (len(kept), refused) == (1, [])
    dossier.refresh_from_db()
    return dossier


@pytest.fixture
def submission(firm):
    return hand_in(dossier_with_papers(firm))


def bytes_of(submission):
    given = sent(Submission.objects.get(pk=submission.pk))
    return b"".join(archive(given, "en", timezone.now()))


def opened(data):
    return ZipFile(io.BytesIO(data))


FOLDER = "K 12 Ann Zo ë"


@pytest.mark.thorough
def test_there_is_a_folder_with_tables_and_documents_renamed_by_the_rule(submission):
    names = opened(bytes_of(submission)).namelist()
    assert names == [
        f"{FOLDER}/dossier.pdf",
        f"{FOLDER}/dossier.xlsx",
        f"{FOLDER}/dossier.json",
        f"{FOLDER}/codes.csv",
        f"{FOLDER}/01 Your lease 2025 2026.pdf",
        f"{FOLDER}/02 Your lease 2025 2026.jpg",
        f"{FOLDER}/03 Care - _Con.pdf",
        f"{FOLDER}/04 Loose.pdf",
        NAME,
    ]


@pytest.mark.thorough
def test_the_firm_may_have_its_own_rule_for_names(firm, submission):
    firm.document_names = "{client_number}_{period}_{question} ({entry})"
    firm.save()
    names = opened(bytes_of(submission)).namelist()
    assert [name.removeprefix(f"{FOLDER}/") for name in names[4:8]] == [
        "K 12_2025_Your lease 2025 2026.pdf",
        "K 12_2025_Your lease 2025 2026.jpg",
        "K 12_2025_Care (_Con).pdf",
        "K 12_2025_Loose.pdf",
    ]


@pytest.mark.thorough
def test_documents_are_what_the_client_handed_in(submission):
    zipped = opened(bytes_of(submission))
    assert zipped.testzip() is None
    told = json.loads(zipped.read(NAME))
    files = {one["name"]: one for one in told["files"]}
    lease = files[f"{FOLDER}/01 Your lease 2025 2026.pdf"]
    assert lease["original"] == Document.objects.get(uuid=lease["document"]).name
    assert lease["sha256"] == lease["sent"]
    assert zipped.read(lease["name"]).startswith(b"%PDF-")
    assert told["dossiers"][0]["reference"] == submission.reference
    assert told["dossiers"][0]["sha256"] == submission.sha256
    assert json.loads(zipped.read(f"{FOLDER}/dossier.json"))["reference"] == submission.reference


@pytest.mark.thorough
def test_a_document_is_unsealed_only_when_its_turn_has_come(submission):
    pieces = archive(sent(submission), "en", timezone.now())
    data = next(pieces)
    last = Document.objects.get(path="")
    file_of(last).unlink()
    data += b"".join(pieces)
    assert list(faults(opened(data))) == [(f"{FOLDER}/04 Loose.pdf", "missing")]


@pytest.mark.thorough
def test_nothing_asks_the_database_once_the_answer_has_begun(submission, django_assert_num_queries):
    pieces = archive(sent(submission), "en", timezone.now())
    with django_assert_num_queries(0):
        assert b"".join(pieces)


@pytest.mark.thorough
def test_what_is_gone_or_damaged_is_told_and_the_rest_is_there(submission):
    lease, care = Document.objects.get(name__contains="AUX"), Document.objects.get(pages=2)
    damage(file_of(lease))
    care.delete()
    data = bytes_of(submission)
    assert list(faults(opened(data))) == [
        (f"{FOLDER}/01 Your lease 2025 2026.pdf", "damaged"),
        (f"{FOLDER}/03 Care - _Con.pdf", "missing"),
    ]
    assert f"{FOLDER}/04 Loose.pdf" in opened(data).namelist()


@pytest.mark.thorough
def test_what_breaks_off_in_the_middle_is_damaged(submission):
    large = Document.objects.get(path="")
    sealed_files.write(file_of(large), [b"A" * 3_000_000], place_of(large))
    damage(file_of(large))
    zipped = opened(bytes_of(submission))
    assert list(faults(zipped)) == [(f"{FOLDER}/04 Loose.pdf", "damaged")]
    assert 2**20 <= zipped.getinfo(f"{FOLDER}/04 Loose.pdf").file_size < 3_000_000


@pytest.mark.thorough
def test_another_file_in_the_place_of_the_one_that_was_sent_is_told(submission):
    document = Document.objects.get(path="")
    sealed_files.write(file_of(document), [b"%PDF-other"], place_of(document))
    found = list(faults(opened(bytes_of(submission))))
    assert found == [(f"{FOLDER}/04 Loose.pdf", "other")]


def rewritten(data, change):
    """The archive as somebody would make it who wants to be believed."""
    source, target = opened(data), io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as zipped:
        for name in source.namelist():
            for other, content in change(name, source.read(name)):
                zipped.writestr(other, content)
    return target.getvalue()


def lose(name, content):
    return [] if name.endswith("dossier.xlsx") else [(name, content)]


def forge(name, content):
    return [(name, content + b" ")] if name.endswith(".csv") else [(name, content)]


def add(name, content):
    return [(name, content), ("extra.txt", b"x")] if name == NAME else [(name, content)]


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lose, "dossier.xlsx is missing."),
        (forge, "codes.csv is not what was put in."),
        (add, "extra.txt is not in the manifest"),
    ],
)
def test_the_command_notices_what_somebody_has_changed(submission, tmp_path, change, sentence):
    file = tmp_path / "k12.zip"
    file.write_bytes(bytes_of(submission))
    out, err = io.StringIO(), io.StringIO()
    call_command("verify_zip", str(file), stdout=out)
    assert "8 files are as they were put in." in out.getvalue()
    file.write_bytes(rewritten(file.read_bytes(), change))
    with pytest.raises(CommandError, match="1 faults"):
        call_command("verify_zip", str(file), stderr=err)
    assert sentence in err.getvalue()


def test_the_command_says_what_is_no_archive(tmp_path):
    file = tmp_path / "no.zip"
    file.write_bytes(b"PK")
    with pytest.raises(CommandError, match="cannot be opened"):
        call_command("verify_zip", str(file))
    for content in ("{}", "[", '{"format": "carnet-archive", "version": 1}'):
        with ZipFile(file, "w") as zipped:
            zipped.writestr(NAME, content)
        with pytest.raises(CommandError, match="no manifest"):
            call_command("verify_zip", str(file))


@pytest.mark.thorough
@pytest.mark.skipif(not shutil.which("unzip"), reason="no other program to open it with")
def test_another_program_opens_it(submission, tmp_path):
    file = tmp_path / "k12.zip"
    file.write_bytes(bytes_of(submission))
    told = subprocess.run(["unzip", "-t", str(file)], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr


@pytest.mark.thorough
def test_the_download_streams_and_leaves_a_trace(office, colleague, submission):
    response = office.post(f"/exports/dossiers/{submission.dossier_id}/zip/")
    assert response.streaming
    assert NAME in opened(b"".join(response)).namelist()
    assert Event.objects.get(what="dossier exported").facts["format"] == "zip"


def test_what_was_taken_out_of_the_pipe_is_not_held_any_more():
    pipe = Pipe()
    pipe.write(b"ab")
    assert (pipe.taken(), pipe.taken()) == (b"ab", b"")


@pytest.mark.thorough
def test_a_document_promised_for_later_is_no_fault(firm):
    proof = item("proof", "file", file={"accept": ["pdf"]}, escapes=["later"])
    dossier = dossier_of(firm, document(proof))
    keep(dossier, dossier.revision.compiled(), {"proof": Given(status=Status.LATER)})
    assert list(faults(opened(bytes_of(hand_in(dossier))))) == []

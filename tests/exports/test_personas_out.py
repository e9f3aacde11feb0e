"""All personas of a questionnaire, put together by the worker: the ZIP proves itself, and its files tell the same."""

import csv
import io
import json
from collections import Counter
from zipfile import ZipFile

import openpyxl
import pytest
from django.core.management import call_command
from django.utils import timezone

from carnet.exports.models import Export, Member, Wanted
from carnet.exports.preparing import prepare_some
from carnet.questionnaires.personas import documents, persona_of
from carnet.questionnaires.playing import play
from tests.exports.pages import words_in
from tests.exports.sending import sent_by_persona
from tests.questionnaires.library import SHIPPED, compiled

PERSONAS = documents()
LIGHT = [one.value for one in Wanted if one != Wanted.DOCUMENTS]


def sent_in(firm, questionnaire):
    for name in sorted(PERSONAS):
        if PERSONAS[name]["questionnaire"] == questionnaire:
            persona = persona_of(PERSONAS[name], compiled(questionnaire).definition, name)
            yield sent_by_persona(
                firm, SHIPPED[questionnaire], play(compiled(questionnaire), persona)
            )


def put_together(firm, colleague, submissions):
    campaign = submissions[0].dossier.campaign
    values = {"firm": firm, "campaign": campaign, "by": colleague, "language": "en"}
    export = Export.objects.create(**values, wanted=LIGHT, total=len(submissions))
    Member.objects.bulk_create(Member(export=export, dossier=one.dossier) for one in submissions)
    while prepare_some(timezone.now()):
        pass
    return export


@pytest.mark.thorough
@pytest.mark.parametrize(
    "questionnaire", sorted({one["questionnaire"] for one in PERSONAS.values()})
)
def test_personas_leave_the_house_whole(office, firm, colleague, questionnaire, tmp_path):
    submissions = list(sent_in(firm, questionnaire))
    export = put_together(firm, colleague, submissions)
    response = office.post(f"/exports/campaigns/{export.campaign_id}/{export.uuid}/")
    (tmp_path / "all.zip").write_bytes(b"".join(response))
    call_command("verify_zip", tmp_path / "all.zip")
    zipped = ZipFile(tmp_path / "all.zip")
    told = [
        json.loads(zipped.read(name)) for name in zipped.namelist() if name.endswith("dossier.json")
    ]
    assert {one["reference"] for one in told} == {one.reference for one in submissions}
    book = openpyxl.load_workbook(io.BytesIO(zipped.read("answers.xlsx")))
    _titles, *rows = book["Answers"].values
    assert Counter(row[2] for row in rows) == {
        one["reference"]: len(one["answers"]) for one in told
    }
    assert len(list(book["Clients"].values)) == len(told) + 2
    check_codes(zipped, told)
    for name in zipped.namelist():
        if name.endswith(".pdf"):
            check_record(words_in(zipped.read(name)), told)


def check_codes(zipped, told):
    _titles, *rows = csv.reader(io.StringIO(zipped.read("codes.csv").decode("utf-8-sig")))
    found = {
        (row[2], row[4], row[7]) for row in rows if row[5] in ("left", "right", "left or right")
    }
    lines = ((one["reference"], line) for one in told for line in one["form"]["lines"])
    cells = {(reference, line["code"], line["amount"] or "") for reference, line in lines}
    assert found == cells


def check_record(words, told):
    """Everything the client has seen stands in the record."""
    [one] = [one for one in told if one["reference"] in words]
    there = set(words.split())
    # Word by word: a question may go on behind the foot of a page.
    missing = {word for answer in one["answers"] for word in (answer["seen"] or "").split()} - there
    assert missing == set()
    assert one["sha256"] in words

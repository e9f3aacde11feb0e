"""The examples of docs/api.md run as they stand there, one after the other, against a real server."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.utils import timezone

from carnet.api.contract.describing import operations
from carnet.api.contract.problems import KINDS
from carnet.api.keys.scopes import SCOPES
from carnet.api.pages import document
from carnet.campaigns.models import Campaign
from tests.api.calling import secret_of
from tests.exports.sending import dossier_of, hand_in, keep
from tests.imports.bringing import work
from tests.questionnaires.builders import document as questions
from tests.questionnaires.builders import item, said

TEXT = (Path(__file__).parents[2] / "docs/api.md").read_text()


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_the_python_examples_run(live_server, firm, colleague, tmp_path):
    sent = dossier_of(firm, questions(item("rent", "money")))
    keep(sent, sent.revision.compiled(), said(rent="1250.5"))
    hand_in(sent)
    Campaign.objects.update(period_start="2020-01-01", period_end="2020-12-31")
    script = tmp_path / "example.py"
    script.write_text("\n".join(blocks("python")))
    given = {"CARNET": live_server.url, "CARNET_KEY": secret_of(colleague)}
    output = tmp_path / "output"
    with output.open("w") as told:
        program = subprocess.Popen(
            [sys.executable, script], env={**os.environ, **given}, stdout=told, stderr=told
        )
        while program.poll() is None:
            work(timezone.now())
            time.sleep(0.1)
    assert (program.returncode, output.read_text()[-2000:]) == (0, output.read_text()[-2000:])
    assert "rent 1250.5" in output.read_text()


def test_every_address_in_the_examples_is_an_operation():
    patterns = [re.sub(r"\{\w+\}", "[^/]+", path) for _method, path, _one in operations(document())]
    for address in re.findall(r"\$CARNET(/api/v1/[^\"?\s]*)", TEXT):
        assert any(re.fullmatch(pattern, address) for pattern in patterns), address


def test_rights_and_problems_are_all_explained():
    assert set(re.findall(r"^\| `([a-z_]+:[a-z]+)`", TEXT, re.MULTILINE)) == set(SCOPES)
    told = re.findall(r"^\| `([a-z-]+)` \| (\d+)", TEXT, re.MULTILINE)
    assert dict(told) == {kind: str(status) for kind, (status, _title) in KINDS.items()}

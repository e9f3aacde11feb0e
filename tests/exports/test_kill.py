"""Killed without warning at any moment, an export is made by the next worker, whole and once."""

import io
import os
import random
from zipfile import ZipFile

import pytest
from django.utils import timezone

from carnet.audit.models import Event
from carnet.exports import keeping
from carnet.exports.manifest import faults
from carnet.exports.models import Export, Member, State
from tests.exports.killing import done, killed_after, started
from tests.exports.test_batch import campaign_of

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]
MOMENTS = 4 if os.environ.get("HYPOTHESIS_FULL") else 1
NAMES = [f"Nr {number}" for number in range(8)]


@pytest.fixture(scope="module")
def chance():
    return random.Random(6)


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_the_next_worker_makes_it_whole(firm, colleague, tmp_path, settings, chance, moment):
    campaign = campaign_of(firm, NAMES)
    values = {"firm": firm, "campaign": campaign, "by": colleague, "language": "en"}
    wanted = ["excel", "codes", "json"]
    export = Export.objects.create(**values, wanted=wanted, total=len(NAMES))
    Member.objects.bulk_create(
        Member(export=export, dossier=one) for one in campaign.dossiers.all()
    )
    for minutes in (0, 3):
        killed_after(started(str(tmp_path), settings, minutes), chance.uniform(0, 0.8))
        export.refresh_from_db()
        assert export.state != State.READY or whole(export)
    assert done(started(str(tmp_path), settings, 6)) == 0
    export.refresh_from_db()
    assert (export.state, export.done) == (State.READY, len(NAMES))
    assert whole(export)
    assert Event.objects.filter(what="dossier exported").count() == len(NAMES)
    assert len(list(keeping.folder_of(export).iterdir())) == 1
    assert keeping.forget_old(timezone.now()) == 0


def whole(export):
    with ZipFile(io.BytesIO(b"".join(keeping.content_of(export)))) as zipped:
        return len(zipped.namelist()) == len(NAMES) + 3 and not list(faults(zipped))

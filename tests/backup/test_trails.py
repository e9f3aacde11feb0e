"""A copy notes where the trail of each firm ended: the witness against who cuts it off."""

import io

import pytest
from django.core.management import CommandError, call_command

from carnet.audit.models import Event
from carnet.core.backup.container import opened
from tests.audit.trails import at, end_at, sealed
from tests.backup.copying import backup, needs_pg_dump

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.thorough,
    needs_pg_dump,
]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "copy.zip"


def test_the_manifest_names_the_end_of_each_trail(firm, path):
    sealed(firm, 3)
    backup(path)
    with opened(path) as copy:
        assert copy.manifest["trails"] == {str(firm.uuid): [3, bytes(at(firm, 3).hash).hex()]}


def test_an_end_that_was_cut_off_since_is_found(firm, path):
    sealed(firm, 5)
    backup(path)
    sealed(firm, 2)
    call_command("verify_audit", "--backup", path, stdout=io.StringIO())
    Event.objects.filter(firm=firm, place__gt=3).delete()
    end_at(firm, 3)
    call_command("verify_audit", stdout=io.StringIO())
    said = io.StringIO()
    with pytest.raises(CommandError):
        call_command("verify_audit", "--backup", path, stdout=io.StringIO(), stderr=said)
    assert "the end was cut off" in said.getvalue()


def test_trying_out_a_copy_looks_at_its_trails(firm, path, tmp_path):
    sealed(firm, 5)
    backup(path)
    call_command("verify_backup", path, stdout=io.StringIO())
    Event.objects.filter(pk=at(firm, 3).pk).update(key="0")
    changed = tmp_path / "changed.zip"
    backup(changed)
    with pytest.raises(CommandError, match="verify_audit failed on the copy"):
        call_command("verify_backup", changed, stdout=io.StringIO())


def test_a_file_that_is_no_copy_is_refused_in_a_sentence(db, path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("verify_audit", "--backup", path)

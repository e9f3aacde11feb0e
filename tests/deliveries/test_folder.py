"""A folder of the server: whole files, and no way out."""

import errno

import pytest
from django.utils import timezone

from carnet.connectors.trouble import Trouble
from carnet.deliveries import actions
from carnet.deliveries.models import Delivery
from carnet.deliveries.parcels import Parcel
from carnet.deliveries.takers.folder import TROUBLES, Folder
from tests.deliveries.handed_in import PAPERS, sent_in
from tests.deliveries.test_sending import handed


@pytest.fixture
def base(tmp_path, settings):
    share = tmp_path / "share"
    share.mkdir()
    settings.DELIVERY_FOLDER = str(share)
    return share


def parcel(content=b"content", folder=("Ann", "2025"), name="a.txt", pieces=None):
    return Parcel(folder, name, "key", len(content), pieces or (lambda: iter([content])))


def files(base):
    return sorted(str(path.relative_to(base)) for path in base.rglob("*") if path.is_file())


@pytest.mark.thorough
def test_each_firm_has_its_own_folder_below(firm, stranger, add, base, send):
    add(settings_sealed={"folder": "Tax"})
    add(firm=stranger.firm, by=stranger)
    mine, theirs = sent_in(firm), sent_in(stranger.firm)
    for destination, submission in (
        (firm.destinations.get(), mine),
        (stranger.firm.destinations.get(), theirs),
    ):
        handed(destination, submission)
    assert send() == 2
    assert files(base) == sorted(
        f"{place}/K 12 Ann Zoë/2025 Small {one.reference}/0{number} Your lease.pdf"
        for place, one in (("dubois/Tax", mine), ("maes", theirs))
        for number in (1, 2)
    )
    assert sorted(path.read_bytes() for path in base.rglob("*.pdf")) == sorted(
        2 * [*PAPERS.values()]
    )


def test_what_lies_there_is_left_alone(base):
    Folder(str(base), ("dubois",)).put(parcel())
    [file] = base.rglob("a.txt")
    file.write_bytes(b"edited")
    Folder(str(base), ("dubois",)).put(parcel())
    assert file.read_bytes() == b"edited"


def test_a_file_that_breaks_off_is_not_there_at_all(base):
    def broken():
        yield b"half"
        raise OSError(errno.ENOSPC, "no space")

    with pytest.raises(Trouble, match="full"):
        Folder(str(base), ("dubois",)).put(parcel(pieces=broken))
    assert files(base) == []


def test_a_link_that_leads_out_is_not_followed(base, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (base / "dubois").mkdir()
    (base / "dubois" / "Ann").symlink_to(outside)
    with pytest.raises(Trouble, match="not_allowed"):
        Folder(str(base), ("dubois",)).put(parcel())
    (base / "maes").symlink_to(outside)
    with pytest.raises(Trouble, match="not_allowed"):
        Folder(str(base), ("maes",)).check()
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("where", ["", "/nowhere/at/all"])
def test_a_share_that_is_not_there_is_not_made(where):
    with pytest.raises(Trouble, match="unreachable"):
        Folder(where, ("dubois",)).check()


def test_a_share_that_refuses_says_so(base):
    """A file where the folder of the firm should be: as root, a test may write anywhere."""
    (base / "dubois").write_text("a file")
    with pytest.raises(Trouble) as raised:
        Folder(str(base), ("dubois",)).check()
    assert raised.value.code in {"missing", "broken"}
    assert TROUBLES[errno.EACCES] == "not_allowed"


def test_trying_it_out_lays_down_one_small_file(add, base):
    destination = add()
    for _twice in range(2):
        assert actions.try_out(destination).code == ""
    assert files(base) == [f"dubois/Carnet {str(destination.uuid)[:8]}.txt"]


@pytest.mark.thorough
def test_when_the_share_is_back_it_goes_on(firm, add, base, send, settings):
    destination = add()
    submission = sent_in(firm)
    handed(destination, submission)
    settings.DELIVERY_FOLDER = str(base / "away")
    send()
    assert Delivery.objects.get().trouble == "unreachable"
    settings.DELIVERY_FOLDER = str(base)
    send(minutes=2)
    assert Delivery.objects.get().done_at <= timezone.now()
    assert len(files(base)) == 2

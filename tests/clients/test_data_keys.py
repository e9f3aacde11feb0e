"""What is a client's rests under a key of their own, and with that key it is gone."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.db import transaction

from carnet.answers.actions import Said, save
from carnet.campaigns.actions import add_clients
from carnet.clients import data_keys, erasure, merging, writing
from carnet.clients.actions import add_client, change_client
from carnet.clients.models import Client
from carnet.clients.record import FIELDS, ClientRecord
from carnet.core import keyrings
from carnet.core.crypto import (
    CLIENTS,
    FIRMS,
    ID_BYTES,
    NONCE_BYTES,
    KeyDestroyed,
    Place,
    SealBroken,
    seal,
    unseal,
)
from carnet.core.models import KeyRing
from carnet.core.sealed import place
from carnet.questionnaires.given import Given, Status
from tests import makers as make
from tests.clients.resting import another_process, resting_under_the_firms_key
from tests.clients.test_sealing import NEW, NUMBER, OLD

COLUMN = "national_number_sealed"
ZOE = {"first_name": "Zoé", "last_name": "Martin", "email": "zoe@example.org", "language": "fr"}
TODAY = date(2026, 11, 28)
NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nothing_known():
    """What the tests before have read is not known here."""
    another_process()


def added(firm, **values):
    record = ClientRecord(**{**ZOE, **values}, told=frozenset(FIELDS))
    return add_client(firm, record, keep=True, by=None, today=TODAY)


def imported(firm, numbers):
    many = len(numbers)
    values = {"last_name": [f"Nr {n}" for n in range(many)], "national_number": numbers}
    for name in ("first_name", "email", "language"):
        values[name] = [ZOE[name]] * many
    those = writing.newcomers(firm, many, values, keep=True, now=NOW)
    with transaction.atomic():
        return writing.add(firm, those, by=None, via="import 1")


def as_it_rests(client):
    """The bytes of the number in the database, as an older copy of it holds them."""
    return bytes(Client.objects.get(pk=client.pk).national_number_sealed)


def test_who_has_a_number_has_a_key_and_who_has_nothing_to_seal_has_none(firm):
    with_number, without = added(firm, national_number=NUMBER), added(firm)
    assert with_number.data_key
    assert without.data_key is None
    assert as_it_rests(with_number)[:1] == CLIENTS
    assert Client.objects.get(pk=with_number.pk).national_number == NUMBER


def test_a_number_that_comes_later_brings_a_key(firm):
    client = added(firm)
    told = ClientRecord(**ZOE, national_number=NUMBER, told=frozenset(["national_number"]))
    change_client(client, told, version=1, by=None)
    assert as_it_rests(client)[:1] == CLIENTS
    another_process()
    assert Client.objects.get(pk=client.pk).national_number == NUMBER


def test_numbers_that_an_import_brings_later_bring_keys(firm):
    keys = imported(firm, ["", "", ""])
    wanted = [writing.Change(key, 1, {"national_number": NUMBER}) for key in keys[:2]]
    made = writing.changes(firm, wanted)
    with transaction.atomic():
        writing.change(firm, made, by=None, via="import 2")
    another_process()
    clients = firm.clients.order_by("pk")
    assert [client.national_number for client in clients] == [NUMBER, NUMBER, ""]
    assert [client.data_key is None for client in clients] == [False, False, True]


def test_an_import_writes_a_ring_for_256_clients_and_each_has_a_key_of_their_own(firm):
    imported(firm, [NUMBER, ""] * 260)
    assert sorted(len(ring.keys) // 64 for ring in KeyRing.objects.all()) == [4, 256]
    clients = list(firm.clients.exclude(data_key=None))
    assert len({client.data_key for client in clients}) == 260
    assert len({keyrings.find(client.data_key) for client in clients}) == 260
    another_process()
    assert {client.national_number for client in firm.clients.all()} == {NUMBER, ""}


def test_no_two_values_that_are_written_together_share_a_nonce(firm):
    """Under one key that would show both; and both numbers of a couple rest under one."""
    values = {name: [told] * 3 for name, told in ZOE.items()}
    both = {"national_number": [NUMBER] * 3, "partner_national_number": [NUMBER, "", NUMBER]}
    those = writing.newcomers(firm, 3, values | both, keep=True, now=NOW)
    writing.add(firm, those, by=None, via="import 1")
    told = Client.objects.values_list(COLUMN, f"partner_{COLUMN}")
    sealed = [bytes(value) for pair in told for value in pair if value]
    before = 1 + ID_BYTES[CLIENTS]
    assert len({value[before : before + NONCE_BYTES] for value in sealed}) == len(sealed) == 5


def test_who_gets_a_dossier_gets_a_key_for_what_they_will_answer(firm):
    client, campaign = added(firm), make.campaign(firm=firm)
    [dossier] = add_clients(campaign, firm.clients.all(), by=None, now=NOW)
    assert dossier.data_key == Client.objects.get(pk=client.pk).data_key is not None
    other = make.campaign(firm=firm, name="Another")
    [second] = add_clients(other, firm.clients.all(), by=None, now=NOW)
    assert second.data_key == dossier.data_key


def test_a_number_does_not_open_in_the_row_of_another_client_of_the_same_ring(firm):
    imported(firm, [NUMBER, NUMBER])
    one, other = firm.clients.order_by("pk")
    other.national_number_sealed = one.national_number_sealed
    with pytest.raises(SealBroken):
        _ = other.national_number


def test_one_flipped_bit_anywhere_is_noticed(firm):
    client = added(firm, national_number=NUMBER)
    sealed, belongs = as_it_rests(client), place(client, COLUMN)
    assert unseal(sealed, belongs) == NUMBER
    for position in range(len(sealed) * 8):
        broken = bytearray(sealed)
        broken[position // 8] ^= 1 << position % 8
        with pytest.raises(SealBroken):
            unseal(bytes(broken), belongs)


def test_who_has_all_keys_but_not_the_ring_reads_nothing(firm):
    """The dump alone, without INDEX_KEY and ENCRYPTION_KEYS, shows neither number nor data key."""
    client = added(firm, national_number=NUMBER)
    ring = KeyRing.objects.get()
    key = keyrings.find(client.data_key)
    assert key not in bytes(ring.sealed)
    assert key.hex().encode() not in bytes(ring.sealed)
    sealed, belongs = as_it_rests(client), place(client, COLUMN)
    ring.delete()
    another_process()
    with pytest.raises(KeyDestroyed):
        unseal(sealed, belongs)


def test_what_an_older_copy_holds_of_somebody_erased_opens_no_more(firm):
    """And that of the others who came with them does."""
    imported(firm, [NUMBER] * 3)
    gone, *others = firm.clients.order_by("pk")
    sealed, belongs = as_it_rests(gone), place(gone, COLUMN)
    assert unseal(sealed, belongs) == NUMBER  # before, it does
    former = KeyRing.objects.get()
    erasure.erase(gone, by=None)
    another_process()
    with pytest.raises(KeyDestroyed):
        unseal(sealed, belongs)
    assert [firm.clients.get(pk=one.pk).national_number for one in others] == [NUMBER, NUMBER]
    former.save()  # who has an older copy of the ring as well, and its key, still could
    another_process()
    assert unseal(sealed, belongs) == NUMBER


def test_the_ring_goes_with_the_last_of_those_it_was_for(firm):
    keys = imported(firm, [NUMBER] * 3)
    with transaction.atomic():
        erasure.erase_many(firm, keys[:2], by=None, via="undoing import 1")
    assert KeyRing.objects.count() == 1
    erasure.erase(firm.clients.get(), by=None)
    assert not KeyRing.objects.exists()


def test_an_erasure_that_fails_destroys_no_key(firm, monkeypatch):
    client = added(firm, national_number=NUMBER)

    def fails(*_names, **_options):
        raise OSError("no space left")

    monkeypatch.setattr("carnet.core.ledger.note", fails)
    with pytest.raises(OSError, match="no space"):
        erasure.erase(client, by=None)
    another_process()
    assert Client.objects.get(pk=client.pk).national_number == NUMBER


def test_two_who_were_merged_go_with_both_keys_and_come_apart_again(firm, colleague):
    winner, loser = added(firm, national_number=NUMBER), added(firm, national_number=NUMBER)
    sealed, belongs = as_it_rests(loser), place(loser, COLUMN)
    record = merging.chosen(winner, loser, {})
    done = merging.merge(winner, loser, record, by=colleague, now=NOW)
    another_process()
    back = merging.undo(done, by=colleague, now=NOW)
    assert [one.national_number for one in firm.clients.order_by("pk")] == [NUMBER, NUMBER]
    assert back.data_key == loser.data_key
    winner = firm.clients.get(pk=winner.pk)
    merging.merge(winner, back, record, by=colleague, now=NOW)
    erasure.erase(firm.clients.get(), by=None)
    another_process()
    with pytest.raises(KeyDestroyed):
        unseal(sealed, belongs)
    assert not KeyRing.objects.exists()


def former(firm, settings):
    """A client, a dossier and an answer of a version that had no data keys."""
    settings.ENCRYPTION_KEYS = OLD
    client = make.client(firm=firm, data_key=None, national_number=NUMBER)
    dossier = make.dossier(client=client, state="opened")
    said = [Said("moved", Given(value="yes", status=Status.ANSWERED))]
    save(dossier, said, person="client", device="p", key="", now=NOW)
    return client, dossier


def test_rotating_gives_keys_to_those_of_former_versions_and_seals_under_them(
    firm, settings, capsys
):
    client, dossier = former(firm, settings)
    assert as_it_rests(client)[:1] == FIRMS
    settings.ENCRYPTION_KEYS = f"{NEW},{OLD}"
    call_command("rotate_keys")
    told = capsys.readouterr().out
    assert "clients.Client: 1 keys given" in told
    assert "campaigns.Dossier: 1 keys given" in told
    call_command("rotate_keys")
    again = capsys.readouterr().out
    assert not [line for line in again.splitlines() if ": 0 " not in line]
    settings.ENCRYPTION_KEYS = NEW
    another_process()
    assert as_it_rests(client)[:1] == CLIENTS
    assert Client.objects.get(pk=client.pk).national_number == NUMBER
    assert dossier.answers.get().value == "yes"
    assert not resting_under_the_firms_key()


@pytest.mark.parametrize("erased", ["winner", "loser"])
def test_who_was_merged_by_a_former_version_comes_back_and_loses_nothing_with_the_other(
    firm, colleague, settings, erased
):
    """Between merge and undoing it, rotating gave their dossier the key of the other."""
    settings.ENCRYPTION_KEYS = f"{NEW},{OLD}"
    clients = [make.client(firm=firm, data_key=None, national_number=NUMBER) for _ in range(2)]
    winner, loser = clients
    for client in clients:
        dossier = make.dossier(client=client, state="opened")
        said = [Said("moved", Given(value="yes", status=Status.ANSWERED))]
        save(dossier, said, person="client", device="p", key="", now=NOW)
    chosen = merging.chosen(winner, loser, {})
    done = merging.merge(winner, loser, chosen, by=colleague, now=NOW)
    Client.objects.update(data_key=None)
    call_command("rotate_keys")
    done.refresh_from_db()
    loser = merging.undo(done, by=colleague, now=NOW)
    assert loser.dossiers.get().data_key is not None
    gone, stays = (winner, loser) if erased == "winner" else (loser, winner)
    erasure.erase(firm.clients.get(pk=gone.pk), by=None)
    another_process()
    left = firm.clients.get(pk=stays.pk)
    assert left.national_number == NUMBER
    assert left.dossiers.get().answers.get().value == "yes"


def test_a_new_key_of_the_install_seals_rings_again_and_nothing_else(firm, settings, capsys):
    settings.ENCRYPTION_KEYS = OLD
    imported(firm, [NUMBER] * 300)
    before = [as_it_rests(client) for client in firm.clients.order_by("pk")]
    settings.ENCRYPTION_KEYS = f"{NEW},{OLD}"
    call_command("rotate_keys")
    told = capsys.readouterr().out
    assert "core.KeyRing.sealed: 2 values" in told
    assert f"clients.Client.{COLUMN}: 0 values" in told
    settings.ENCRYPTION_KEYS = NEW
    another_process()
    assert before == [as_it_rests(client) for client in firm.clients.order_by("pk")]
    assert {client.national_number for client in firm.clients.all()} == {NUMBER}


def test_a_ring_of_another_firm_opens_nothing_here(firm):
    client = added(firm, national_number=NUMBER)
    KeyRing.objects.update(firm=make.firm())
    another_process()
    with pytest.raises(SealBroken):
        _ = Client.objects.get(pk=client.pk).national_number


def test_more_rings_are_read_than_are_remembered(firm, monkeypatch):
    monkeypatch.setattr(keyrings, "MOST_KNOWN", 3)
    clients = [added(firm, national_number=NUMBER) for _ in range(8)]
    numbers = [firm.clients.get(pk=client.pk).national_number for client in clients * 2]
    assert numbers == [NUMBER] * 16


def test_keys_just_drawn_are_known_however_many_were_drawn_before(firm, monkeypatch):
    """A process that imported many lists: until they are kept, rings stand in memory alone."""
    monkeypatch.setattr(keyrings, "MOST_KNOWN", 5)
    for _draw in range(5):
        numbers, _rings = keyrings.draw(firm, 2 * keyrings.PLACES + 1)
        assert len(set(map(keyrings.find, numbers))) == len(numbers)


def test_giving_twice_gives_once(firm):
    client = added(firm)
    same = Client.objects.get(pk=client.pk)
    with transaction.atomic():
        data_keys.give(firm, [client])
        data_keys.give(firm, [same])
    assert client.data_key == same.data_key == Client.objects.get(pk=client.pk).data_key


def test_a_value_says_under_which_key_it_rests(firm):
    number = data_keys.draw_one(firm)
    belongs = Place(firm.uuid, "some.field", make.client(firm=firm).uuid, number)
    sealed = seal("Ann", belongs)
    assert (sealed[:1], int.from_bytes(sealed[1:9])) == (CLIENTS, number)
    assert unseal(sealed, Place(belongs.firm, belongs.field, belongs.row)) == "Ann"

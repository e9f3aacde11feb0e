import base64
import hmac
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.core.management import call_command
from django.db import connection

from carnet.clients.models import Client
from carnet.core.crypto import Place, SealBroken, UnknownKey, blind_index, seal, unseal
from carnet.core.env import WrongSetting
from tests import makers as make

NUMBER = "85073003328"
OLD, NEW = "the older key " * 3, "the newer key " * 3


@pytest.fixture
def place():
    return Place(uuid4(), "clients.client.national_number_sealed", uuid4())


def test_a_sealed_number_opens_at_its_place(place):
    assert unseal(seal(NUMBER, place), place) == NUMBER


def test_the_same_number_never_looks_the_same_twice(place):
    assert seal(NUMBER, place) != seal(NUMBER, place)


@pytest.mark.parametrize("part", ["firm", "field", "row"])
def test_a_sealed_number_moved_elsewhere_does_not_open(place, part):
    sealed = seal(NUMBER, place)
    values = {"firm": place.firm, "field": place.field, "row": place.row}
    values[part] = "clients.client.partner_national_number_sealed" if part == "field" else uuid4()
    with pytest.raises(SealBroken):
        unseal(sealed, Place(**values))


def test_one_flipped_bit_anywhere_is_noticed(place):
    sealed = seal(NUMBER, place)
    for position in range(len(sealed) * 8):
        broken = bytearray(sealed)
        broken[position // 8] ^= 1 << position % 8
        with pytest.raises(SealBroken):
            unseal(bytes(broken), place)


@pytest.mark.parametrize("planted", [b"", b"85073003328", b"\x01" + b"85073003328" * 4])
def test_clear_text_in_the_column_is_refused(place, planted):
    with pytest.raises(SealBroken):
        unseal(planted, place)


def test_a_retired_key_is_named(place, settings):
    settings.ENCRYPTION_KEYS = OLD
    sealed = seal(NUMBER, place)
    settings.ENCRYPTION_KEYS = NEW
    with pytest.raises(UnknownKey, match="not among ENCRYPTION_KEYS"):
        unseal(sealed, place)


def test_an_older_key_still_opens(place, settings):
    settings.ENCRYPTION_KEYS = OLD
    sealed = seal(NUMBER, place)
    settings.ENCRYPTION_KEYS = f"{NEW}, {OLD}"
    assert unseal(sealed, place) == NUMBER


@pytest.mark.parametrize("keys", ["", "short", f"{NEW},short"])
def test_a_key_that_is_too_short_is_refused(place, settings, keys):
    settings.ENCRYPTION_KEYS = keys
    with pytest.raises(WrongSetting, match="too short"):
        seal(NUMBER, place)


def test_equal_numbers_of_two_firms_have_different_indexes():
    one, other = uuid4(), uuid4()
    assert blind_index(NUMBER, one) == blind_index(NUMBER, one)
    assert blind_index(NUMBER, one) != blind_index(NUMBER, other)


@pytest.mark.parametrize("text", ["", NUMBER, "é" * 200])
def test_the_index_is_the_beginning_of_an_hmac_with_the_firms_own_key(firm, settings, text):
    own = HKDF(SHA256(), 32, firm.uuid.bytes, b"carnet index key").derive(
        settings.INDEX_KEY.encode()
    )
    assert blind_index(text, firm.uuid) == hmac.digest(own, text.encode(), "sha256").hex()[:24]


def test_a_client_is_found_by_the_number_and_by_nothing_like_it(firm):
    ann = make.client(firm=firm, national_number=NUMBER)
    found = Client.objects.filter(national_number_index=blind_index(NUMBER, firm.uuid))
    assert [client.pk for client in found] == [ann.pk]
    assert not Client.objects.filter(
        national_number_index=blind_index("85073003329", firm.uuid)
    ).exists()


def test_a_number_copied_to_another_client_does_not_open(firm, stranger):
    make.client(firm=firm, national_number=NUMBER)
    for thief in (make.client(firm=firm), make.client(firm=stranger.firm)):
        copied = Client.objects.exclude(national_number_sealed=None).values_list(
            "national_number_sealed", flat=True
        )[0]
        Client.objects.filter(pk=thief.pk).update(national_number_sealed=copied)
        with pytest.raises(SealBroken):
            _read = Client.objects.get(pk=thief.pk).national_number
        Client.objects.filter(pk=thief.pk).update(national_number_sealed=None)


def spellings(number):
    dotted = f"{number[:2]}.{number[2:4]}.{number[4:6]}-{number[6:9]}.{number[9:]}"
    return [
        *(number.encode(), dotted.encode(), dotted.replace(".", " ").encode()),
        *(dotted.replace(".", "-").encode(), number[::-1].encode()),
        *(base64.b64encode(number.encode()), number.encode().hex().encode()),
        number.encode("utf-16-le"),
    ]


def test_no_spelling_of_the_number_is_in_the_database(firm, colleague, office):
    make.client(firm=firm, national_number=NUMBER, partner_national_number=NUMBER)
    dump = everything_in_the_database()
    assert b"Peeters" in dump
    assert [text for text in spellings(NUMBER) if text in dump] == []


def everything_in_the_database() -> bytes:
    parts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                parts += [
                    bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row
                ]
    return b"\n".join(parts)


@pytest.mark.thorough
def test_rotation_seals_everything_with_the_newest_key_and_can_be_repeated(firm, settings, capsys):
    settings.ENCRYPTION_KEYS = OLD
    clients = [make.client(firm=firm, national_number=NUMBER) for _ in range(3)]
    settings.ENCRYPTION_KEYS = f"{NEW},{OLD}"
    call_command("rotate_keys", "--chunk", "2")
    assert "3 values" in capsys.readouterr().out
    call_command("rotate_keys")
    assert "3 values" not in capsys.readouterr().out
    settings.ENCRYPTION_KEYS = NEW
    assert {Client.objects.get(pk=client.pk).national_number for client in clients} == {NUMBER}

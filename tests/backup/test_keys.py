"""A copy holds no key, and knows the right ones."""

import json

import pytest

from carnet.core.backup import keys
from carnet.core.backup.container import BadCopy
from carnet.core.crypto import key_ids
from carnet.core.resting import some_of
from tests.clients.test_sealing import NEW, OLD


@pytest.fixture
def witness(settings):
    settings.ENCRYPTION_KEYS = f"{NEW},{OLD}"
    return keys.witness()


def test_the_keys_of_then_are_right_and_none_of_them_is_in_the_copy(witness, settings):
    keys.check(witness)
    for key in (NEW.strip(), OLD.strip(), settings.INDEX_KEY):
        assert key not in json.dumps(witness)


def test_the_key_that_is_missing_is_named(witness, settings):
    newest = key_ids()[0]
    settings.ENCRYPTION_KEYS = OLD
    with pytest.raises(BadCopy, match=f"sealed with key {newest}, which is not among"):
        keys.check(witness)


def test_a_former_key_may_be_gone_and_is_told(witness, settings):
    older = key_ids()[1]
    settings.ENCRYPTION_KEYS = NEW
    keys.check(witness)
    assert keys.older_missing(witness) == [older]


def test_another_key_for_finding_numbers_is_noticed(witness, settings):
    settings.INDEX_KEY = "another key for indexes " * 3
    with pytest.raises(BadCopy, match="INDEX_KEY is another one"):
        keys.check(witness)


@pytest.mark.parametrize(("there", "chosen"), [(0, 0), (3, 3), (10, 10), (1000, 10)])
def test_a_sample_is_as_large_as_wanted_and_has_nothing_twice(there, chosen):
    count, some = some_of(range(there), 10)
    assert (count, len(some), len(set(some))) == (there, chosen, chosen)
    assert set(some) <= set(range(there))

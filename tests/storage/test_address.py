"""What an operator writes for STORAGE_URL, and what they are told when it is wrong."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from carnet.core.bucket_address import read
from carnet.core.env import WrongSetting

SECRET = "of-nobody-s-business"


def test_without_one_all_stays_on_the_disk():
    assert read("", "", "") is None


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("s3://desk?region=eu-west-3", ("desk", "", None, "eu-west-3")),
        (
            "s3://desk/a/b/?endpoint=http://minio:9000",
            ("desk", "a/b", "http://minio:9000", "us-east-1"),
        ),
        (
            "s3://de.sk/x?endpoint=https://s3.example.org&region=rbx",
            ("de.sk", "x", "https://s3.example.org", "rbx"),
        ),
    ],
)
def test_an_address_is_read(url, found):
    address = read(url, "key", SECRET)
    assert (address.bucket, address.prefix, address.endpoint, address.region) == found
    assert SECRET not in repr(address)


@pytest.mark.parametrize(
    ("url", "key", "sentence"),
    [
        ("s3://desk?region=x", "", "STORAGE_KEY and STORAGE_SECRET are not both"),
        (f"s3://key:{SECRET}@desk?region=x", "key", "holds a user or a password"),
        ("https://desk", "key", "cannot be read"),
        ("s3://", "key", "cannot be read"),
        ("s3://Desk?region=x", "key", "cannot be read"),
        ("s3://desk/../other?region=x", "key", "cannot be read"),
        ("s3://desk/x#y?region=x", "key", "cannot be read"),
        ("s3://desk", "key", "neither an endpoint"),
        ("s3://desk?region", "key", "endpoint and region, nothing else"),
        (f"s3://desk?secret={SECRET}", "key", "endpoint and region, nothing else"),
        (f"s3://desk?endpoint=https://key:{SECRET}@host", "key", "no address of a server"),
        ("s3://desk?endpoint=minio:9000", "key", "no address of a server"),
        ("s3://desk?region=a b", "key", "no name such as"),
    ],
)
def test_a_wrong_one_is_a_sentence_that_quotes_no_secret(url, key, sentence):
    with pytest.raises(WrongSetting, match=sentence) as told:
        read(url, key, SECRET)
    assert SECRET not in str(told.value)


@pytest.mark.thorough
def test_nothing_starts_with_a_wrong_one(tmp_path):
    given = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "STORAGE_URL": "s3://desk"}
    command = [sys.executable, "manage.py", "check"]
    done = subprocess.run(command, env=given, cwd=settings.BASE_DIR, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr == "STORAGE_URL is set, but STORAGE_KEY and STORAGE_SECRET are not both.\n"

"""What docs/webhooks.md tells receivers to do, done."""

import re
import subprocess
import time
from pathlib import Path

import pytest

from carnet.api.webhooks import signing
from carnet.audit.happenings import EVENTS

DOCS = (Path(__file__).parents[2] / "docs" / "webhooks.md").read_text()
SECRET, BODY = signing.new_secret(), '{"type":"client.created","firm":"é"}'


def example(language):
    [code] = re.findall(rf"```{language}\n(.*?)```", DOCS, re.S)
    return code


def headers(body=BODY, secrets=(SECRET,), moment=None):
    return signing.headers(secrets, "msg_1", moment or int(time.time()), body)


@pytest.fixture
def in_python():
    names = {}
    compiled = compile(example("python"), "docs/webhooks.md", "exec")
    exec(compiled, names)  # noqa: S102
    return names["is_from_carnet"]


def test_the_example_in_python(in_python):
    body = BODY.encode()
    assert in_python(SECRET, headers(), body)
    assert in_python(SECRET, headers(secrets=[signing.new_secret(), SECRET]), body)
    assert not in_python(SECRET, headers(), body + b" ")
    assert not in_python(signing.new_secret(), headers(), body)
    assert not in_python(SECRET, headers(moment=int(time.time()) - 600), body)


def in_shell(folder, given, body):
    (folder / "body.json").write_text(body)
    variables = {name.upper().replace("-", "_"): value for name, value in given.items()}
    run = subprocess.run(
        ["sh", "-c", example("sh")],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "SECRET": SECRET, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    return run.returncode, run.stdout.strip()


def test_the_example_in_a_shell(tmp_path):
    assert in_shell(tmp_path, headers(), BODY) == (0, "genuine")
    two = headers(secrets=[signing.new_secret(), SECRET])
    assert in_shell(tmp_path, two, BODY) == (0, "genuine")
    assert in_shell(tmp_path, headers(), BODY + " ") == (1, "forged")


def test_every_event_is_in_the_table_and_nothing_else():
    table = DOCS.partition("## Events")[2].partition("## Is it from us?")[0]
    listed = set(re.findall(r"`([a-z]+\.[a-z_]+)`", table))
    assert listed == {*EVENTS, "webhook.test"}
    assert len(EVENTS) >= 15


def test_the_signature_is_that_of_the_scheme():
    """The example of standardwebhooks.com."""
    secret = "whsec_plJ3nmyCDGBKInavdOK15jsl"
    body = '{"event_type":"ping","data":{"success":true}}'
    given = signing.signature(secret, "msg_loFOjxBNrRLzqYUf", 1731705121, body)
    assert given == "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0="

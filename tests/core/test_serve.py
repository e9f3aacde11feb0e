"""Carnet in one window, started and stopped as people do."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import connection

from tests.post_office import free_port

pytestmark = [
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc"),
    pytest.mark.sqlite,
    pytest.mark.thorough,
    pytest.mark.django_db(transaction=True),
]

ROOT = Path(__file__).parents[2]
LONGEST = 120  # seconds, on a machine that does much else


@pytest.fixture
def carnet(tmp_path):
    port = free_port()
    here = {
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "DATA_DIR": str(tmp_path),
        "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT, env={**os.environ, **here}, stdout=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    process.port = port
    yield process
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=LONGEST)


def family(process):
    """Every process of its session that lives, with the number of its parent."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, parent, _group, session = stat.read_text().rpartition(")")[2].split()[:4]
            if int(session) == process.pid and state != "Z":
                found[int(stat.parent.name)] = int(parent)
    return found


def grandchildren(process):
    living = family(process)
    return [one for one, parent in living.items() if living.get(parent) == process.pid]


def wait_until(what):
    end = time.monotonic() + LONGEST
    while not what():
        assert time.monotonic() < end, "it hangs"
        time.sleep(0.02)


def is_open(process):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", process.port)) == 0


@pytest.mark.parametrize("moment", [grandchildren, is_open])
def test_stopped_at_any_moment_it_leaves_nobody_behind(carnet, moment):
    """While the web server loads, which hears no signal then, and when it is open."""
    wait_until(lambda: moment(carnet))
    carnet.terminate()
    carnet.wait(timeout=LONGEST)
    assert family(carnet) == {}
    assert not is_open(carnet)

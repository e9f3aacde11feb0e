"""Two hosts with web servers and a worker each, and a third machine with the database and the files: `make hosts`.
While phones save and invitations leave, one host is lost: its cable first, then all its processes.

It is done to a sound Carnet and to one that acknowledges before it writes, which must lose something.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.request import urlopen

from scale.network import Machine, machines, missing
from scale.server import TUNED, server
from tests.buckets import BucketAddress, client_of

S3_PORT, WAIT = 9000, 120


def main() -> None:
    if why := missing():
        print(why)
        return
    os.nice(5)
    # A host that is gone says no goodbye: the database has to find out itself, or rows stay locked for two hours.
    TUNED.update(
        tcp_keepalives_idle="5",
        tcp_keepalives_interval="2",
        tcp_keepalives_count="3",
        shared_buffers="256MB",
    )
    with (
        machines(["store", "one", "two"]) as (store, one, two),
        server(store.address, tuple(store.inside)) as database,
        files(store) as bucket,
        tempfile.TemporaryDirectory() as folder,
    ):
        os.environ |= {"DATABASE_URL": database.url(), "DATA_DIR": folder, **bucket}
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "chaos.settings",
            "MAIL_FROM": "desk@example.org",
            "HOSTS": f"localhost,{one.address},{two.address}",
        }
        names = [f"{each.name}={each.address}" for each in (one, two)]
        done = subprocess.run([sys.executable, "-m", "scale.losing", *names], check=False)
    sys.exit(done.returncode)


@contextmanager
def files(store: Machine) -> Iterator[dict[str, str]]:
    """moto's server on that machine, with an empty bucket in it."""
    address = f"http://{store.address}:{S3_PORT}"
    command = [
        *store.inside,
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "moto.server",
        "-H",
        store.address,
        "-p",
        str(S3_PORT),
    ]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(address)
        given = BucketAddress("carnet", "", address, "us-east-1", "testing-key", "testing-secret")
        client_of(given).create_bucket(Bucket="carnet")
        url = f"s3://carnet/scale?endpoint={address}&region=us-east-1"
        yield {"STORAGE_URL": url, "STORAGE_KEY": given.key, "STORAGE_SECRET": given.secret}
    finally:
        running.kill()
        running.wait()


def _wait_for(address: str) -> None:
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        with suppress(OSError):
            urlopen(address, timeout=5)
            return
        time.sleep(0.2)
    raise SystemExit("moto's server does not answer")


if __name__ == "__main__":
    main()

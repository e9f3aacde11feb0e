"""A real S3-compatible server (moto's) in a process of its own, and a line to it that can be cut."""

import http.client
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import replace
from urllib.parse import urlsplit

from boto3.session import Session

from carnet.core.bucket_address import BucketAddress

BUCKET, REGION = "carnet", "us-east-1"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served():
    """Where it answers, with an empty bucket in it."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", port]
    server = subprocess.Popen(
        list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(port, server)
        address = BucketAddress(
            BUCKET, "", f"http://127.0.0.1:{port}", REGION, "testing-key", "testing-secret"
        )
        client_of(address).create_bucket(Bucket=BUCKET)
        yield address
    finally:
        server.kill()
        server.wait()


def wait_for(port: int, server: subprocess.Popen) -> None:
    for _each in range(300):
        assert server.poll() is None, "moto's server ended"
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise AssertionError("moto's server does not answer")


def client_of(address: BucketAddress, service: str = "s3"):
    session = Session(address.key, address.secret, region_name=address.region)
    return session.client(service, endpoint_url=address.endpoint)


def objects_in(address: BucketAddress) -> dict[str, bytes]:
    """By their name below the prefix."""
    client, prefix = client_of(address), f"{address.prefix}/"
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix)
    names = [one["Key"] for page in pages for one in page.get("Contents", ())]
    read = {name: client.get_object(Bucket=BUCKET, Key=name)["Body"].read() for name in names}
    return {name.removeprefix(prefix): data for name, data in read.items()}


def told_to_check_keys(address: BucketAddress) -> None:
    """From now on the server wants to know who asks."""
    where = urlsplit(address.endpoint).netloc
    line = http.client.HTTPConnection(where)
    line.request("POST", "/moto-api/reset-auth", body="0")
    line.getresponse().read()
    line.close()


class Line:
    """Between Carnet and the server. `cut` hangs up, and nobody is let through until `mend`; `after` cuts by itself
    once so many bytes have come from the server."""

    def __init__(self, address: BucketAddress) -> None:
        self.target = urlsplit(address.endpoint)
        self.listening = socket.create_server(("127.0.0.1", 0))
        port = self.listening.getsockname()[1]
        self.address = replace(address, endpoint=f"http://127.0.0.1:{port}")
        self.is_cut, self.after, self.open = False, None, []
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        self.is_cut = True
        for one in self.open:
            hang_up(one)
        self.open = []

    def mend(self) -> None:
        self.is_cut, self.after = False, None

    def close(self) -> None:
        self.cut()
        hang_up(self.listening)

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                near, _where = self.listening.accept()
                if self.is_cut:
                    hang_up(near)
                    continue
                far = socket.create_connection((self.target.hostname, self.target.port))
                self.open += [near, far]
                threading.Thread(target=self._carry, args=(near, far, False), daemon=True).start()
                threading.Thread(target=self._carry, args=(far, near, True), daemon=True).start()

    def _carry(self, source, target, from_server: bool) -> None:
        with suppress(OSError):
            while data := source.recv(2**14):
                if from_server and self.after is not None:
                    self.after -= len(data)
                    if self.after < 0:
                        self.after = None
                        hang_up(target)
                        break
                target.sendall(data)
        hang_up(source)
        hang_up(target)


def hang_up(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()

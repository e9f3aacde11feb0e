"""What the child is given to do in tests. Imports little, since every child loads it."""

import os
import resource
import socket
import time
from collections.abc import Iterator

from carnet.core.child_work import Told


class Torn(Told):
    """Says which page."""


def add(one, other):
    return one + other


def explode():
    raise KeyError("secret text")


def tear():
    raise Torn(page="x" * 1_000)


def hog():
    return len(bytearray(2**31))


def sleep():
    time.sleep(30)


def spin():
    while True:
        pass


def knock(port):
    """Does somebody listen there?"""
    with socket.create_connection(("127.0.0.1", int(port)), timeout=5) as line:
        line.sendall(b"secrets")
    return "told"


def knock_sealed(data: bytes) -> Iterator[str]:
    yield knock(data)


def lift_limits(data: bytes) -> Iterator[str]:
    resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))
    yield knock(data)


def write_file(data: bytes) -> Iterator[str]:
    with open(data, "w") as file:  # noqa: PTH123 (the way in does not matter)
        file.write("secrets")
    yield "written"


def halves(data: bytes) -> Iterator[str]:
    yield data[:3].decode()
    yield data[3:].decode()


def two_and_a_fault(data: bytes) -> Iterator[str]:
    yield from halves(data)
    raise Torn(page="7")


def tell_and_stay(data: bytes) -> Iterator[int]:
    yield os.getpid()
    time.sleep(200)


def endless(data: bytes) -> Iterator[str]:
    while True:
        yield "x" * 2**20


def long_line(data: bytes) -> Iterator[list[str]]:
    yield ["x" * 2**15] * 2**10

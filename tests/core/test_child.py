import resource
import socket
import time
from collections.abc import Iterator

import pytest

from carnet.core import child
from carnet.core.child import ChildFailed, Limits, Told


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


def endless(data: bytes) -> Iterator[str]:
    while True:
        yield "x" * 2**20


def long_line(data: bytes) -> Iterator[str]:
    yield "x" * 2**25


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield server


def port(server: socket.socket) -> bytes:
    return str(server.getsockname()[1]).encode()


def test_the_answer_comes_back():
    assert child.run(add, 2, 3) == 5


@pytest.mark.parametrize(("task", "reason"), [(explode, "KeyError"), (hog, "MemoryError")])
def test_a_failure_is_told_by_its_name_alone(task, reason):
    with pytest.raises(ChildFailed) as failed:
        child.run(task)
    assert (failed.value.reason, failed.value.about) == (reason, {})


def test_what_the_child_wants_to_tell_comes_shortened():
    with pytest.raises(ChildFailed, match="Torn") as failed:
        child.run(tear)
    assert failed.value.about == {"page": "x" * 100}


def test_a_child_that_takes_too_long_is_stopped():
    with pytest.raises(ChildFailed, match="slow"):
        child.run(sleep, limits=Limits(seconds=1))
    with pytest.raises(ChildFailed, match="slow"):
        child.run(spin, limits=Limits(cpu_seconds=1))


def test_a_stream_comes_block_by_block_and_tells_a_late_fault():
    assert list(child.stream(halves, b"onetwo")) == ["one", "two"]
    blocks = child.stream(two_and_a_fault, b"onetwo")
    assert [next(blocks), next(blocks)] == ["one", "two"]
    with pytest.raises(ChildFailed, match="Torn") as failed:
        next(blocks)
    assert failed.value.about == {"page": "7"}


@pytest.mark.parametrize("task", [endless, long_line])
def test_a_child_that_talks_without_end_is_stopped(task):
    with pytest.raises(ChildFailed, match="long"):
        list(child.stream(task, b"", limits=Limits(output_megabytes=50)))


def test_a_stream_left_early_stops_its_child():
    blocks = child.stream(endless, b"")
    next(blocks)
    blocks.close()
    assert list(blocks) == []


def test_code_in_a_sealed_child_reaches_no_server(listener):
    assert child.run(knock, port(listener).decode()) == "told"  # so it does listen
    listener.accept()[0].close()
    for task in (knock_sealed, lift_limits):
        with pytest.raises(ChildFailed, match="OSError|ValueError|PermissionError"):
            list(child.stream(task, port(listener)))
        with pytest.raises(TimeoutError):
            listener.accept()


def test_code_in_a_sealed_child_writes_no_file(tmp_path):
    with pytest.raises(ChildFailed, match="OSError|PermissionError"):
        list(child.stream(write_file, bytes(tmp_path / "loot")))
    assert not (tmp_path / "loot").exists()

import os
import socket
import subprocess
import sys

import pytest

from carnet.core import child
from carnet.core.child import ChildFailed, Limits
from tests.core import child_tasks as tasks


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield server


def port(server: socket.socket) -> bytes:
    return str(server.getsockname()[1]).encode()


def test_the_answer_comes_back():
    assert child.run(tasks.add, 2, 3) == 5


@pytest.mark.parametrize(
    ("task", "reason"), [(tasks.explode, "KeyError"), (tasks.hog, "MemoryError")]
)
def test_a_failure_is_told_by_its_name_alone(task, reason):
    with pytest.raises(ChildFailed) as failed:
        child.run(task)
    assert (failed.value.reason, failed.value.about) == (reason, {})


def test_what_the_child_wants_to_tell_comes_shortened():
    with pytest.raises(ChildFailed, match="Torn") as failed:
        child.run(tasks.tear)
    assert failed.value.about == {"page": "x" * 100}


@pytest.mark.thorough
def test_a_child_that_takes_too_long_is_stopped():
    with pytest.raises(ChildFailed, match="slow"):
        child.run(tasks.sleep, limits=Limits(seconds=1))
    with pytest.raises(ChildFailed, match="slow"):
        child.run(tasks.spin, limits=Limits(cpu_seconds=1))


def test_a_stream_comes_block_by_block_and_tells_a_late_fault():
    assert list(child.stream(tasks.halves, b"onetwo")) == ["one", "two"]
    blocks = child.stream(tasks.two_and_a_fault, b"onetwo")
    assert [next(blocks), next(blocks)] == ["one", "two"]
    with pytest.raises(ChildFailed, match="Torn") as failed:
        next(blocks)
    assert failed.value.about == {"page": "7"}


@pytest.mark.thorough
@pytest.mark.parametrize("task", [tasks.endless, tasks.long_line])
def test_a_child_that_talks_without_end_is_stopped(task):
    with pytest.raises(ChildFailed, match="long"):
        list(child.stream(task, b"", limits=Limits(output_megabytes=40)))


def test_a_stream_left_early_stops_its_child():
    blocks = child.stream(tasks.tell_and_stay, b"")
    number = next(blocks)
    blocks.close()
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


@pytest.mark.thorough
def test_code_in_a_sealed_child_reaches_no_server(listener):
    assert child.run(tasks.knock, port(listener).decode()) == "told"  # so it does listen
    listener.accept()[0].close()
    for task in (tasks.knock_sealed, tasks.lift_limits):
        with pytest.raises(ChildFailed, match="OSError|ValueError|PermissionError"):
            list(child.stream(task, port(listener)))
        with pytest.raises(TimeoutError):
            listener.accept()


def test_code_in_a_sealed_child_writes_no_file(tmp_path):
    with pytest.raises(ChildFailed, match="OSError|PermissionError"):
        list(child.stream(tasks.write_file, bytes(tmp_path / "loot")))
    assert not (tmp_path / "loot").exists()


READ_STRANGERS_FILES = {"pikepdf", "pillow_heif", "pypdfium2", "python_calamine", "typst"}


@pytest.mark.thorough
def test_what_reads_strangers_files_is_loaded_in_children_alone():
    """A fault in a parser must not even be reachable in the server; nor need each process hold all of them."""
    served = "import django, sys; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns"
    told = subprocess.run(
        [sys.executable, "-c", f"{served}; print(*sys.modules)"],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(told.stdout.split())
    assert "carnet.answers.documents" in loaded
    assert not loaded & READ_STRANGERS_FILES

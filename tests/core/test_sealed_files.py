"""Files that rest sealed: whole they open in their place, and in no other way."""

import os
import signal
import subprocess
import sys
import tracemalloc
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carnet.core import sealed_files
from carnet.core.crypto import FIRMS, Place, SealBroken, overhead
from carnet.core.sealed_files import CHUNK, HEAD
from tests.clients.test_sealing import NEW, OLD

PLACE = Place(uuid4(), "answers.document.file", uuid4())
BLOCK = CHUNK + overhead(FIRMS)
OF_THREE = b"a" * CHUNK + b"b" * CHUNK + b"c" * 1000


@pytest.fixture
def path(tmp_path):
    written = sealed_files.write(tmp_path / "one", [OF_THREE], PLACE)
    assert written.size == len(OF_THREE)
    return tmp_path / "one"


def whole(path, place=PLACE):
    return b"".join(sealed_files.read(path, place))


@pytest.mark.thorough
@settings(max_examples=10)
@given(
    pieces=st.lists(st.integers(0, CHUNK + 5), max_size=4),
    edge=st.sampled_from([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK]),
)
def test_what_is_written_in_any_pieces_is_read_again(tmp_path_factory, pieces, edge):
    path = tmp_path_factory.mktemp("sealed") / "file"
    data = [os.urandom(size) for size in [*pieces, edge]]
    written = sealed_files.write(path, data, PLACE)
    assert whole(path) == b"".join(data)
    assert written.size == sum(map(len, data))
    assert [one.name for one in path.parent.iterdir()] == ["file"]


def test_the_clear_text_is_nowhere_in_the_file(path):
    assert b"aaaaaaaa" not in path.read_bytes()


def cut(sealed):
    return sealed[: HEAD + 2 * BLOCK]


def cut_within(sealed):
    return sealed[:-7]


def only_the_head(sealed):
    return sealed[:HEAD]


def exchanged(sealed):
    first, second = sealed[HEAD : HEAD + BLOCK], sealed[HEAD + BLOCK : HEAD + 2 * BLOCK]
    return sealed[:HEAD] + second + first + sealed[HEAD + 2 * BLOCK :]


def one_left_out(sealed):
    return sealed[:HEAD] + sealed[HEAD + BLOCK :]


def one_twice(sealed):
    return sealed[: HEAD + BLOCK] + sealed[HEAD:]


def lengthened(sealed):
    return sealed + b"\0"


def clear(sealed):
    return OF_THREE


@pytest.mark.parametrize(
    "spoil",
    [cut, cut_within, only_the_head, exchanged, one_left_out, one_twice, lengthened, clear],
)
def test_a_file_that_was_cut_or_put_together_anew_does_not_open(path, spoil):
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(SealBroken):
        whole(path)


@pytest.mark.parametrize("at", [0, HEAD - 1, HEAD, HEAD + 40, HEAD + BLOCK + 9, -1])
def test_one_flipped_bit_is_found(path, at):
    sealed = bytearray(path.read_bytes())
    sealed[at] ^= 1
    path.write_bytes(sealed)
    with pytest.raises(SealBroken):
        whole(path)


@pytest.mark.parametrize("part", ["firm", "field", "row"])
def test_a_file_moved_to_another_place_does_not_open(path, part):
    elsewhere = replace(PLACE, **{part: "other" if part == "field" else uuid4()})
    with pytest.raises(SealBroken):
        whole(path, elsewhere)


def test_chunks_of_another_version_of_the_same_file_do_not_fit(path, tmp_path):
    sealed_files.write(tmp_path / "two", [OF_THREE], PLACE)
    first, second = path.read_bytes(), (tmp_path / "two").read_bytes()
    path.write_bytes(first[: HEAD + BLOCK] + second[HEAD + BLOCK :])
    with pytest.raises(SealBroken):
        whole(path)


def test_a_key_is_changed_by_sealing_again(tmp_path, settings):
    settings.ENCRYPTION_KEYS = OLD
    sealed_files.write(tmp_path / "one", [OF_THREE], PLACE)
    settings.ENCRYPTION_KEYS = f"{NEW},{OLD}"
    assert sealed_files.seal_again(tmp_path / "one", PLACE)
    assert not sealed_files.seal_again(tmp_path / "one", PLACE)
    settings.ENCRYPTION_KEYS = NEW
    assert whole(tmp_path / "one") == OF_THREE


@pytest.mark.thorough
@pytest.mark.slow
def test_a_hundred_megabytes_pass_through_little_memory(tmp_path):
    tracemalloc.start()
    sealed_files.write(tmp_path / "big", (b"x" * CHUNK for _each in range(100)), PLACE)
    read = sum(len(piece) for piece in sealed_files.read(tmp_path / "big", PLACE))
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert read == 100 * CHUNK
    assert most < 10 * CHUNK


WRITER = """
import sys
from pathlib import Path
from uuid import UUID
import django
django.setup()
from carnet.core import sealed_files
from carnet.core.crypto import Place
def endless():
    for number in range(10**6):
        if number == 3:
            print("begun", flush=True)
        yield b"x" * 2**20 if number < 4 else b""
sealed_files.write(Path(sys.argv[1]), endless(), Place(UUID(int=1), "f", UUID(int=2)))
"""


@pytest.mark.thorough
@pytest.mark.slow
def test_who_is_killed_while_writing_leaves_the_former_file(tmp_path):
    place = Place(UUID(int=1), "f", UUID(int=2))
    target = tmp_path / "one"
    sealed_files.write(target, [b"former"], place)
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATA_DIR": str(tmp_path / "data"),
    }
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(target)], env=environment, stdout=subprocess.PIPE
    )
    assert writer.stdout.readline() == b"begun\n"
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    writer.stdout.close()
    assert whole(target, place) == b"former"

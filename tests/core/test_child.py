import time

import pytest

from carnet.core import child


def add(one, other):
    return one + other


def explode():
    raise KeyError("secret text")


def hog():
    return len(bytearray(2**31))


def sleep():
    time.sleep(30)


def test_the_answer_comes_back():
    assert child.run(add, 2, 3) == 5


@pytest.mark.parametrize(("task", "reason"), [(explode, "KeyError"), (hog, "MemoryError")])
def test_a_failure_is_told_by_its_name_alone(task, reason):
    with pytest.raises(child.ChildFailed) as failed:
        child.run(task)
    assert failed.value.reason == reason


def test_a_child_that_takes_too_long_is_stopped():
    with pytest.raises(child.ChildFailed, match="slow"):
        child.run(sleep, limits=child.Limits(seconds=1))

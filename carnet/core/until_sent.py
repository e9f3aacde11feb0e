"""A file that is made to be sent, and has no name."""

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import IO


@contextmanager
def until_sent() -> Iterator[IO[bytes]]:
    """Afterwards it is open at its beginning, and the response that sends it closes it; if it never comes to that, it
    is closed here."""
    file = TemporaryFile()  # noqa: SIM115
    try:
        yield file
    except BaseException:
        file.close()
        raise
    file.seek(0)

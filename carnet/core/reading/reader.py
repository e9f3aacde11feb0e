"""Opens an untrusted file and tells what stands in it, block by block.

Runs in the child process only (carnet.core.child): a hostile file may kill it. Knows nothing of
clients or headers, nor of Django.
"""

from collections.abc import Callable, Iterator
from typing import Any

from carnet.core.reading.delimited import read_text
from carnet.core.reading.kinds import kind_of
from carnet.core.reading.vcards import read_vcards
from carnet.core.reading.webpages import read_webpage
from carnet.core.reading.workbooks import read_old, read_zipped

READERS: dict[str, Callable[[bytes], Iterator[Any]]] = {
    "xlsx": read_zipped,
    "ods": read_zipped,
    "xls": read_old,
    "csv": read_text,
    "vcard": read_vcards,
    "html": read_webpage,
}


def read(data: bytes) -> Iterator[Any]:
    """First the format, then for each sheet what it is called, followed by its blocks (packing.py)."""
    kind = kind_of(data)
    yield {"format": kind}
    yield from READERS[kind](data)

"""When the disk is nearly full: a full one would stop every answer of every firm. And what is on it for good."""

import os
import shutil
from pathlib import Path

from django.conf import settings

GIGABYTE = 2**30


def has_room(size: int = 0) -> bool:
    """Whether so many bytes may still be laid down in DATA_DIR."""
    disk = shutil.disk_usage(settings.DATA_DIR)
    return not too_full(disk.total, disk.free - size)


def too_full(total: int, free: int) -> bool:
    """Of a disk with so many bytes, of which so many are free."""
    least = max(settings.KEEP_FREE_GIGABYTES * GIGABYTE, total * settings.KEEP_FREE_PERCENT // 100)
    return free < least


def keep_names(folder: Path) -> None:
    """A new name is on disk only once its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

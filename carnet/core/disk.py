"""When the disk is nearly full. A full one would stop every answer of every firm."""

import shutil

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

"""Writes the lists into a folder: `python -m tests.files.write_layouts FOLDER [NAME…]`, names being those of makers."""

import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from tests.files.layouts import BY_NAME, layout  # noqa: E402 (Django must be set up first)


def main(folder: str, *names: str) -> None:
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name in names or BY_NAME:
        Path(folder, layout(name).name).write_bytes(layout(name).data)


if __name__ == "__main__":
    main(*sys.argv[1:])

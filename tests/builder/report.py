"""How well lists of questions as firms have them are understood: a line per list and one figure over all.

`python -m tests.builder.report`; with -v every miss is told.
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from tests.builder.listed import NAMES, judged  # noqa: E402 (Django must be set up first)


def main(words: list[str]) -> int:
    right = every = 0
    for name in NAMES:
        count, missing, beside = judged(name)
        right, every = right + count - len(missing), every + count
        print(f"{name:24} {count - len(missing):3} of {count:3} rows")  # noqa: T201 (a command)
        if "-v" in words:
            print("".join(f"    wanted {one}\n" for one in missing), end="")  # noqa: T201
            print("".join(f"    made   {one}\n" for one in beside), end="")  # noqa: T201
    print(f"Rows understood, kind and condition: {right} of {every} · {len(NAMES)} lists")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

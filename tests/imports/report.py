"""How well lists as firms have them are understood: a line per file and one figure over all.

`python -m tests.imports.report`; with -v every miss is told, with words only files whose name holds one of
them. Fails when a file cannot be imported at all.
"""

import os
import sys
from collections import Counter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.utils.translation import override  # noqa: E402 (Django must be set up first)

from tests.files.layouts import layouts  # noqa: E402
from tests.files.layouts.listing import Layout  # noqa: E402
from tests.imports.judging import judged  # noqa: E402


def main(words: list[str]) -> int:
    names = [word for word in words if word != "-v"]
    chosen = [one for one in layouts() if not names or any(name in one.name for name in names)]
    total: Counter[str] = Counter(files=len(chosen))
    for layout in chosen:
        print("\n".join(_told(layout, total, misses="-v" in words)))  # noqa: T201 (a command)
    print(  # noqa: T201
        f"Columns understood: {total['columns']:,} of {total['all columns']:,}"
        f" · rows as expected: {total['rows']:,} of {total['all rows']:,} · {total['files']} files"
    )
    return 1 if total["failed"] else 0


def _told(layout: Layout, total: Counter[str], *, misses: bool) -> list[str]:
    """The lines about one file; its figures go into `total`."""
    all_columns, all_rows = len(layout.columns), len(layout.outcomes)
    try:
        verdict = judged(layout)
    except Exception as problem:  # noqa: BLE001 (the report tells of every file, whatever one does)
        total.update({"failed": 1, "all columns": all_columns, "all rows": all_rows})
        return [f"{layout.name:36} {type(problem).__name__}: {problem}"]
    columns, rows = sum(verdict.columns), sum(verdict.rows)
    total.update({"columns": columns, "all columns": len(verdict.columns)})
    total.update({"rows": rows, "all rows": len(verdict.rows)})
    line = f"{layout.name:36} {columns:3} of {len(verdict.columns):3} columns {rows:4} of {len(verdict.rows):4} rows"
    return [line, *(f"    {miss}" for miss in verdict.misses if misses)]


if __name__ == "__main__":
    with override("en"):
        sys.exit(main(sys.argv[1:]))

"""Runs every bench on both databases: `make bench`.

BENCH_CLIENTS sets the size of the firm (1,000,000), BENCH_ROWS that of an imported list (50,000), BENCH_DOSSIERS
how many get a new revision (1,000), BENCH_FOLLOWED how many the overview shows (50,000), BENCH_ONLY the bench
("clients", "imports", "questionnaires", "autosave", "load", "rotating", "revisions", "workbook", "record", "overview",
"api", "builder"), BENCH_ON the databases ("sqlite postgresql"). What computes only, such as the engine of
questionnaires, runs once.
"""

import os
import subprocess
import sys
import tempfile

from bench.databases import database

BENCHES = [
    "clients",
    "imports",
    "questionnaires",
    "autosave",
    "load",
    "rotating",
    "revisions",
    "workbook",
    "record",
    "overview",
    "api",
    "builder",
]
# These compute only.
PURE = {"questionnaires", "workbook", "record"}
DATABASES = ["sqlite", "postgresql"]


def main() -> None:
    kinds = os.environ.get("BENCH_ON", " ".join(DATABASES)).split()
    for number, kind in enumerate(kinds):
        for bench in os.environ.get("BENCH_ONLY", " ".join(BENCHES)).split():
            if bench not in PURE or not number:
                run(bench, kind)


def run(bench: str, kind: str) -> None:
    with database(kind) as url, tempfile.TemporaryDirectory() as folder:
        own = {
            "DATABASE_URL": url,
            "DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "bench.settings",
        }
        module = [sys.executable, "-m", f"bench.{bench}"]
        subprocess.run(module, check=True, env={**os.environ, **own})


if __name__ == "__main__":
    main()

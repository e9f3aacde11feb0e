"""Runs every bench on both databases: `make bench`.

BENCH_CLIENTS sets the size of the firm (1,000,000), BENCH_ON the databases ("sqlite postgresql").
"""

import os
import subprocess
import sys
import tempfile

from bench.databases import database

BENCHES = ["bench.clients"]
DATABASES = ["sqlite", "postgresql"]


def main() -> None:
    for kind in os.environ.get("BENCH_ON", " ".join(DATABASES)).split():
        for bench in BENCHES:
            with database(kind) as url, tempfile.TemporaryDirectory() as folder:
                own = {
                    "DATABASE_URL": url,
                    "DATA_DIR": folder,
                    "DJANGO_SETTINGS_MODULE": "bench.settings",
                }
                subprocess.run([sys.executable, "-m", bench], check=True, env={**os.environ, **own})


if __name__ == "__main__":
    main()

"""Runs the faults: `make chaos`, or `make chaos LONG=1` for the numbers of the table (hours).

CHAOS_ONLY="F1 F6" names the faults, CHAOS_ON the databases ("sqlite postgresql"), CHAOS_SEED the seed to play again.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.databases import database

# What is told together shares one Carnet. The last word: on which databases the short run makes it.
ON_A_DISK = ["f05_disk_full"]
GROUPS = [
    (["f01_web_killed", "f11_many_phones", "f10_same_moment", "f23_network_lost"], "sqlite"),
    (["f02_sender_killed", "f03_import_killed", "f08_mail_server_ill", "f17_poison"], "sqlite"),
    (ON_A_DISK, "sqlite"),
    (["f06_database_gone", "f07_locked"], "postgresql"),
]
LONG = bool(os.environ.get("LONG"))
LONGEST = None if LONG else 900  # seconds for one group


def main() -> None:
    begun, failed = time.monotonic(), 0
    for kind in os.environ.get("CHAOS_ON", "sqlite postgresql").split():
        for faults, usual in GROUPS:
            if faults == ON_A_DISK and not may_mount():
                print("F5 is left out: no file system may be mounted here.", flush=True)
                continue
            wanted = [fault for fault in faults if chosen(fault) and (LONG or kind in usual)]
            failed += bool(wanted) and run(wanted, kind)
    print(f"{time.monotonic() - begun:.0f} s. {'RED' if failed else 'All is well.'}", flush=True)
    sys.exit(1 if failed else 0)


def chosen(fault: str) -> bool:
    only = os.environ.get("CHAOS_ONLY", "").split()
    return not only or f"F{fault[1:3].lstrip('0')}" in only


def run(faults: list[str], kind: str) -> int:
    """On an empty database and folder of their own."""
    with database(kind) as url, tempfile.TemporaryDirectory(prefix="carnet-chaos-") as folder:
        small = faults == ON_A_DISK
        if small and kind == "sqlite":
            url = f"sqlite:///{folder}/chaos.sqlite3"
        own = {"DATABASE_URL": url, "DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "chaos.settings"}
        # A start that compiles every source takes four times as long, and there are many starts.
        bytecode = {"PYTHONPYCACHEPREFIX": str(Path("build/bytecode").absolute())}
        own |= {"PYTHONDONTWRITEBYTECODE": "", "MADE": str(migrated() or ""), **bytecode}
        command = [*(ON_A_SMALL_DISK if small else PREPARED), sys.executable, "-m", "chaos.run"]
        try:
            return subprocess.call([*command, *faults], env={**os.environ, **own}, timeout=LONGEST)
        except subprocess.TimeoutExpired:
            print(f"{' '.join(faults)}: RED: no end within {LONGEST} s", flush=True)
            return 1


# SQLite begins with the database that the tests begin with, if they have run here; migrating goes over it in any case.
COPY = 'case $DATABASE_URL in sqlite*) [ -z "$MADE" ] || cp "$MADE" "${DATABASE_URL#sqlite:///}";; esac'
MOUNT = 'mount -t tmpfs -o size=96m none "$DATA_DIR"'
PREPARED = ["sh", "-ec", f'{COPY}; exec "$@"', "sh"]
# A file system that only these processes see. Whoever is not root becomes so among themselves.
ALONE = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
ON_A_SMALL_DISK = [*ALONE, "sh", "-ec", f'{MOUNT}; {COPY}; exec "$@"', "sh"]


def may_mount() -> bool:
    """A container may be forbidden to."""
    trial = [*ALONE, "sh", "-ec", "mount -t tmpfs -o size=1m none /mnt"]
    return subprocess.run(trial, capture_output=True).returncode == 0


def migrated() -> Path | None:
    """The database the tests begin with (tests/template.py)."""
    kept = sorted(Path("build/tests").glob("*.sqlite3"))
    return kept[-1].absolute() if kept else None


if __name__ == "__main__":
    main()

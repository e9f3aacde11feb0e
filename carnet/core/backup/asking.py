"""Asks manage.py in a process of its own, for which a copy that was unpacked is all there is."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from django.conf import settings

from carnet.core.backup import database
from carnet.core.backup.container import BadCopy


def surroundings(folder: Path, address: str) -> dict[str, str]:
    here = {"DATA_DIR": str(folder), "DATABASE_URL": address, "PYTHONWARNINGS": "ignore"}
    # The bucket in use is none of its business: the files of the copy lie in `folder`.
    here["STORAGE_URL"] = ""
    for name in ("SECRET_KEY", "ENCRYPTION_KEYS", "INDEX_KEY"):
        here[name] = getattr(settings, name)
    return {**os.environ, **here}


def ask(environment: dict[str, str], *words: str) -> str:
    """What a command says; of a failing one its own words, or the kind of its exception: the rest may quote rows."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode == 0:
        return done.stdout
    last = (done.stderr.strip().splitlines() or ["It was killed"])[-1]
    said = last.split(":")[0] if "Traceback" in done.stderr else last
    raise BadCopy(f"{done.stdout}{words[0]} failed on the copy. {said}")


def address(name: str) -> str:
    """Of a database on the server that is in use."""
    about = {key: quote(value, safe="") for key, value in database.server().items()}
    who = ":".join(about.pop(key) for key in ("user", "password") if key in about)
    where = ":".join(about.pop(key) for key in ("host", "port") if key in about)
    more = "&".join(f"{key}={value}" for key, value in about.items())
    return f"postgres://{who}{'@' if who else ''}{where}/{name}{'?' if more else ''}{more}"

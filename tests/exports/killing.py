"""A worker beside a test, at work in the test's own database and folder, to be killed. Started as
`python -m tests.exports.killing MINUTES`: it makes exports as if it were so many minutes later."""

import os
import subprocess
import sys
import time
from datetime import timedelta

from django.db import connection


def database_url() -> str:
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    return "postgres://{USER}@{HOST}:{PORT}/{NAME}".format(**settings)


def started(folder: str, settings, minutes: int) -> subprocess.Popen:
    """Returns when it is about to begin."""
    keys = {name: getattr(settings, name) for name in ("ENCRYPTION_KEYS", "INDEX_KEY")}
    here = {"DATABASE_URL": database_url(), "DATA_DIR": folder, "SECRET_KEY": "s" * 50}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.exports.killing", str(minutes)],
        env={**os.environ, **keys, **here, "DJANGO_SETTINGS_MODULE": "config.settings"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def killed_after(process: subprocess.Popen, seconds: float) -> None:
    time.sleep(seconds)
    process.kill()
    process.wait(timeout=10)
    process.stdout.close()


def done(process: subprocess.Popen) -> int:
    code = process.wait(timeout=60)
    process.stdout.close()
    return code


def main() -> None:
    later = timedelta(minutes=int(sys.argv[1]))
    preparing.TURN = 0
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    with scopes_disabled():
        while preparing.prepare_some(timezone.now() + later):
            pass


if __name__ == "__main__":
    import django

    django.setup()
    from django.utils import timezone
    from django_scopes import scopes_disabled

    from carnet.exports import preparing

    main()

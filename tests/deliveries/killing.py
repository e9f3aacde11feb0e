"""A worker beside a test, at work in the test's own database and folder, to be killed. Started as
`python -m tests.deliveries.killing`; claims lapse and tries follow each other after moments, not minutes."""

import os
import subprocess
import sys
import time

from django.db import connection


def started(settings) -> subprocess.Popen:
    database = connection.settings_dict
    url = "postgres://{USER}@{HOST}:{PORT}/{NAME}".format(**database)
    if connection.vendor == "sqlite":
        url = f"sqlite:///{database['NAME']}"
    here = {
        "DATABASE_URL": url,
        "DATA_DIR": str(settings.DATA_DIR),
        "SECRET_KEY": "s" * 50,
        "INNER_HOSTS": "127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    keys = {name: getattr(settings, name) for name in ("ENCRYPTION_KEYS", "INDEX_KEY")}
    command = [sys.executable, "-m", "tests.deliveries.killing"]
    return subprocess.Popen(command, env={**os.environ, **keys, **here})


def main() -> None:
    sending.CLAIM_LASTS = timedelta(seconds=2)
    noting.PAUSES = [0.001]
    with scopes_disabled():
        while True:
            told = tell_next(timezone.now())
            if not (sending.send_next(timezone.now()) or told):
                time.sleep(0.02)


if __name__ == "__main__":
    import logging
    from datetime import timedelta

    import django

    django.setup()
    from django.utils import timezone
    from django_scopes import scopes_disabled

    from carnet.audit.happenings import tell_next
    from carnet.deliveries import noting, sending

    logging.disable(logging.ERROR)
    main()

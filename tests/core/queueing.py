"""Another process that writes in a SQLite file, one transaction after the other without a pause, and says so; or holds
one open until it is killed. Run by test_sqlite_queue.py."""

import sys
import time

from django.conf import settings
from django.db.utils import ConnectionHandler

ENGINE = "carnet.core.sqlite"
OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL",
}


def opened(path, **options):
    """A connection of this thread's own."""
    handler = ConnectionHandler(
        {"default": {"ENGINE": ENGINE, "NAME": str(path), "OPTIONS": OPTIONS | options}}
    )
    return handler["default"]


def begin(connection):
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def end(connection):
    connection.commit()
    connection.set_autocommit(True)


def hog(path):
    connection = opened(path)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        begin(connection)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE hogged SET turns = turns + 1")
            time.sleep(0.01)
        end(connection)


def hold(path):
    connection = opened(path)
    begin(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE hogged SET turns = -1")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    time.sleep(60)


if __name__ == "__main__":
    settings.configure()
    {"hog": hog, "hold": hold}[sys.argv[1]](sys.argv[2])

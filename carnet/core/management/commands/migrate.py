import time
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections

from carnet.core.postgresql.rows import bring_in_line, goes_round
from carnet.core.whose import across_firms

GOES_ROUND = (
    "ROW_SECURITY is set, but PostgreSQL lets the role {role} past every policy: it is a superuser, or has BYPASSRLS."
    " Connect as a role that has neither (docs/operations.md).\n"
)
# What PostgreSQL says of a table that somebody else holds, or that two wait for crosswise.
HELD = {"55P03", "40P01"}
# Seconds. In between all others go on: a statement that stood in the queue for the table would stop them, too.
PATIENCE, PAUSE = 600.0, 5.0
IN_USE = (
    "\nA table that this migration changes is in use. It is tried again for up to %d minutes.\n"
)
STILL_IN_USE = (
    "A table that this migration changes is still in use, after %d minutes. What the lines above call OK is done, and"
    " nothing of the rest. Stop web servers and workers, end what runs so long in the database (docs/operations.md,"
    " Upgrade), and start migrate again."
)


class Command(migrate.Command):
    """Django's own, for the rows of every firm; then the policies of PostgreSQL become what settings say."""

    def handle(self, *args: Any, **options: Any) -> None:
        end, told = time.monotonic() + PATIENCE, False
        while True:
            try:
                return self.migrate(*args, **options)
            except OperationalError as found:
                if getattr(found.__cause__, "sqlstate", "") not in HELD:
                    raise
                if time.monotonic() > end:
                    raise CommandError(STILL_IN_USE % (PATIENCE / 60)) from found
            if not told:
                self.stderr.write(IN_USE % (PATIENCE / 60))
            told = True
            time.sleep(PAUSE)

    def migrate(self, *args: Any, **options: Any) -> None:
        with across_firms("a migration is about every row"):
            super().handle(*args, **options)
            connection = connections[options["database"]]
            only_some = options["plan"] or options["check_unapplied"] or options["app_label"]
            if connection.vendor == "postgresql" and not only_some:
                self.set_row_security(connection, loud=options["verbosity"] > 0)

    def set_row_security(self, connection: Any, *, loud: bool) -> None:
        changed = bring_in_line(connection)
        if changed and loud:
            self.stdout.write(f"Row security of {len(changed)} tables changed.")
        if role := settings.ROW_SECURITY and goes_round(connection):
            self.stderr.write(GOES_ROUND.format(role=role))

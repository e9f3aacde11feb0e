from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections

from carnet.core.postgresql.rows import bring_in_line, goes_round
from carnet.core.whose import across_firms

GOES_ROUND = (
    "ROW_SECURITY is set, but PostgreSQL lets the role {role} past every policy: it is a superuser, or has BYPASSRLS."
    " Connect as a role that has neither (docs/operations.md).\n"
)


class Command(migrate.Command):
    """Django's own, for the rows of every firm; then the policies of PostgreSQL become what settings say."""

    def handle(self, *args: Any, **options: Any) -> None:
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

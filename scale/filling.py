"""Fills the database of DATABASE_URL and says how large it has become; started by `python -m scale`."""

import sys

import django

django.setup()

from django.db import connection  # noqa: E402

from carnet.core.whose import across_firms  # noqa: E402
from scale import making, sizes  # noqa: E402
from scale.server import Server  # noqa: E402


def main(address: str, port: str) -> None:
    with across_firms("an install of many firms is made"):
        making.make(Server(address, int(port)), sizes.part())
    tables = [model._meta.db_table for model in making.MANY]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(
                f"SELECT count(*), pg_size_pretty(pg_total_relation_size('{table}')) FROM {table}"
            )
            print("  {:<44}{:>12,}{:>12}".format(table, *cursor.fetchone()))
        cursor.execute(
            "SELECT (SELECT count(*) FROM firms_firm), pg_size_pretty(pg_database_size(current_database()))"
        )
        print("  {:,} firms, {} in all".format(*cursor.fetchone()), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

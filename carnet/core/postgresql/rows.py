"""Row-level security: of each table in settings.ROWS_OF_A_FIRM PostgreSQL shows, takes and changes the rows of the
firm it was told (telling.py), whatever a query asks for. `migrate` brings the database in line with settings.

A row that belongs to another row is its firm's: the policy looks for that one, which it sees only if it may. A CASE, so
that the planner counts on half the rows and finds them by the query's own conditions, as without a policy.
"""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction

from carnet.core.postgresql.telling import SETTING
from carnet.core.whose import EVERYBODY

FIRM = "firms.Firm"
POLICY = "carnet_firm"
TOLD = f"current_setting('{SETTING}', true)"
STANDING = """
SELECT c.relname, obj_description(p.oid, 'pg_policy') FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
WHERE p.polname = %s AND c.relnamespace = current_schema()::regnamespace
AND c.relrowsecurity AND c.relforcerowsecurity
"""
GOES_ROUND = (
    "SELECT rolname FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)"
)


def wanted() -> dict[str, str]:
    """By table, which rows it shows."""
    if not settings.ROW_SECURITY:
        return {}
    return dict(_policy(label, name) for label, name in settings.ROWS_OF_A_FIRM.items())


def _policy(label: str, name: str) -> tuple[str, str]:
    model = apps.get_model(label)
    field = model._meta.get_field(name)
    table, column = model._meta.db_table, f'"{model._meta.db_table}"."{field.column}"'
    if FIRM in (label, field.related_model and field.related_model._meta.label):
        mine = f"{column} = NULLIF({TOLD}, '')::bigint"
    else:
        other = field.related_model._meta
        mine = f'EXISTS (SELECT FROM "{other.db_table}" o WHERE o."{other.pk.column}" = {column})'
    return table, f"CASE WHEN {TOLD} = '{EVERYBODY}' THEN true ELSE {mine} END"


def bring_in_line(connection: Any) -> list[str]:
    """The tables that were changed, each in a transaction of its own: nobody waits longer than for one of them."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [POLICY])
        standing, asked = dict(cursor.fetchall()), wanted()
        changed = [
            table for table in {**standing, **asked} if standing.get(table) != asked.get(table)
        ]
        for table in changed:
            with transaction.atomic():
                for statement in _to_change(table, asked.get(table)):
                    cursor.execute(statement)
    return changed


def _to_change(table: str, rows: str | None) -> list[str]:
    change = f'ALTER TABLE "{table}"'
    drop = f'DROP POLICY IF EXISTS {POLICY} ON "{table}"'
    if rows is None:
        return [
            f"{change} NO FORCE ROW LEVEL SECURITY",
            f"{change} DISABLE ROW LEVEL SECURITY",
            drop,
        ]
    # What it was made from is kept beside it: PostgreSQL gives a policy back in words of its own.
    noted = rows.replace("'", "''")
    return [
        drop,
        f'CREATE POLICY {POLICY} ON "{table}" USING ({rows}) WITH CHECK ({rows})',
        f"COMMENT ON POLICY {POLICY} ON \"{table}\" IS '{noted}'",
        f"{change} ENABLE ROW LEVEL SECURITY",
        f"{change} FORCE ROW LEVEL SECURITY",
    ]


def goes_round(connection: Any) -> str:
    """The name of our role, if PostgreSQL asks it for no policy: a superuser's."""
    with connection.cursor() as cursor:
        cursor.execute(GOES_ROUND)
        found = cursor.fetchone()
    return str(found[0]) if found else ""

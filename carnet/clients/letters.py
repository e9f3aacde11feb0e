"""The letters with which names of a firm's clients begin: one jump along the name index per letter, however
many clients there are."""

from typing import Any

from django.db import connection

from carnet.clients.criteria import DIGITS, END

# Each round asks for the first name behind all names of the letter before.
NEXT_LETTER = """
WITH RECURSIVE names (name) AS (
    SELECT min(sort_name) FROM clients_client
    WHERE firm_id = %s AND sort_name > '' AND archived_at IS {archived}
    UNION ALL
    SELECT (
        SELECT min(sort_name) FROM clients_client
        WHERE firm_id = %s AND sort_name > substr(names.name, 1, 1) || %s AND archived_at IS {archived}
    ) FROM names WHERE name IS NOT NULL
)
SELECT substr(name, 1, 1) FROM names WHERE name IS NOT NULL LIMIT 60
"""


def letters(firm: Any, *, archived: bool) -> list[str]:
    query = NEXT_LETTER.format(archived="NOT NULL" if archived else "NULL")
    with connection.cursor() as cursor:
        cursor.execute(query, [firm.pk, firm.pk, END])
        found = [letter for (letter,) in cursor.fetchall()]
    digits = [DIGITS] if any(letter.isdigit() for letter in found) else []
    return digits + [letter for letter in found if not letter.isdigit()]

"""From the SQLite database to an empty PostgreSQL one, whole or not at all.

source.py reads the one, target.py fills the other, values.py is how a value stands in each and the sum by which both
are compared, moving.py the way itself. None of them knows any stage's models: tables are asked of the databases.
"""


class CannotMove(Exception):
    """Why it was not moved, as one sentence for the operator. Then the new database is as it was before."""

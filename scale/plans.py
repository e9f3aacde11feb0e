"""What the database did for a statement, kept in files, and what of it reads a large table from end to end."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

KEPT = Path("build/scale")
LARGE, SLOW = 100_000, 5.0
WALKED = re.compile(r"Seq Scan on (\S+)")


@dataclass
class Plans:
    """`found`: which page or step reads which large table from one end to the other."""

    large: set[str] = field(default_factory=set)
    found: set[tuple[str, str]] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)

    @classmethod
    def begun(cls) -> "Plans":
        KEPT.mkdir(parents=True, exist_ok=True)
        for old in KEPT.glob("*.txt"):
            old.unlink()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > %s", [LARGE]
            )
            return cls({name for (name,) in cursor.fetchall()})

    def keep(self, what: str, queries: Iterable[dict[str, Any]]) -> None:
        """Those that took long or walk over a large table, with their plan. What changes rows is not run once more."""
        for query in queries:
            sql, spent = query["sql"], float(query["time"]) * 1000
            if not re.match(r"\s*(SELECT|UPDATE|DELETE|WITH)\b", sql) or "set_config" in sql:
                continue
            plan = explained(sql)
            walked = {name for name in WALKED.findall(plan) if name in self.large}
            self.found |= {(what, name) for name in walked}
            if walked or spent > SLOW:
                self._write(what, sql, spent, plan)

    def _write(self, what: str, sql: str, spent: float, plan: str) -> None:
        shape = re.sub(r"\d+", "n", f"{what} {sql}")
        if shape in self.seen:
            return
        self.seen.add(shape)
        if sql.lstrip().startswith("SELECT") and "FOR " not in sql and spent < 60_000:
            plan = explained(sql, "(ANALYZE, BUFFERS)")
        name = re.sub(r"\W+", "-", what).strip("-").lower()
        file = KEPT / f"{name}-{len(list(KEPT.glob(f'{name}-*'))) + 1}.txt"
        file.write_text(f"{what}, {spent:.0f} ms\n\n{sql}\n\n{plan}\n")


def explained(sql: str, how: str = "") -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {how} {sql.replace('%', '%%')}", [])
        return "\n".join(line for (line,) in cursor.fetchall())

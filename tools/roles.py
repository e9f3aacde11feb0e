"""Reads docs/roles.yml and writes docs/roles.md from it: `python -m tools.roles`. A test compares the two."""

from pathlib import Path
from typing import Any

import yaml

DOCS = Path(__file__).resolve().parents[1] / "docs"
TABLE, PAGE = DOCS / "roles.yml", DOCS / "roles.md"
BEGIN = """# Who may do what

Every page of the office and every operation of the API, from [roles.yml](roles.yml). `tests/test_roles.py` asks for
each cell as each of them. What is another firm's does not exist for anybody (`tests/isolation/`).

- *login*: is sent to the sign-in. *open*: may.
- *refused*: is told that the right is missing (401 without a key, else 403).
- *allowed*: may where an administrator has opened imports to accountants under *Firm*, and else is refused.
- *in part*: may, except what the last column names.

Clients have no role here: their link opens their own dossier and no page below. Nor has whoever runs the install:
`/metrics`, `/live` and `/ready` tell numbers and name nobody.
"""


def table() -> dict[str, dict[str, Any]]:
    return yaml.safe_load(TABLE.read_text(encoding="utf-8"))


def page() -> str:
    held = table()
    rows = [
        "| page | methods | nobody | accountant | administrator | except |",
        "|---|---|---|---|---|---|",
    ]
    for name, cells in held["pages"].items():
        rows.append(f"| {' | '.join([f'`{name}`', *cells, held['parts'].get(name, '')])} |")
    rows += [
        "",
        "| operation | right | no key | key without it | key with it |",
        "|---|---|---|---|---|",
    ]
    for name, (right, *cells) in held["operations"].items():
        rows.append(f"| {' | '.join([f'`{name}`', f'`{right}`', *cells])} |")
    return BEGIN + "\n" + "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

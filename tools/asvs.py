"""Reads docs/asvs.yml and writes docs/asvs.md from it: `python -m tools.asvs`. A test compares the two."""

from collections import Counter
from pathlib import Path
from typing import Any

import yaml

DOCS = Path(__file__).resolve().parents[1] / "docs"
TABLE, PAGE = DOCS / "asvs.yml", DOCS / "asvs.md"
STATES = ("met", "partly", "missing", "not applicable")
BEGIN = """# OWASP ASVS 5.0.0

[asvs.yml](asvs.yml) goes through every requirement of levels 1 and 2 of OWASP's Application Security Verification
Standard 5.0.0, in our own words; what each one asks in full is at <https://github.com/OWASP/ASVS/tree/v5.0.0/5.0>.

| state | means | an entry has |
|---|---|---|
| `met` | Carnet does it, and the named tests would turn red if it did not | `control`, `files`, `tests` |
| `partly` | some of it, and `decision` says what is missing | the same, and `decision` |
| `missing` | not done, or nothing of ours shows it | `decision` |
| `not applicable` | Carnet has no such thing | `decision` |

We judged this ourselves; nobody else has verified it. `tests/test_asvs.py` sees to it that no number is left out or
twice, that every file and test named exists, and that this page tells what the table says. It cannot see whether a test
proves enough: that is for whoever reads it. Change the table, then run `.venv/bin/python -m tools.asvs`.
"""


def entries() -> list[dict[str, Any]]:
    return _read()["requirements"]


def numbers() -> dict[str, int]:
    """Every number of levels 1 and 2, and its level."""
    return {
        f"{section}.{number}": level
        for section, levels in _read()["numbers"].items()
        for level, found in levels.items()
        for number in found
    }


def page() -> str:
    found = entries()
    return (
        "\n".join([BEGIN, *_counts(found), "", "## Missing", "", *_listed(found, "missing")]) + "\n"
    )


def _read() -> dict[str, Any]:
    return yaml.load(TABLE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def _counts(found: list[dict[str, Any]]) -> list[str]:
    count = Counter((entry["level"], entry["state"]) for entry in found)
    head = ["| | " + " | ".join(STATES) + " | all |", "|---|" + "---|" * (len(STATES) + 1)]
    return head + [
        f"| {name} | {' | '.join(map(str, told))} | {sum(told)} |"
        for name, levels in (("level 1", [1]), ("level 2", [2]), ("both", [1, 2]))
        for told in [[sum(count[level, state] for level in levels) for state in STATES]]
    ]


def _listed(found: list[dict[str, Any]], state: str) -> list[str]:
    return [
        f"- **{entry['id']}** (level {entry['level']}) {entry['title']}: {entry['decision']}"
        for entry in found
        if entry["state"] == state
    ]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

"""Runs SurveyJS in Node on the same form and the same changes. Its one package is fetched once, by its lock file."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "surveyjs"
LONGEST = 300


class Unavailable(Exception):
    """There is no Node here, or the package cannot be fetched; says which."""


def prepare() -> str:
    """Fetch the package if it is not here yet; its version."""
    if not shutil.which("node") or not shutil.which("npm"):
        raise Unavailable("Node.js is not installed.")
    if not (FOLDER / "node_modules").exists():
        command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        done = subprocess.run(
            command, cwd=FOLDER, capture_output=True, timeout=LONGEST, check=False
        )
        if done.returncode:
            raise Unavailable("the package survey-core could not be fetched by npm.")
    package = FOLDER / "node_modules" / "survey-core" / "package.json"
    return str(json.loads(package.read_text())["version"])


def times(model: dict[str, Any], data: dict[str, Any], changes: list[list[Any]]) -> list[float]:
    """Milliseconds for each change."""
    order = json.dumps({"model": model, "data": data, "changes": changes})
    done = subprocess.run(
        ["node", "run.mjs"], cwd=FOLDER, input=order, capture_output=True, text=True, check=True
    )
    return list(json.loads(done.stdout)["times"])

"""docs/cryptography.md names every module that hashes, signs or seals, and no other."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
WITH_KEYS = {"hashlib", "hmac", "cryptography", "django.core.signing", "django.utils.crypto"}
# Comparing or drawing by chance alone is no cryptography worth a line.
HARMLESS = {"get_random_string", "constant_time_compare"}


def brought(path):
    """What a module imports of them."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names = [(one.name, "") for one in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [(node.module, one.name) for one in node.names]
        else:
            continue
        for module, name in names:
            known = {module, f"{module}.{name}", module.partition(".")[0]} & WITH_KEYS
            if known and name not in HARMLESS:
                yield f"{module}.{name}"


def test_every_module_that_hashes_signs_or_seals_is_in_the_list():
    code = [*ROOT.glob("carnet/**/*.py"), *ROOT.glob("config/*.py")]
    found = {str(path.relative_to(ROOT)) for path in code if any(brought(path))}
    page = (ROOT / "docs" / "cryptography.md").read_text()
    told = re.findall(r"^\| `(carnet/[\w/.]+)` \|", page, re.MULTILINE)
    assert sorted(found) == told

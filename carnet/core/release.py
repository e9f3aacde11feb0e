"""Which Carnet this is."""

import tomllib

from django.conf import settings


def version() -> str:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    return project["project"]["version"]

"""Carnet as it is, and Django's admin beside it, the usual way to search a list."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.admin", "import_export"]
ROOT_URLCONF = "bench.admin"
ALLOWED_HOSTS = ["testserver"]

"""Carnet as it is, with its long waits shortened and, where CHAOS_BREAK says so, something broken on purpose."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "chaos.broken.Broken"]

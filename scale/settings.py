"""Carnet as it is."""

from config.settings import *  # noqa: F403

ALLOWED_HOSTS = ["testserver"]

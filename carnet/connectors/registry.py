"""The practice software there is: the folders settings.CONNECTORS names, in that order."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from carnet.connectors.contract import Connector


@cache
def _found(paths: tuple[str, ...]) -> dict[str, Connector]:
    connectors = [import_string(f"{path}.CONNECTOR") for path in paths]
    return {connector.key: connector for connector in connectors}


def connectors() -> dict[str, Connector]:
    """By key."""
    return _found(tuple(settings.CONNECTORS))


def connector_of(key: str) -> Connector | None:
    """None for one that is no longer installed."""
    return connectors().get(key)

import inspect
import json
import time
from importlib import util
from pkgutil import iter_modules
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from carnet import connectors
from carnet.connectors.standin import running


def folders() -> list[str]:
    """The connectors that bring a stand-in."""
    names = [module.name for module in iter_modules(connectors.__path__) if module.ispkg]
    return [name for name in names if util.find_spec(f"carnet.connectors.{name}.standin")]


def software(name: str, relations: int, seed: int, but: list[str]) -> Any:
    kind = import_string(f"carnet.connectors.{name}.standin.Software")
    try:
        switches = {key: json.loads(value or "true") for key, _, value in map(_parts, but)}
        return kind(relations=relations, seed=seed, **switches)
    except (TypeError, ValueError) as wrong:
        raise CommandError(f"{wrong}. It can be given: {inspect.signature(kind)}") from wrong


def _parts(switch: str) -> tuple[str, str, str]:
    return switch.partition("=")


class Command(BaseCommand):
    help = "Runs a practice software nobody has, with invented people, for trying a connection out"

    def add_arguments(self, parser):
        parser.add_argument("name", choices=folders())
        parser.add_argument("--relations", type=int, default=300)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--port", type=int, default=8401)
        parser.add_argument(
            "--but",
            action="append",
            default=[],
            metavar="SWITCH=VALUE",
            help="misbehave, as in --but throttle_after=100",
        )

    def handle(self, *args, name, relations, seed, port, but, **options):
        chosen = software(name, relations, seed, but)
        try:
            with running(chosen, port) as address:
                self.stdout.write(f"{name} stands in at {address} with {relations} relations.")
                self.stdout.write(getattr(chosen, "how_to_sign_in", ""))
                self.stdout.flush()
                while True:
                    time.sleep(60)
        except KeyboardInterrupt:
            return
        except OSError as problem:
            raise CommandError(f"Port {port} cannot be used: {problem.strerror}.") from problem

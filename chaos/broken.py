"""What a careless change would make of the product, one at a time: a harness that stays green then proves nothing.

CHAOS_BREAK is a file; whichever break it names holds from that moment, in every process that was started with it.
"""

import os
import random
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from threading import Timer
from typing import Any

from django.apps import AppConfig

BREAKS: dict[str, tuple[str, Callable[..., Any]]] = {}


class Broken(AppConfig):
    name = "chaos"

    def ready(self) -> None:
        hurry()
        letter("deadly")(die)
        if switch := os.environ.get("CHAOS_BREAK"):
            for name, (where, instead) in BREAKS.items():
                install(Path(switch), name, where, instead)


def hurry() -> None:
    """Claims lapse and tries follow each other after moments, not minutes."""
    allowance, mail = import_module("carnet.core.allowance"), import_module("carnet.core.mail")
    allowance.CLAIM_LASTS = timedelta(seconds=4)  # type: ignore[attr-defined]
    mail.PAUSES = [0, 0.005, 0.01]  # type: ignore[attr-defined]


def letter(name: str) -> Callable[..., Any]:
    register: Callable[..., Any] = import_module("carnet.core.mail").letter
    return register(name)


def die(_mail: Any) -> None:
    """Composes a letter (f17_poison.py): as one that needs more memory than there is."""
    os.kill(os.getpid(), signal.SIGKILL)


def install(switch: Path, name: str, where: str, instead: Callable[..., Any]) -> None:
    module_name, _dot, attribute = where.rpartition(".")
    holder: Any = _found(module_name)
    original = getattr(holder, attribute)

    def either(*args: Any, **more: Any) -> Any:
        if switch.read_text() == name:
            return instead(original, *args, **more)
        return original(*args, **more)

    setattr(holder, attribute, either)


def _found(path: str) -> Any:
    """A module, or a class in one."""
    try:
        return import_module(path)
    except ModuleNotFoundError:
        module, _dot, name = path.rpartition(".")
        return getattr(import_module(module), name)


def breaks(name: str, where: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def register(instead: Callable[..., Any]) -> Callable[..., Any]:
        BREAKS[name] = (where, instead)
        return instead

    return register


@breaks("acknowledged before it is written", "carnet.portal.questions.keep")
def write_behind(keep: Callable[..., Any], request: Any, standing: Any, **more: Any) -> Any:
    saved = import_module("carnet.answers.actions").Saved
    connection = import_module("django.db").connection
    scopes_disabled = import_module("django_scopes").scopes_disabled

    def later() -> None:
        with scopes_disabled():
            keep(request, standing, **more)
        connection.close()

    Timer(1.5, later).start()
    now = import_module("django.utils.timezone").now()
    return saved(now, ("something",))


@breaks("what could not be written is acknowledged", "carnet.portal.questions.keep")
def all_well(keep: Callable[..., Any], request: Any, standing: Any, **more: Any) -> Any:
    try:
        return keep(request, standing, **more)
    except import_module("django.db").OperationalError:
        now = import_module("django.utils.timezone").now()
        return import_module("carnet.answers.actions").Saved(now, ("something",))


@breaks("one of five is acknowledged and not written", "carnet.answers.actions._write")
def forgetful(write: Callable[..., Any], dossier: Any, changes: Any, *more: Any) -> None:
    if random.random() > 0.2:
        write(dossier, changes, *more)


@breaks("a save that comes again counts again", "carnet.answers.actions._known")
def never_known(_known: Callable[..., Any], *_seen: Any) -> bool:
    return False


@breaks("what another wrote is overwritten unseen", "carnet.answers.actions._clashes")
def never_clashes(_clashes: Callable[..., Any], *_seen: Any) -> bool:
    return False


@breaks("a database that is away is answered with a yes", "carnet.core.views.failed")
def never_away(_failed: Callable[..., Any], _request: Any) -> Any:
    return import_module("django.http").HttpResponse('{"conflict": false}')


@breaks(
    "waits for a lock for ever", "carnet.core.postgresql.base.DatabaseWrapper.init_connection_state"
)
def patient(prepare: Callable[..., Any], connection: Any) -> None:
    prepare(connection)
    with connection.connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 0")


@breaks("a mail is noted as sent before it is handed over", "carnet.core.mail._send")
def noted_first(_send: Callable[..., Any], line: Any, mail: Any, now: Any) -> bool:
    module: Any = import_module("carnet.core.mail")
    composed = module._compose(mail, now)
    module._note_sent(mail, composed, now)
    time.sleep(0.1)
    line.hand_over(module._envelope(mail, composed))
    return True


@breaks("a no for now is taken for a no for ever", "carnet.core.mail._note_failure")
def for_ever(note: Callable[..., Any], mail: Any, problem: Any, now: Any) -> None:
    problem.final = True
    note(mail, problem, now)


@breaks("a letter that cannot be composed is tried until it can", "carnet.core.mail._composed")
def stubborn(_composed: Callable[..., Any], mail: Any, now: Any) -> Any:
    while True:
        try:
            return import_module("carnet.core.mail")._compose(mail, now)
        except Exception:  # noqa: BLE001
            time.sleep(0.1)


@breaks("how far an import is, is kept apart from its rows", "carnet.imports.applying._step")
def apart(_step: Callable[..., Any], received: Any, pace: Any, *, staged: Any, now: Any) -> bool:
    applying: Any = import_module("carnet.imports.applying")
    if received.state != applying.State.APPLYING or received.done >= received.total:
        return bool(_step(received, pace, staged=staged, now=now))
    chunk = applying.chunks.prepare(received, staged.steps(received.done, pace.size), now)
    if applying.moved(received, applying.State.APPLYING, done=received.done + len(chunk.steps)):
        time.sleep(0.1)
        with applying.transaction.atomic(), applying.one_client_a_number():
            applying._count(received, applying.chunks.write(received, chunk, careful=False))
    return True

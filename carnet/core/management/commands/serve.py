"""Starts everything one needs: database, demo firm if wanted, web server and worker."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

# Seconds for what has begun. A web server that is still loading Carnet does not hear that it is to end; without a limit
# its parent waited for it, was killed for that, and the one left over kept the port.
FINISHES_IN = 8


class Command(BaseCommand):
    help = "Carnet with its web server and worker, in one window."

    def add_arguments(self, parser):
        parser.add_argument("--demo", action="store_true", help="with the invented demo firm")

    def handle(self, *, demo, **options):
        refuse_taken_port()
        call_command("migrate", verbosity=0, interactive=False)
        if settings.PRODUCTION:  # elsewhere static files are served from where they lie
            call_command("collectstatic", verbosity=0, interactive=False)
        if demo and apps.is_installed("carnet.demo"):
            call_command("demo", stdout=self.stdout)
        asked = told_to_end()
        children = [subprocess.Popen(command) for command in (*web_servers(), worker())]
        if wait_until_open(children, asked):
            self.stdout.write(f"Carnet is open at {settings.SITE_URL}\n(Ctrl+C closes it.)")
            self.stdout.flush()
        watch(children, asked)
        sys.exit(0 if asked.is_set() else 1)


def told_to_end() -> threading.Event:
    """Listens before anything is started: whatever the moment, no child is left behind."""
    asked = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: asked.set())
    return asked


def refuse_taken_port():
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.LISTEN, settings.PORT))
        except OSError as problem:
            raise CommandError(
                f"Port {settings.PORT} cannot be used ({problem.strerror}). Something else may be "
                f"running there; choose another: PORT={settings.PORT + 1} make run"
            ) from None


def web_servers() -> list[list[str]]:
    """One for each processor, each listening for itself on the same port (SO_REUSEPORT), so that the kernel deals
    out the connections. Workers of one server share a queue, and the kernel wakes the same one again and again:
    under load one processor did everything while the other waited."""
    one = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi"),
        *("--host", settings.LISTEN, "--port", str(settings.PORT)),
        *("--workers", "1", "--blocking-threads", "2", "--workers-kill-timeout", str(FINISHES_IN)),
        *("--log-level", "warning", "--no-ws", "config.wsgi:application"),
    ]
    return [one] * min(os.cpu_count() or 1, 4)


def worker() -> list[str]:
    return [sys.executable, "manage.py", "work"]


def wait_until_open(children, asked) -> bool:
    host = "127.0.0.1" if settings.LISTEN == "0.0.0.0" else settings.LISTEN  # noqa: S104
    while not asked.is_set() and all(child.poll() is None for child in children):
        with socket.socket() as probe:
            if probe.connect_ex((host, settings.PORT)) == 0:
                return True
        time.sleep(0.1)
    return False


def watch(children, asked) -> None:
    """Both live or both end: a web server without a worker would silently send no mail."""
    while not asked.is_set() and all(child.poll() is None for child in children):
        time.sleep(0.2)
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(timeout=2 * FINISHES_IN)
        except subprocess.TimeoutExpired:
            child.kill()

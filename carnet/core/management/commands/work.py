import os
import signal
import threading

from django.core.management.base import BaseCommand

from carnet.core import worker

# Whoever waits for a page goes first. Under load a round takes longer, and nothing else.
NICE = 5


class Command(BaseCommand):
    help = "The worker: sends what waits in the outbox, erases temporary clients on their day."

    def handle(self, **options):
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        if hasattr(os, "nice"):
            os.nice(NICE)
        worker.run(stop)

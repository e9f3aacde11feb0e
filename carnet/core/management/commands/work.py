import signal
import threading

from django.core.management.base import BaseCommand

from carnet.core import worker


class Command(BaseCommand):
    help = "The worker: sends what waits in the outbox, erases temporary clients on their day."

    def handle(self, **options):
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        worker.run(stop)

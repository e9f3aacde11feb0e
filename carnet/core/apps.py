import gc
import sys

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "carnet.core"

    def ready(self) -> None:
        # Python's collector looks at all that is young after every 700 objects; a plan of 50,000 rows makes
        # millions that stay. A tenth of the time of an import went into looking at them.
        gc.set_threshold(50_000, 20, 100)
        # Python lets a thread that computes go on for 5 ms before another may, also before one that holds the lock of
        # the database and has only to write: under load everybody waited for that.
        sys.setswitchinterval(0.0005)
        # A stage's letters.py registers who composes its mails (carnet/core/mail.py), its
        # sealing.py what rests sealed outside sealed columns (carnet/core/sealed.py); and here, what
        # Django is to check before it starts, and where data keys are found.
        autodiscover_modules("letters", "sealing", "bucket_check", "keyrings", "sessions")

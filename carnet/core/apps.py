from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "carnet.core"

    def ready(self) -> None:
        # A stage's letters.py registers who composes its mails (carnet/core/mail.py), its
        # sealing.py what rests sealed outside sealed columns (carnet/core/sealed.py).
        autodiscover_modules("letters", "sealing")

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class InvitationsConfig(AppConfig):
    name = "carnet.invitations"

    def ready(self) -> None:
        # What this stage tells on the client's card (carnet/clients/timeline.py).
        autodiscover_modules("telling")

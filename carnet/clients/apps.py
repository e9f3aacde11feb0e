from django.apps import AppConfig

from carnet.core.crypto import check_keys


class ClientsConfig(AppConfig):
    name = "carnet.clients"

    def ready(self) -> None:
        check_keys()

from django.apps import AppConfig


class ClientsConfig(AppConfig):
    name = "carnet.clients"

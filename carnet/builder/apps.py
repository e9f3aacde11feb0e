from django.apps import AppConfig


class BuilderConfig(AppConfig):
    name = "carnet.builder"

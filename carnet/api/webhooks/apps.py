from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "carnet.api.webhooks"
    label = "webhooks"

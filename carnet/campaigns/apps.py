from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "carnet.campaigns"

from django.apps import AppConfig


class InvitationsConfig(AppConfig):
    name = "carnet.invitations"

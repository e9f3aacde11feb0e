from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "carnet.approvals"

    def ready(self) -> None:
        """The worker sends these letters, the timeline tells of these deeds, rotate_keys seals these files."""
        from carnet.approvals import letters, sealing, telling  # noqa: F401, PLC0415

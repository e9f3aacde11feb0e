from django.apps import AppConfig


class DeliveriesConfig(AppConfig):
    name = "carnet.deliveries"

    def ready(self) -> None:
        """The worker sends this letter, the timeline tells of what was sent back."""
        from carnet.deliveries import letters, telling  # noqa: F401, PLC0415

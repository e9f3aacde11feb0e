from django.apps import AppConfig


class DeliveriesConfig(AppConfig):
    name = "carnet.deliveries"

    def ready(self) -> None:
        """The timeline tells of what was sent back."""
        from carnet.deliveries import telling  # noqa: F401, PLC0415

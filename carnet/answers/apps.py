from django.apps import AppConfig


class AnswersConfig(AppConfig):
    name = "carnet.answers"

    def ready(self) -> None:
        """The worker sends these letters, whoever has queued them."""
        from carnet.answers import letters, sent_letters, signing_letters  # noqa: F401, PLC0415

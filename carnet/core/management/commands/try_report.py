from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from carnet.core import reports


class Command(BaseCommand):
    help = "Sends a report to the server of SENTRY_DSN, to see whether reports of faults arrive."

    def handle(self, **options):
        if not settings.SENTRY_DSN:
            raise CommandError("SENTRY_DSN is not set: faults are reported nowhere.")
        lost = reports.try_out()
        if lost == "network":
            raise CommandError("The server of SENTRY_DSN cannot be reached.")
        if lost:
            raise CommandError(
                f"The server of SENTRY_DSN refused the report ({lost}). Is the DSN that of a project it has?"
            )
        self.stdout.write("The report has arrived. Faults are reported like this one.")

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from carnet.core import mail
from carnet.core.whose import across_firms
from carnet.demo import cast, office
from carnet.demo.building import build, tell_their_stories
from carnet.firms.models import Firm


class Command(BaseCommand):
    help = "Adds the invented demo firm, once, and says how to sign in."

    def handle(self, **options):
        if settings.PRODUCTION:
            raise CommandError(
                "The demo firm has a password that everybody knows. It is not added in production."
            )
        with across_firms("the invented firm is made or found"):
            if not Firm.objects.filter(slug=cast.FIRM["slug"]).exists():
                self.stdout.write("Making the demo firm (once)…")
                firm = build(timezone.now())
                while mail.send_next(timezone.now()):
                    pass
                tell_their_stories(firm, timezone.now())
                office.act(firm, timezone.now())
        self.stdout.write(f"Demo sign-in: {cast.COLLEAGUES[0][0]} · password: {cast.PASSWORD}")
        self.stdout.write("(The demo firm asks for no second step; a firm of your own does.)")

from django.core.management.base import BaseCommand, CommandError

from carnet.core.whose import across_firms
from carnet.firms.actions import take_second_step_away
from carnet.firms.models import Colleague


class Command(BaseCommand):
    help = "For an administrator who has lost phone and recovery codes, where no other administrator can help."

    def add_arguments(self, parser):
        parser.add_argument("email")

    def handle(self, email, **options):
        with across_firms("an operator names a colleague of any firm"):
            colleague = Colleague.objects.filter(email__iexact=email).first()
            if colleague is None:
                raise CommandError("Nobody signs in with this address.")
            if not take_second_step_away(colleague, by=None):
                raise CommandError("This person has no second step.")
        self.stdout.write("Done. The password alone opens the account until a new one is set up.")

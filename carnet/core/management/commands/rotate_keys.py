from django.core.management.base import BaseCommand

from carnet.core.sealed import (
    ELSEWHERE,
    FIRST,
    ROWS_HELD,
    SealedJSON,
    seal_again,
    seal_json_again,
    sealed_columns,
)
from carnet.core.whose import across_firms


class Command(BaseCommand):
    help = (
        "Seals every secret value again as it is done today: with the client's own key, and those keys with the first"
        " of ENCRYPTION_KEYS. Can be stopped and run again; once it says 0, the older keys may be taken away."
    )

    def add_arguments(self, parser):
        parser.add_argument("--chunk", type=int, default=ROWS_HELD, help="rows per transaction")

    def handle(self, *, chunk, **options):
        with across_firms("every value is sealed again"):
            for name, give in FIRST.items():
                self.stdout.write(f"{name}: {give()} keys given.")
            for model, column in sealed_columns():
                count = seal_again(model, column, chunk=chunk)
                self.stdout.write(f"{model._meta.label}.{column}: {count} values sealed again.")
            for model, column in sealed_columns(SealedJSON):
                count = seal_json_again(model, column, chunk=chunk)
                self.stdout.write(f"{model._meta.label}.{column}: {count} values sealed again.")
            for name, seal_all_again in ELSEWHERE.items():
                self.stdout.write(f"{name}: {seal_all_again()} values sealed again.")

from typing import Any

from django.core.management.base import BaseCommand

from carnet.core.ledger import replay


class Command(BaseCommand):
    help = (
        "Erases whoever is in the database although the ledger of DATA_DIR (erased.log) says they were erased."
        " `restore` does this by itself."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{replay():,} erased again.")

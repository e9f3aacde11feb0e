from django.conf import settings
from django.core.management.base import BaseCommand

from carnet.core import catalogues


class Command(BaseCommand):
    help = (
        "Collects every sentence into locale/, compiles the catalogues and tells what is missing."
    )

    def add_arguments(self, parser):
        parser.add_argument("--compile", action="store_true", help="only compile")

    def handle(self, **options):
        root = settings.BASE_DIR
        languages = [code for code, _name in settings.LANGUAGES if code != "en"]
        if not options["compile"]:
            wanted = catalogues.sentences(root)
            for language in languages:
                catalogues.collect(root, language, wanted)
                for line in catalogues.problems(root, language, wanted):
                    self.stdout.write(f"{language}: {line}")
        catalogues.compile_all(root)

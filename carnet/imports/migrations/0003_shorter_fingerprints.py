from django.db import migrations
from django.db.models.functions import Left


def shorten(apps, schema_editor):
    """Of rows that are not a certain client; made like the index of a number (core/crypto.py)."""
    different = apps.get_model("imports", "Different")._base_manager
    different.update(fingerprint=Left("fingerprint", 24))


class Migration(migrations.Migration):
    dependencies = [("imports", "0002_choices_progress_undo")]

    operations = [migrations.RunPython(shorten, migrations.RunPython.noop)]

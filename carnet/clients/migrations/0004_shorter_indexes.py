from django.db import migrations
from django.db.models.functions import Left

COLUMNS = ("national_number_index", "partner_national_number_index")


def shorten(apps, schema_editor):
    """The index of a number is the beginning of what it was (core/crypto.py)."""
    clients = apps.get_model("clients", "Client")._base_manager
    for column in COLUMNS:
        clients.exclude(**{column: ""}).update(**{column: Left(column, 24)})


class Migration(migrations.Migration):
    dependencies = [("clients", "0003_client_by_birth_date")]

    operations = [migrations.RunPython(shorten, migrations.RunPython.noop)]

"""The column stays as it is; only Python reads and writes it in another way."""

from django.db import migrations, models

from carnet.core.json_text import Reads, Writes


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0006_quick_to_keep")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "revision", "document", models.JSONField(encoder=Writes, decoder=Reads)
                )
            ]
        )
    ]

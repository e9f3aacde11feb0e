import django.db.models.deletion
from django.db import migrations, models

from carnet.core.dropping import drop_index


class Migration(migrations.Migration):
    dependencies = [("clients", "0004_shorter_indexes")]

    operations = [
        migrations.SeparateDatabaseAndState(
            [drop_index("clients.Client", "firm_id")],
            [
                migrations.AlterField(
                    model_name="client",
                    name="firm",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="clients",
                        to="firms.firm",
                    ),
                )
            ],
        )
    ]

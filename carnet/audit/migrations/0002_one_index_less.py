import django.db.models.deletion
from django.db import migrations, models

from carnet.core.dropping import drop_index


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            [drop_index("audit.Event", "firm_id")],
            [
                migrations.AlterField(
                    model_name="event",
                    name="firm",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="firms.firm",
                    ),
                )
            ],
        )
    ]

import django.db.models.deletion
from django.db import migrations, models

import carnet.core.models
import carnet.core.sealed


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0006_unfinished_tries"),
        ("firms", "0010_tries"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeyRing",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=carnet.core.models.number_of_ring, primary_key=True, serialize=False
                    ),
                ),
                ("sealed", carnet.core.sealed.SealedField(null=True)),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="firms.firm",
                    ),
                ),
            ],
        ),
    ]

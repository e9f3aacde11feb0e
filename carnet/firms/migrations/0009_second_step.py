"""New firms ask everybody for a second step. Those that exist do not: on the morning after an upgrade nobody should stand
before a page they did not expect, with a client on the phone. An administrator switches it on, on the page of the colleagues."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("firms", "0008_notice"),
    ]

    operations = [
        migrations.AddField(
            model_name="firm",
            name="second_step",
            field=models.BooleanField(default=False, verbose_name="a second step for everybody"),
        ),
        migrations.AlterField(
            model_name="firm",
            name="second_step",
            field=models.BooleanField(default=True, verbose_name="a second step for everybody"),
        ),
    ]

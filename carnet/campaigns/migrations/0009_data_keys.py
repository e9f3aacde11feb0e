from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0008_dossier_tidy"),
    ]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="data_key",
            field=models.BigIntegerField(editable=False, null=True),
        ),
    ]

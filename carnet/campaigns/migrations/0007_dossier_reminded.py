from django.db import migrations, models


class Migration(migrations.Migration):
    """With a default that the database knows and no constraint: PostgreSQL neither writes nor reads a row for it."""

    dependencies = [("campaigns", "0006_follow_up")]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="reminded",
            field=models.SmallIntegerField(db_default=0, default=0),
        ),
    ]

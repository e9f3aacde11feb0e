from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0005_reports_of_browsers"),
    ]

    operations = [
        migrations.AddField(
            model_name="mail",
            name="unfinished",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
    ]

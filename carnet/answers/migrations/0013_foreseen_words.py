from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("answers", "0012_asked_by"),
    ]

    operations = [
        migrations.AddField(
            model_name="foresight",
            name="digest",
            field=models.CharField(default="", max_length=64),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0005_view_page"),
    ]

    operations = [
        migrations.AddField(
            model_name="client",
            name="data_key",
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="merge",
            name="loser_data_key",
            field=models.BigIntegerField(null=True),
        ),
    ]

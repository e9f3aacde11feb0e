from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_shared_cache"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mailbox",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=250, unique=True)),
                ("validity", models.BigIntegerField()),
                ("uid", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.RemoveIndex(
            model_name="mail",
            name="mail_waiting",
        ),
        migrations.AddField(
            model_name="mail",
            name="bounced_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="mail",
            name="delayed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="mail",
            name="doubtful_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="mail",
            name="handing_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="mail",
            name="slot_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="mail",
            name="urgent",
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(
                models.F("urgent"),
                models.F("firm"),
                models.F("next_try_at"),
                condition=models.Q(("dropped_at", None), ("failed_at", None), ("sent_at", None)),
                name="mail_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(
                models.F("firm"),
                models.F("slot_at"),
                condition=models.Q(("slot_at__isnull", False)),
                name="mail_slots",
            ),
        ),
    ]

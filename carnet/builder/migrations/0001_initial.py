import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("questionnaires", "0005_edited"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Edit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "did",
                    models.CharField(
                        choices=[
                            ("add", "Added"),
                            ("set", "Changed"),
                            ("move", "Moved"),
                            ("remove", "Deleted"),
                            ("duplicate", "Duplicated"),
                            ("paste", "Pasted"),
                            ("condition", "Rule changed"),
                            ("translate", "Translated"),
                            ("insert", "Taken from the bank"),
                            ("whole", "Taken from a file"),
                        ],
                        max_length=10,
                    ),
                ),
                ("part", models.CharField(blank=True, max_length=100)),
                ("step", models.JSONField()),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="edits",
                        to="questionnaires.revision",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["revision", "by", "id"], name="edits_of_a_colleague")
                ],
            },
        ),
    ]

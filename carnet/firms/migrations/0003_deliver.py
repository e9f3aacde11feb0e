import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("firms", "0002_hidden_days"),
    ]

    operations = [
        migrations.AddField(
            model_name="firm",
            name="mail_turn_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="firm",
            name="mails_per_day",
            field=models.PositiveIntegerField(
                default=2000,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(1000000),
                ],
                verbose_name="mails a day, at most",
            ),
        ),
        migrations.AddField(
            model_name="firm",
            name="mails_per_hour",
            field=models.PositiveIntegerField(
                default=500,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(100000),
                ],
                verbose_name="mails an hour, at most",
            ),
        ),
    ]

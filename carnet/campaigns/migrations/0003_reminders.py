from django.db import migrations, models

import carnet.campaigns.reminder_steps as steps


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0002_dossier_extras")]

    operations = [
        # Campaigns that run already promised their clients no reminders: an update must not start mailing.
        migrations.AddField("campaign", "reminders_on", models.BooleanField(default=False)),
        migrations.AlterField("campaign", "reminders_on", models.BooleanField(default=True)),
        migrations.AddField(
            "campaign",
            "reminder_steps",
            models.JSONField(default=steps.standard_steps, validators=[steps.check_steps]),
        ),
        migrations.AddField(
            "campaign", "reminder_most", models.PositiveSmallIntegerField(default=5)
        ),
        migrations.AddField("campaign", "reminder_subjects", models.JSONField(default=dict)),
        migrations.AddField("campaign", "reminder_messages", models.JSONField(default=dict)),
        migrations.AddField("dossier", "reminders_on", models.BooleanField(default=True)),
    ]

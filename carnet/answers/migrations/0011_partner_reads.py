from django.db import migrations, models
from django.db.models import F


def as_before(apps, _schema):
    """Until now one mark served both of a couple: nothing old is new again for either."""
    messages = apps.get_model("answers", "Message").objects.filter(person="staff")
    messages.exclude(read_at=None).update(partner_read_at=F("read_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("answers", "0010_move_proposed"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="partner_read_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(as_before, migrations.RunPython.noop),
    ]

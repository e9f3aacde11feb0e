from django.db import migrations, models
from django.db.models import F, Q

from carnet.core.indexes import AddIndexUnderLoad


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("campaigns", "0007_dossier_reminded")]

    operations = [
        AddIndexUnderLoad(
            "dossier",
            models.Index(
                F("active_at"),
                name="dossier_tidy",
                condition=Q(Q(tidied_at=None) | Q(tidied_at__lt=F("active_at")), state="accepted"),
            ),
        )
    ]

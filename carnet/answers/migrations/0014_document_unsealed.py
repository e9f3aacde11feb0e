from django.db import migrations, models
from django.db.models import F, Q

from carnet.core.indexes import AddIndexUnderLoad


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("answers", "0013_foreseen_words")]

    operations = [
        AddIndexUnderLoad(
            "document",
            models.Index(F("id"), name="document_unsealed", condition=Q(sealed=False)),
        )
    ]

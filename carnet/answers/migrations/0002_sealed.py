from django.db import migrations

from carnet.core.crypto import NOWHERE, Place
from carnet.core.sealed import SealedJSON, Under

SEALED = {"Answer": ["value", "raw"], "AnswerEvent": ["old", "new"], "Submission": ["content"]}
COLUMNS = [(model, column) for model, columns in SEALED.items() for column in columns]


def sealed(row, column):
    """As it was done then; manage.py rotate_keys binds it to its row."""
    place = Place(NOWHERE, f"{row._meta.label_lower}.{column}", NOWHERE)
    return Under(place, getattr(row, f"{column}_open"))


def seal(apps, schema_editor):
    for name, column in COLUMNS:
        model = apps.get_model("answers", name)
        for row in model.objects.exclude(**{f"{column}_open__isnull": True}).iterator():
            model.objects.filter(pk=row.pk).update(**{column: sealed(row, column)})
    # PostgreSQL alters no table whose keys are still to be looked at.
    schema_editor.connection.check_constraints()


class Migration(migrations.Migration):
    dependencies = [("answers", "0001_initial")]

    operations = [
        *[migrations.RenameField(m, column, f"{column}_open") for m, column in COLUMNS],
        *[migrations.AddField(m, column, SealedJSON(null=True)) for m, column in COLUMNS],
        migrations.RunPython(seal, migrations.RunPython.noop),
        *[migrations.RemoveField(m, f"{column}_open") for m, column in COLUMNS],
        migrations.AlterField("Submission", "content", SealedJSON()),
    ]

from django.db import migrations

from carnet.clients.word_index import prepare_search


def prepare(apps, schema_editor):
    prepare_search(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("clients", "0001_initial")]

    operations = [migrations.RunPython(prepare, migrations.RunPython.noop)]
